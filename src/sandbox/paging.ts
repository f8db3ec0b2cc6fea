export interface Page<T> {
  readonly rows: readonly T[];
  readonly has_more: boolean;
  /** Rows to skip next time; null on the last page. */
  readonly continuation_token: number | null;
}

/**
 * The rows from `offset` on, `limit` at most. A page of no rows is the last one: its token would be the one it was
 * asked for with, and whoever follows it would never come to an end.
 */
export function pageOf<T>(rows: readonly T[], offset: number, limit: number): Page<T> {
  const end = offset + limit;
  const has_more = limit > 0 && end < rows.length;
  return { rows: rows.slice(offset, end), has_more, continuation_token: has_more ? end : null };
}
