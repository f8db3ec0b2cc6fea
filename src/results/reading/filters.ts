import type { ResultQuery } from '../../amigo/api.ts';
import type { Row } from './row.ts';

export type Order = '+created_at' | '-created_at';

/** What results are asked for. Lists are sorted; an empty one does not filter. */
export interface ResultFilters {
  /** Epoch milliseconds, inclusive. */
  readonly after: number | null;
  readonly before: number | null;
  /** Each `<id>-<version>`, or `<id>-` for every version. */
  readonly metrics: readonly string[];
  readonly sourceTypes: readonly string[];
  readonly conversations: readonly string[];
  readonly runs: readonly string[];
}

export const EVERYTHING: ResultFilters = {
  after: null,
  before: null,
  metrics: [],
  sourceTypes: [],
  conversations: [],
  runs: [],
};

/** The URL length that Amigo takes is unknown: of more metrics all results are read, and those of others left out. */
const MOST_METRICS = 100;

/**
 * The query on the wire, with the order stated and the end of the period pinned. The period is a millisecond wider
 * than asked for: whether Amigo counts its ends in is unknown, and what comes is filtered here.
 */
export function toQuery(filters: ResultFilters, order: Order, pinned: number): ResultQuery {
  return {
    ...(filters.after !== null && { timestamp_after: new Date(filters.after - 1).toISOString() }),
    timestamp_before: new Date(pinned).toISOString(),
    metric_id_and_version: filters.metrics.length > MOST_METRICS ? [] : filters.metrics,
    source_type: filters.sourceTypes,
    conversation_id: filters.conversations,
    simulation_unit_test_set_run_id: filters.runs,
    sort_by: [order],
  };
}

/** Whether a result matches every filter; one that lacks what a filter asks for does not. */
export function matches(filters: ResultFilters, row: Row): boolean {
  const { after, before, sourceTypes, conversations, runs } = filters;
  return (
    (after === null || (row.at !== null && row.at >= after)) &&
    (before === null || (row.at !== null && row.at <= before)) &&
    isOfMetric(filters, row) &&
    among(sourceTypes, row.sourceType) &&
    among(conversations, row.conversationId) &&
    among(runs, row.runId)
  );
}

/**
 * Whether a result does not match only because it has no time or no source type, which every result should have: a
 * simulation has no conversation, and nothing else a run.
 */
export function lacksField(filters: ResultFilters, row: Row): boolean {
  const told: ResultFilters = {
    ...filters,
    ...(row.at === null && { after: null, before: null }),
    ...(row.sourceType === null && { sourceTypes: [] }),
  };
  return !matches(filters, row) && matches(told, row);
}

/** Whether a result is of a metric that was not asked for, but had to be read because so many were. */
export function isBeside(filters: ResultFilters, row: Row): boolean {
  return filters.metrics.length > MOST_METRICS && !isOfMetric(filters, row);
}

function isOfMetric({ metrics }: ResultFilters, { metricId, version }: Row): boolean {
  return (
    metrics.length === 0 || metrics.includes(`${metricId}-`) || metrics.includes(`${metricId}-${version}`)
  );
}

function among(wanted: readonly string[], value: string | null): boolean {
  return wanted.length === 0 || (value !== null && wanted.includes(value));
}

/** Whether all that `narrow` asks for is among what `wide` asks for. */
export function isWithin(narrow: ResultFilters, wide: ResultFilters): boolean {
  return (
    (wide.after === null || (narrow.after !== null && narrow.after >= wide.after)) &&
    (wide.before === null || (narrow.before !== null && narrow.before <= wide.before)) &&
    covers(wide.metrics, narrow.metrics, (metric) => [metric, metric.slice(0, metric.indexOf('-') + 1)]) &&
    covers(wide.sourceTypes, narrow.sourceTypes) &&
    covers(wide.conversations, narrow.conversations) &&
    covers(wide.runs, narrow.runs)
  );
}

function covers(
  wide: readonly string[],
  narrow: readonly string[],
  forms: (value: string) => readonly string[] = (value) => [value],
): boolean {
  if (wide.length === 0) return true;
  return narrow.length > 0 && narrow.every((value) => forms(value).some((form) => wide.includes(form)));
}
