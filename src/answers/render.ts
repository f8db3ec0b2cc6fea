import { isObject } from '../json.ts';
import type { Steps } from '../slices.ts';
import { cut } from '../text/clean.ts';
import { fitting, joinNotes, type Cut, type Note } from './fit.ts';

/** A call that makes sense after this one. */
export interface NextCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly why: string;
}

/** What a tool gives back: plain data, and what may be left out of it, in order, should it be too long. */
export interface ToolOutput<T> {
  readonly data: T;
  readonly cuts?: readonly Cut<T>[];
  /** Up to three; those of tools that are not listed are dropped. */
  readonly next?: readonly NextCall[];
}

/** How data is shown. */
interface Forms<T> {
  /** The data in words. */
  text(data: T): string;
  /** The data as its schema declares it: nothing else passes. */
  structured(data: T): Readonly<Record<string, unknown>>;
}

/** What an answer says of the server that gives it. */
export interface Surroundings {
  readonly sandbox: boolean;
  /** Whether such a call would be let in. */
  readonly accepts: (call: NextCall) => boolean;
}

/** One answer in its two forms, each enough alone and of at most 24,000 characters. */
export interface Rendered {
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
}

const MOST_CALLS = 3;
/** Longer arguments, and longer reasons, hold somebody's megabytes: they would take the answer's place. */
const ARGUMENTS_LENGTH = 4_000;
const REASON_LENGTH = 200;

/** Cuts an answer to its length, and adds what every answer may carry: the next calls, and the sandbox's mark. */
export function* render<T extends object>(
  { data, cuts = [], next = [] }: ToolOutput<T>,
  forms: Forms<T>,
  surroundings: Surroundings,
): Steps<Rendered> {
  const calls = offered(next, surroundings);
  const { sandbox } = surroundings;
  const ending = endingInWords(calls, sandbox);
  const marks = { ...(calls.length > 0 && { next: calls }), ...(sandbox && { sandbox }) };
  const textOf = remembered((shape: T) => [forms.text(shape), ...ending].join('\n'));
  // Declared or not: what the schema does not know only makes the data longer.
  const fitted = yield* fitting(data, cuts, (shape) => [
    textOf(shape).length,
    JSON.stringify({ ...shape, ...marks }).length,
  ]);
  const shown = withNotes(fitted.data, fitted.notes);
  const unsaid = shown === fitted.data ? fitted.notes : [];
  const text = [textOf(shown), ...(unsaid.length > 0 ? [`Note: ${joinNotes(unsaid)}`] : [])].join('\n');
  return { text, structured: { ...forms.structured(shown), ...marks } };
}

/** The same function, which does not compute twice in a row for the same object. */
function remembered<T, R>(compute: (value: T) => R): (value: T) => R {
  let latest: { readonly value: T; readonly result: R } | undefined;
  return (value) => {
    if (latest?.value !== value) latest = { value, result: compute(value) };
    return latest.result;
  };
}

function offered(next: readonly NextCall[], { accepts }: Surroundings): NextCall[] {
  return next
    .filter(accepts)
    .filter((call) => JSON.stringify(call.arguments).length <= ARGUMENTS_LENGTH)
    .slice(0, MOST_CALLS)
    .map((call) => ({ ...call, why: cut(call.why, REASON_LENGTH) }));
}

function endingInWords(calls: readonly NextCall[], sandbox: boolean): string[] {
  return [
    ...(calls.length > 0 ? ['Next:'] : []),
    ...calls.map((call) => `- ${call.tool} ${JSON.stringify(call.arguments)}: ${call.why}`),
    ...(sandbox ? ['Sandbox: made-up data, judged by rule.'] : []),
  ];
}

/** The data with the notes behind its own, which stands beside it, or in its page or coverage; else the data alone. */
function withNotes<T extends object>(data: T, notes: readonly Note[]): T {
  if (notes.length === 0) return data;
  if ('note' in data) return { ...data, note: behind(data.note, notes) };
  if ('page' in data && isObject(data.page))
    return { ...data, page: { ...data.page, note: behind(data.page['note'], notes) } };
  if ('coverage' in data && isObject(data.coverage))
    return { ...data, coverage: { ...data.coverage, note: behind(data.coverage['note'], notes) } };
  return data;
}

function behind(note: unknown, notes: readonly Note[]): string {
  return typeof note === 'string' && note !== '' ? `${note} ${joinNotes(notes)}` : joinNotes(notes);
}
