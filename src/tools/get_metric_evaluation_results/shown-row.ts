import { passes, type Criterion } from '../../results/figures/criterion.ts';
import type { ResultRow } from '../../results/figures/shape.ts';
import { shownValue, type Row } from '../../results/reading/row.ts';
import { isoMinute } from '../../text/times.ts';
import type { CallContext } from '../runner/context.ts';

const EXAMPLE_LENGTH = 280;
/**
 * Most characters of a row's justification: of one conversation, of one metric, of several metrics, whose rows are
 * longer by what tells them apart.
 */
const ROW_LENGTHS = { conversation: 600, metric: 160, several: 92 } as const;
export type RowsOf = keyof typeof ROW_LENGTHS;

interface Form {
  /** Characters of the justification. */
  readonly length: number;
  /** Whether interactions are named. */
  readonly withReferences: boolean;
  /** Null where nothing passes or fails. */
  readonly criterion: Criterion | null;
}

export function exampleOf(row: Row, criterion: Criterion | null, call: CallContext): ResultRow {
  return rowOf(row, { length: EXAMPLE_LENGTH, withReferences: false, criterion }, call);
}

/** @param rowsOf what the rows are those of */
export function shownRow(
  row: Row,
  criterion: Criterion | null,
  rowsOf: RowsOf,
  call: CallContext,
): ResultRow {
  const withReferences = rowsOf === 'conversation';
  return rowOf(row, { length: ROW_LENGTHS[rowsOf], withReferences, criterion }, call);
}

function rowOf(row: Row, { length, withReferences, criterion }: Form, call: CallContext): ResultRow {
  const passed = criterion && passes(criterion, row.value);
  const justification = call.justification(row.justification, length) || null;
  return {
    version: row.version,
    result: shownValue(row.value),
    ...(passed !== null && { passed }),
    ...(row.sourceType !== null && { source_type: row.sourceType }),
    ...(row.conversationId !== null && { conversation_id: row.conversationId }),
    ...(row.unitTestId !== null && { unit_test_id: row.unitTestId }),
    ...(row.runId !== null && { simulation_unit_test_set_run_id: row.runId }),
    ...(row.runIndex !== null && { run_index: row.runIndex }),
    ...(withReferences && row.interactionId !== null && { evaluate_to_interaction_id: row.interactionId }),
    ...(row.at !== null && { created_at: isoMinute(row.at) }),
    ...(justification !== null && { justification }),
    ...(withReferences && row.references.length > 0 && { references: [...row.references] }),
  };
}
