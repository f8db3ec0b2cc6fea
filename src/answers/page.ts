import * as z from 'zod';
import type { Listing } from '../amigo/read-until.ts';
import { are, count } from '../text/words.ts';

export const pageShape = z.object({
  returned: z.int(),
  complete: z.boolean(),
  continuation_token: z.string().optional(),
  note: z.string().nullable(),
});
export type PageShape = z.infer<typeof pageShape>;

/** Why a list that ends at its limit is not complete. */
export const MORE = 'There is more: continuation_token goes on.';

/** What to know of a list that was not read whole: a sentence each. `what` is one of its rows, e.g. `metric`. */
export function listingNotes(
  { brokeOff, failure, unreadable }: Omit<Listing<unknown>, 'rows' | 'whole'>,
  what: string,
  hasToken: boolean,
): string[] {
  const goesOn = hasToken ? ': continuation_token goes on from here' : '';
  return [
    ...(brokeOff ? [BROKE_OFF] : []),
    ...(failure ? [`Stopped early (${failure.code})${goesOn}.`] : []),
    ...unreadableNotes(unreadable, what),
  ];
}

export const BROKE_OFF = 'Amigo’s list broke off: it says that there is more, without a way to it.';

/** That rows came which could not be read, if any did. */
export function unreadableNotes(unreadable: number, what: string): string[] {
  if (unreadable === 0) return [];
  return [`${count(unreadable, what)} could not be read and ${are(unreadable)} not shown.`];
}
