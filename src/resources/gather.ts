import { failureOf } from '../answers/failure.ts';
import { count, note } from '../text/words.ts';
import type { PageToken } from '../http/follow-pages.ts';

interface Page<R> {
  readonly rows: readonly R[];
  readonly unreadable: number;
  readonly next: PageToken | undefined;
  readonly cut?: string;
}

export interface Gathered<R> {
  readonly rows: readonly R[];
  /** Whether the list was read to its end. */
  readonly complete: boolean;
  /** What is missing and why; null when nothing is. */
  readonly note: string | null;
}

/**
 * The rows of a list, each once, until they are enough. A page that fails after the first one ends the list early
 * and is told in the note; a first page that fails throws.
 * @param key what tells one row from another
 */
export async function gather<R>(
  following: AsyncIterable<Page<R>>,
  key: (row: R) => string | number,
  enough: (rows: readonly R[]) => boolean,
): Promise<Gathered<R>> {
  const rows = new Map<string | number, R>();
  let unreadable = 0;
  let first = true;
  let ended: string | null = null;
  try {
    for await (const page of following) {
      first = false;
      unreadable += page.unreadable;
      for (const row of page.rows) if (!rows.has(key(row))) rows.set(key(row), row);
      if (page.cut) ended = 'Amigo’s list broke off: it says that there is more, without a way to it.';
      if (page.next !== undefined && enough([...rows.values()])) {
        ended = 'There is more than is shown here.';
        break;
      }
    }
  } catch (error) {
    if (first) throw error;
    ended = `Reading stopped early (${failureOf(error).code}).`;
  }
  const lost = unreadable > 0 && `${count(unreadable, 'row')} could not be read.`;
  return {
    rows: [...rows.values()],
    complete: ended === null && unreadable === 0,
    note: note(ended, lost),
  };
}
