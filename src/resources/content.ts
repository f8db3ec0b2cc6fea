import type { Listing } from '../amigo/read-until.ts';
import { ANSWER_LIMIT, fit, joinNotes, type Cut, type Note } from '../answers/fit.ts';
import { listingNotes } from '../answers/page.ts';

interface Content<T> {
  readonly data: T;
  /** What is to be said in any case; a cut's note replaces one with its code. */
  readonly notes?: readonly Note[];
  readonly cuts?: readonly Cut<T>[];
}

/** JSON of at most 24,000 characters, indented where there is room for it, with what was left out in its `note`. */
export function jsonText<T extends object>({ data, notes, cuts = [] }: Content<T>, sandbox: boolean): string {
  const mark = sandbox && { sandbox };
  const lengthsOf = (shape: T) => [JSON.stringify({ ...shape, ...mark }).length];
  const fitted = fit(data, cuts, lengthsOf, notes && { notes });
  const note = joinNotes(fitted.notes);
  const content = { ...fitted.data, ...(note !== '' && { note }), ...mark };
  const indented = JSON.stringify(content, undefined, 2);
  return indented.length <= ANSWER_LIMIT ? indented : JSON.stringify(content);
}

/** The code of the note that says where to find what is missing: a cut says it anew. */
export const ELSEWHERE = 'elsewhere';

/**
 * What is missing of a list that was read, why, and where the rest is; none when nothing is.
 * @param what one of its rows, e.g. `metric`
 */
export function readingNotes(listing: Listing<unknown>, what: string, elsewhere: string): Note[] {
  const { whole, brokeOff, failure } = listing;
  const goesOn = !whole && !brokeOff && !failure;
  const missing = [
    ...(goesOn ? ['There is more than is shown here.'] : []),
    ...listingNotes(listing, what, false),
  ];
  if (missing.length === 0) return [];
  return [
    { code: 'reading', text: missing.join(' ') },
    { code: ELSEWHERE, text: elsewhere },
  ];
}
