import type { Listing } from '../amigo/read-until.ts';
import { listingNotes } from '../answers/page.ts';
import { ANSWER_LIMIT, fit, keepOf, type Cut } from '../answers/fit.ts';
import { note } from '../text/words.ts';
import { cut } from '../text/clean.ts';

interface Content {
  /** What was left out, and where it is. */
  readonly note?: string | null;
}

/** A text is not cut below this. */
const LEAST_TEXT = 80;

/**
 * JSON of at most 24,000 characters, indented where there is room for it. The cuts given come first; should they
 * not be enough, long texts are cut, then long lists.
 */
export function jsonText<T extends Content>(data: T, cuts: readonly Cut<T>[], sandbox: boolean): string {
  const form = ({ note, ...rest }: T, indent?: number) =>
    JSON.stringify({ ...rest, ...(note && { note }), ...(sandbox && { sandbox }) }, undefined, indent);
  const fitted = fit<T>(data, [...cuts, cutTexts, cutLists], (each) => form(each).length);
  const indented = form(fitted, 2);
  return indented.length <= ANSWER_LIMIT ? indented : form(fitted);
}

/** What is missing of a list that was read, and why; null when nothing is. */
export function leftOut(listing: Listing<unknown>, what: string): string | null {
  const { whole, brokeOff, failure } = listing;
  const goesOn = !whole && !brokeOff && !failure;
  return note(goesOn && 'There is more than is shown here.', ...listingNotes(listing, what, false));
}

const TEXTS_CUT = 'Texts that end with … are cut.';
const LISTS_CUT = 'Long lists are cut at their end.';

function cutTexts<T extends Content>(data: T, share: number): T | undefined {
  let longest = 0;
  walk(data, (value) => {
    if (typeof value === 'string') longest = Math.max(longest, value.length);
    return value;
  });
  if (longest <= LEAST_TEXT) return undefined;
  const length = Math.max(LEAST_TEXT, Math.min(longest - 1, Math.floor(longest * share * 0.9)));
  const shorter = walk(data, (value) => (typeof value === 'string' ? cut(value, length) : value));
  return withNote(shorter, data.note, TEXTS_CUT);
}

function cutLists<T extends Content>(data: T, share: number): T | undefined {
  let cutAny = false;
  const shorter = walk(data, (value) => {
    if (!Array.isArray(value) || value.length === 0) return value;
    cutAny = true;
    return value.slice(0, keepOf(value.length, share));
  });
  return cutAny ? withNote(shorter, data.note, LISTS_CUT) : undefined;
}

function withNote<T extends Content>(data: T, before: string | null | undefined, said: string): T {
  return { ...data, note: before?.includes(said) ? before : note(before, said) };
}

/** The same data with every value inside replaced by what `change` makes of it, the inner ones first. */
function walk<T extends object>(data: T, change: (value: unknown) => unknown): T {
  const each = (value: unknown): unknown => {
    if (Array.isArray(value)) return change(value.map(each));
    return change(typeof value === 'object' && value !== null ? walk(value, change) : value);
  };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, each(value)])) as T;
}
