import { isObject, mapValues } from '../json.ts';
import { atOnce, type Steps } from '../slices.ts';
import { cut } from '../text/clean.ts';

/** Most characters of an answer's text, of its structured content, and of a resource. */
export const ANSWER_LIMIT = 24_000;

/** What a cut left out, and how to get it. Of several notes with one code the last one holds. */
export interface Note {
  readonly code: string;
  readonly text: string;
}

/**
 * One way to make data smaller: gets the share of its size that may stay (0 to 1), and returns smaller data with a
 * note on what is missing, or undefined when this way has nothing left to give.
 */
export type Cut<T> = (data: T, share: number) => { readonly data: T; readonly note: Note } | undefined;

interface Fitted<T> {
  readonly data: T;
  /** The notes of the cuts that were made, behind those that there were before. */
  readonly notes: readonly Note[];
}

interface FitOptions {
  /** What is to be said in any case. */
  readonly notes?: readonly Note[];
  /** In characters. */
  readonly limit?: number;
}

/**
 * Applies the cuts in order, each until it has nothing left, and then the last resort, until the data and its notes
 * fit. Ends for any data and any cuts: a step is taken only if it makes the data strictly smaller, and ends its cut
 * otherwise.
 * @param lengthsOf characters of each form that the data is shown in, the notes of cuts aside; the longest must fit
 */
export function fit<T>(...what: Parameters<typeof fitting<T>>): Fitted<T> {
  return atOnce(fitting(...what));
}

/** The same in steps: long data is measured many times. */
export function* fitting<T>(
  data: T,
  cuts: readonly Cut<T>[],
  lengthsOf: (data: T) => readonly number[],
  { notes: always = [], limit = ANSWER_LIMIT }: FitOptions = {},
): Steps<Fitted<T>> {
  let fitted: Fitted<T> = { data, notes: always };
  let lengths = lengthsOf(data);
  for (const cutOnce of [...cuts, ...lastResort<T>()]) {
    for (;;) {
      const share = (limit - roomFor(fitted.notes)) / Math.max(...lengths);
      if (share >= 1) return fitted;
      const step = cutOnce(fitted.data, Math.max(0, share));
      if (step === undefined) break;
      yield;
      const shorter = lengthsOf(step.data);
      if (sum(shorter) >= sum(lengths)) break;
      fitted = { data: step.data, notes: withNote(fitted.notes, step.note) };
      lengths = shorter;
    }
  }
  return fitted;
}

/** How many of `count` things stay for a share of the size: always fewer, a little under the share. */
export function keepOf(count: number, share: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(count * share * 0.95)));
}

/** The notes as one text. */
export function joinNotes(notes: readonly Note[]): string {
  return notes.map(({ text }) => text).join(' ');
}

function withNote(notes: readonly Note[], note: Note): Note[] {
  return [...notes.filter(({ code }) => code !== note.code), note];
}

/** What stands around a note, in text and in JSON. */
const AROUND_NOTE = 40;

/** Most characters that the notes add to a form of the data. */
function roomFor(notes: readonly Note[]): number {
  return notes.length === 0 ? 0 : JSON.stringify(joinNotes(notes)).length + AROUND_NOTE;
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}

/**
 * A cut that shortens the texts under some keys, wherever in the data they stand, the longest ones first.
 * @param least no text is cut below so many characters (1 or more)
 */
export function cutTexts<T>(keys: readonly string[], least: number, note: Note): Cut<T> {
  return cutLongest(
    textsUnder((key) => keys.includes(key)),
    least,
    note,
  );
}

/** Pieces of data that can be shortened. */
interface Pieces {
  /** 0 for what is no such piece. */
  lengthOf(value: unknown, key: string): number;
  /** The piece with no more than so many characters, entries or fields. */
  shortened(value: unknown, length: number): unknown;
}

function cutLongest<T>(pieces: Pieces, least: number, note: Note): Cut<T> {
  return (data, share) => {
    let longest = 0;
    mapValues(data, (value, key) => {
      longest = Math.max(longest, pieces.lengthOf(value, key));
      return value;
    });
    if (longest <= least) return undefined;
    const length = Math.max(least, keepOf(longest, share));
    const shorter = mapValues(data, (value, key) =>
      pieces.lengthOf(value, key) > length ? pieces.shortened(value, length) : value,
    );
    return { data: shorter, note };
  };
}

function textsUnder(isMeant: (key: string) => boolean): Pieces {
  return {
    lengthOf: (value, key) => (typeof value === 'string' && isMeant(key) ? value.length : 0),
    shortened: (value, length) => (typeof value === 'string' ? cut(value, length) : value),
  };
}

const LISTS: Pieces = {
  lengthOf: (value) => (Array.isArray(value) ? value.length : 0),
  shortened: (value, length) => (Array.isArray(value) ? value.slice(0, length) : value),
};

const FIELDS: Pieces = {
  lengthOf: (value) => (isObject(value) ? Object.keys(value).length : 0),
  shortened: (value, length) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).slice(0, length)) : value,
};

/** These mean nothing when they are cut. Ids do neither, but are too short to be a long text. */
const WHOLE = new Set(['continuation_token', 'uri', 'note']);
const TEXTS = textsUnder((key) => !WHOLE.has(key));
const LONG_TEXTS = { code: 'long_texts', text: 'Long texts are cut: they end with ….' };
const LONG_LISTS = { code: 'long_lists', text: 'Long lists are cut at their end.' };
const NO_ROOM = { code: 'no_room', text: 'Even ids and tokens are cut or left out: this is of little use.' };

/**
 * Brings any data under any limit, for megabytes in a name or thousands of tags: long texts and long lists, first by
 * degrees that hardly hurt, then all of them, and ids, tokens and fields at the very last.
 */
function lastResort<T>(): Cut<T>[] {
  return [
    cutLongest(TEXTS, 1_000, LONG_TEXTS),
    cutLongest(LISTS, 100, LONG_LISTS),
    cutLongest(TEXTS, 80, LONG_TEXTS),
    cutLongest(LISTS, 0, LONG_LISTS),
    cutLongest(
      textsUnder(() => true),
      1,
      NO_ROOM,
    ),
    cutLongest(FIELDS, 0, NO_ROOM),
  ];
}
