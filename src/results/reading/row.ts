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

/** Whether two results are of one unit, which is cheaper to say than which one it is. */
export function isOfOneUnit(row: Row, other: Row): boolean {
  if (row.conversationId !== null || other.conversationId !== null)
    return row.conversationId === other.conversationId;
  if (row.runId !== other.runId || row.unitTestId !== other.unitTestId) return false;
  const isNamed = row.runId !== null || row.unitTestId !== null;
  return isNamed ? row.runIndex === other.runIndex : row.id === other.id;
}
