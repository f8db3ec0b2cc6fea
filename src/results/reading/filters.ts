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

/** The query on the wire, with the order stated and the end of the period pinned. */
export function toQuery(filters: ResultFilters, order: Order, pinned: number): ResultQuery {
  return {
    ...(filters.after !== null && { timestamp_after: new Date(filters.after).toISOString() }),
    timestamp_before: new Date(pinned).toISOString(),
    metric_id_and_version: filters.metrics,
    source_type: filters.sourceTypes,
    conversation_id: filters.conversations,
    simulation_unit_test_set_run_id: filters.runs,
    sort_by: [order],
  };
}

const FROM_CONVERSATIONS = new Set(['manual', 'post-session']);
const FROM_SIMULATIONS = new Set(['simulation']);

/** Whether a result matches every filter that its fields can tell: what cannot be told counts as a match. */
export function matches(filters: ResultFilters, row: Row): boolean {
  const { after, before, metrics, sourceTypes, conversations, runs } = filters;
  if (row.at !== null && after !== null && row.at < after) return false;
  if (row.at !== null && before !== null && row.at > before) return false;
  if (
    metrics.length > 0 &&
    !metrics.includes(`${row.metricId}-`) &&
    !metrics.includes(`${row.metricId}-${row.version}`)
  )
    return false;
  if (row.sourceType !== null && sourceTypes.length > 0 && !sourceTypes.includes(row.sourceType))
    return false;
  return (
    among(conversations, row.conversationId, FROM_SIMULATIONS, row.sourceType) &&
    among(runs, row.runId, FROM_CONVERSATIONS, row.sourceType)
  );
}

/** @param without sources whose results never have the field, so that its absence tells something */
function among(
  wanted: readonly string[],
  has: string | null,
  without: ReadonlySet<string>,
  source: string | null,
): boolean {
  if (wanted.length === 0) return true;
  return has === null ? source === null || !without.has(source) : wanted.includes(has);
}

/** Whether all that `narrow` asks for is among what `wide` asks for. */
export function isWithin(narrow: ResultFilters, wide: ResultFilters): boolean {
  return (
    (wide.after === null || (narrow.after !== null && narrow.after >= wide.after)) &&
    (wide.before === null || (narrow.before !== null && narrow.before <= wide.before)) &&
    covers(wide.metrics, narrow.metrics, (each) => [each, each.slice(0, each.indexOf('-') + 1)]) &&
    covers(wide.sourceTypes, narrow.sourceTypes) &&
    covers(wide.conversations, narrow.conversations) &&
    covers(wide.runs, narrow.runs)
  );
}

function covers(
  wide: readonly string[],
  narrow: readonly string[],
  forms: (each: string) => readonly string[] = (each) => [each],
): boolean {
  if (wide.length === 0) return true;
  return narrow.length > 0 && narrow.every((each) => forms(each).some((form) => wide.includes(form)));
}
