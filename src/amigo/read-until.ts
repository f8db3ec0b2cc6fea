import { HttpError } from '../errors.ts';
import type { ApiPage } from './api.ts';

/** What was read of a list. */
export interface Listing<Row> {
  /** Each once, in the order of the list. */
  readonly rows: readonly Row[];
  /** Rows that came and could not be read. */
  readonly unreadable: number;
  /** Whether the list was read to its end. */
  readonly whole: boolean;
  /** Whether Amigo says that there is more, without a way to it. */
  readonly brokeOff: boolean;
  /** Why reading ended at a page after the first rows; what came before it stays. */
  readonly failure: HttpError | undefined;
}

interface Wanted<Row> {
  /** What tells one row from another: a row that comes again counts once. */
  readonly key: (row: Row) => string | number;
  /** Asked after each page, with all rows so far; to the end of the list unless given. */
  readonly enough?: ((rows: readonly Row[]) => boolean) | undefined;
  /** Called after each page, with all rows so far. */
  readonly onPage?: (rows: readonly Row[]) => void;
}

/**
 * Reads a list page by page until its rows are enough.
 * @throws {HttpError} when a page fails before there is any row, or nobody waits any longer
 */
export async function readUntil<Row>(
  pages: AsyncIterable<Pick<ApiPage<Row>, 'rows' | 'unreadable' | 'next' | 'cut'>>,
  { key, enough, onPage }: Wanted<Row>,
): Promise<Listing<Row>> {
  const seen = new Set<string | number>();
  const rows: Row[] = [];
  let unreadable = 0;
  const until = (end: Partial<Listing<Row>>): Listing<Row> => {
    return { rows, unreadable, whole: false, brokeOff: false, failure: undefined, ...end };
  };
  try {
    for await (const page of pages) {
      unreadable += page.unreadable;
      for (const row of page.rows) {
        if (seen.has(key(row))) continue;
        seen.add(key(row));
        rows.push(row);
      }
      onPage?.(rows);
      if (page.cut) return until({ brokeOff: true });
      if (page.next !== undefined && enough?.(rows)) return until({});
    }
    return until({ whole: true });
  } catch (failure) {
    if (!(failure instanceof HttpError) || failure.code === 'cancelled' || rows.length === 0) throw failure;
    return until({ failure });
  }
}
