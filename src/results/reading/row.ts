import type { Result, Value } from '../../amigo/schema.ts';
import { clean, cut } from '../../text/clean.ts';

/** Longest name of a source type, and longest reference: what is longer is none. */
const SOURCE_LENGTH = 80;
const REFERENCE_LENGTH = 100;

/** One evaluation result, flat, as it is kept and questioned. */
export interface Row {
  readonly id: string;
  readonly metricId: string;
  readonly version: number;
  /** As it is written, which may not be how it is shown. Null: the metric was not applicable. */
  readonly value: Value;
  /** Epoch milliseconds. */
  readonly at: number | null;
  readonly sourceType: string | null;
  readonly conversationId: string | null;
  readonly interactionId: string | null;
  readonly runId: string | null;
  readonly unitTestId: string | null;
  readonly runIndex: number | null;
  readonly references: readonly string[];
  readonly justification: string;
}

export function toRow({ source, ...result }: Result): Row {
  return {
    id: result.id,
    metricId: result.metric_id,
    version: result.metric_version,
    value: result.written,
    at: result.created_at,
    sourceType: source.type ? cut(source.type, SOURCE_LENGTH) : null,
    conversationId: source.conversation_id || null,
    interactionId: source.evaluate_to_interaction_id || null,
    runId: source.simulation_unit_test_set_run_id || null,
    unitTestId: source.unit_test_id || null,
    runIndex: source.run_index ?? null,
    references: (source.references ?? []).map((each) => cut(each, REFERENCE_LENGTH)),
    justification: result.justification,
  };
}

/** Longest category that is shown. */
export const CATEGORY_LENGTH = 500;

/** A value as it is shown. */
export function shownValue(value: Value): Value {
  return typeof value === 'string' ? cut(clean(value), CATEGORY_LENGTH) : value;
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
