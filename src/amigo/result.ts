import { isObject } from '../json.ts';
import { clean, cut } from '../text/clean.ts';
import { readInstant } from '../text/times.ts';
import { ID } from './ids.ts';

/** Longest name of a source type, and longest reference: what is longer is none. */
const SOURCE_LENGTH = 80;
const REFERENCE_LENGTH = 100;

/** A judge's value; null says that the metric was not applicable. */
export type Value = number | boolean | string | null;

/** One evaluation result, flat. What Amigo left out, and empty text, is null. */
export interface Result {
  readonly id: string;
  readonly metricId: string;
  readonly version: number;
  /** As it is written, which may not be how it is shown. */
  readonly value: Value;
  /** Epoch milliseconds. */
  readonly at: number | null;
  readonly sourceType: string | null;
  readonly conversationId: string | null;
  readonly interactionId: string | null;
  readonly runId: string | null;
  readonly unitTestId: string | null;
  readonly runIndex: number | null;
  /** The name of what was judged; null where the result names nothing, and stands for itself. */
  readonly unit: string | null;
  readonly references: readonly string[];
  /** As it is written. */
  readonly justification: string;
}

/**
 * A result as Amigo sent it; undefined when it breaks the contract. Thousands are read at once: a schema would take
 * two to three times as long for each.
 */
export function readResult(sent: unknown): Result | undefined {
  if (!isObject(sent) || !isObject(sent['source'])) return undefined;
  const { id, metric_id, metric_version, result, justification, created_at, source } = sent;
  const { type, conversation_id, evaluate_to_interaction_id, references, run_index } = source;
  const { simulation_unit_test_set_run_id, unit_test_id } = source;
  if (
    !isText(id) ||
    !isText(metric_id) ||
    !ID.test(metric_id) ||
    !isInteger(metric_version) ||
    metric_version < 1 ||
    !isValue(result) ||
    !isText(justification) ||
    !isAbsentOr(isText, created_at) ||
    !isAbsentOr(isText, type) ||
    !isAbsentOr(isText, conversation_id) ||
    !isAbsentOr(isText, evaluate_to_interaction_id) ||
    !isAbsentOr(isText, simulation_unit_test_set_run_id) ||
    !isAbsentOr(isText, unit_test_id) ||
    !isAbsentOr(isInteger, run_index) ||
    !isAbsentOr(areTexts, references)
  )
    return undefined;
  const sourceType = cleanOrNull(type);
  const conversationId = cleanOrNull(conversation_id);
  const runId = cleanOrNull(simulation_unit_test_set_run_id);
  const unitTestId = cleanOrNull(unit_test_id);
  const runIndex = run_index ?? null;
  return {
    id: clean(id),
    metricId: metric_id,
    version: metric_version,
    value: result,
    at: readInstant(created_at),
    sourceType: sourceType && cut(sourceType, SOURCE_LENGTH),
    conversationId,
    interactionId: cleanOrNull(evaluate_to_interaction_id),
    runId,
    unitTestId,
    runIndex,
    unit: unitOf({ conversationId, runId, unitTestId, runIndex }),
    references: references?.map((reference) => cut(clean(reference), REFERENCE_LENGTH)) ?? [],
    justification,
  };
}

/**
 * The name of what was judged: a conversation, or a unit test with its run and index. Two results of one unit are
 * repeats: they do not count as two pieces of evidence.
 */
export function unitOf({
  conversationId,
  runId,
  unitTestId,
  runIndex,
}: Pick<Result, 'conversationId' | 'runId' | 'unitTestId' | 'runIndex'>): string | null {
  if (conversationId !== null) return conversationId;
  return runId === null && unitTestId === null ? null : `${runId} ${unitTestId} ${runIndex}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isValue(value: unknown): value is Value {
  return value === null || isText(value) || typeof value === 'boolean' || Number.isFinite(value);
}

function isAbsentOr<T>(is: (value: unknown) => value is T, value: unknown): value is T | null | undefined {
  return value === undefined || value === null || is(value);
}

function cleanOrNull(text: string | null | undefined): string | null {
  return text ? clean(text) || null : null;
}

/** A value as it may be shown. */
export function cleanValue(value: Value): Value {
  return isText(value) ? clean(value) : value;
}
