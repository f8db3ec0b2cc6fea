import { cleanValue, type Result, type Value } from '../../amigo/result.ts';
import { cut } from '../../text/clean.ts';

/** One evaluation result, as it is kept and questioned. */
export type Row = Result;

/** Longest category that is shown. */
export const CATEGORY_LENGTH = 500;

/** A value as it is shown. */
export function shownValue(value: Value): Value {
  const clean = cleanValue(value);
  return typeof clean === 'string' ? cut(clean, CATEGORY_LENGTH) : clean;
}

/**
 * What was judged: a conversation, or a unit test with its run and index. A result that names neither stands for
 * itself. Two results of one unit are repeats: they do not count as two pieces of evidence.
 */
export function unitOf(row: Row): string {
  if (row.conversationId !== null) return row.conversationId;
  if (row.runId === null && row.unitTestId === null) return `result ${row.id}`;
  return `${row.runId} ${row.unitTestId} ${row.runIndex}`;
}
