import * as z from 'zod';
import { isoformat } from './clock.ts';
import { ORGANIZATION } from './organization.ts';
import { pageOf } from './paging.ts';
import type { Answer, Call } from './api-call.ts';
import type { Result } from './model.ts';
import { instant, integer, objectId, optional, readQuery, sortBy, unique } from './validate.ts';

const resultsQuery = z.object({
  timestamp_after: optional(instant),
  timestamp_before: optional(instant),
  metric_id: unique(objectId),
  metric_id_and_version: unique(
    z.string().regex(/^[a-f0-9]{24}-(?:[1-9]\d*)?$/, 'Not of the form metric_id-version'),
  ),
  source_type: unique(z.enum(['post-session', 'manual', 'simulation'])),
  conversation_id: unique(objectId),
  simulation_unit_test_set_run_id: unique(objectId),
  sort_by: sortBy('created_at'),
  limit: optional(integer(0, 500)),
  continuation_token: optional(integer(0, Number.MAX_SAFE_INTEGER)),
});

/** Pages of results. Every kind of filter must hold, one of its values is enough, and both times are included. */
export function listResults({ store, query }: Call): Answer {
  const params = readQuery(resultsQuery, query);
  const { timestamp_after: after = -Infinity, timestamp_before: before = Infinity } = params;
  const metrics = new Set(params.metric_id);
  const versions = new Set(params.metric_id_and_version);
  const types = new Set<string>(params.source_type);
  const conversations = new Set(params.conversation_id);
  const runs = new Set(params.simulation_unit_test_set_run_id);
  const matching = store.results.filter(
    ({ created_at, metric_id, metric_version, origin }) =>
      created_at >= after &&
      created_at <= before &&
      (metrics.size === 0 || metrics.has(metric_id)) &&
      (versions.size === 0 ||
        versions.has(`${metric_id}-`) ||
        versions.has(`${metric_id}-${metric_version}`)) &&
      (types.size === 0 || types.has(origin.type)) &&
      (conversations.size === 0 ||
        (origin.type !== 'simulation' && conversations.has(origin.conversation_id))) &&
      (runs.size === 0 || (origin.type === 'simulation' && runs.has(origin.simulation_unit_test_set_run_id))),
  );
  if (params.sort_by[0] === -1) matching.reverse();
  const page = pageOf(matching, params.continuation_token ?? 0, params.limit ?? 500);
  return {
    status: 200,
    body: {
      metric_evaluation_results: page.rows.map(resultOnWire),
      has_more: page.has_more,
      continuation_token: page.continuation_token,
      filter_values: params.continuation_token
        ? null
        : { metric_ids: [...new Set(matching.map(({ metric_id }) => metric_id))] },
    },
  };
}

function resultOnWire(result: Result) {
  const { value, justification, references } = result.judgement();
  const at = isoformat(result.created_at);
  return {
    id: result.id,
    org_id: ORGANIZATION,
    created_at: at,
    updated_at: at,
    metric_id: result.metric_id,
    metric_version: result.metric_version,
    result: value,
    justification,
    source: { ...result.origin, references },
  };
}
