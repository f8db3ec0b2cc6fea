import * as z from 'zod';
import { isoformat } from './clock.ts';
import { ORGANIZATION } from './organization.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './refusal.ts';
import type { Answer, Call } from './api-call.ts';
import type { Metric, MetricVersion } from './model.ts';
import { latestVersion, type Store } from './store.ts';
import {
  boolean,
  filled,
  integer,
  objectId,
  optional,
  readQuery,
  repeated,
  required,
  sortBy,
  unique,
} from './validate.ts';

const filters = {
  applied_to_service: unique(objectId),
  type: unique(z.enum(['boolean', 'numerical', 'categorical'])),
  creator: unique(z.string().regex(/^[^,]+,[^,]+$/, 'Not of the form org_id,user_id')),
  tag: repeated(z.string().regex(/^[^:]+:/, 'Not of the form key:value')),
};

const listQuery = z.object({
  id: unique(objectId),
  ...filters,
  is_deleted: optional(boolean),
  sort_by: sortBy('updated_at'),
  limit: optional(integer(0, 50)),
  continuation_token: optional(integer(0, Number.MAX_SAFE_INTEGER)),
});

const searchQuery = z.object({ query: required(filled), ...filters });

/** A number, `latest`, or two of them with a hyphen in between. */
const versionRange = z
  .string()
  .regex(/^(?:\d+|latest)(?:-(?:\d+|latest))?$/, 'Not a version, `latest` or a range of both');

const versionsQuery = z.object({
  version: optional(versionRange),
  sort_by: sortBy('version'),
  limit: optional(integer(1, 10)),
  continuation_token: optional(integer(0, Number.MAX_SAFE_INTEGER)),
});

const SEARCH_HITS = 50;

export function listMetrics({ store, query }: Call): Answer {
  const params = readQuery(listQuery, query);
  const matching = [...store.metrics.values()].filter(
    (metric) =>
      metric.is_deleted === (params.is_deleted ?? false) &&
      (params.id.length === 0 || params.id.includes(metric.id)) &&
      passes(metric, params),
  );
  const [direction] = params.sort_by;
  if (direction) matching.sort((a, b) => direction * (a.updated_at - b.updated_at));
  const page = pageOf(matching, params.continuation_token ?? 0, params.limit ?? 50);
  return {
    status: 200,
    body: {
      metrics: page.rows.map((metric) => ({ id: metric.id, ...metricOnWire(metric) })),
      has_more: page.has_more,
      continuation_token: page.continuation_token,
      filter_values: params.continuation_token ? null : filterValues(matching),
    },
  };
}

export function searchMetrics({ store, query }: Call): Answer {
  const params = readQuery(searchQuery, query);
  const hits = [...store.metrics.values()]
    .filter((metric) => !metric.is_deleted && passes(metric, params))
    .map((metric) => ({ metric, relevance: relevance(metric.name, params.query) }))
    .filter((hit) => hit.relevance > 0)
    .sort((a, b) => b.relevance - a.relevance)
    .slice(0, SEARCH_HITS);
  return {
    status: 200,
    body: { metrics: hits.map(({ metric }) => ({ _id: metric.id, ...metricOnWire(metric) })) },
  };
}

export function listVersions({ store, metricId, query }: Call): Answer {
  const params = readQuery(versionsQuery, query);
  // A deleted metric is gone for writers only.
  const metric = store.metrics.get(metricId);
  if (!metric) throw new Refusal(404, 'Metric not found.');
  const latest = latestVersion(metric).version;
  const [low = '1', high = low] = params.version?.split('-') ?? ['1', 'latest'];
  const number = (text: string) => (text === 'latest' ? latest : Number(text));
  const matching = metric.versions.filter(({ version }) => version >= number(low) && version <= number(high));
  if (params.sort_by[0] === -1) matching.reverse();
  const page = pageOf(matching, params.continuation_token ?? 0, params.limit ?? 10);
  return {
    status: 200,
    body: {
      metric_versions: page.rows.map((version) => versionOnWire(metric, version)),
      has_more: page.has_more,
      continuation_token: page.continuation_token,
    },
  };
}

/** The living metric that an operation may change or run. */
export function livingMetric(store: Store, id: string): Metric {
  const metric = store.metrics.get(id);
  if (!metric || metric.is_deleted) throw new Refusal(404, 'Metric not found.');
  return metric;
}

interface Filters {
  readonly applied_to_service: readonly string[];
  readonly type: readonly string[];
  readonly creator: readonly string[];
  readonly tag: readonly string[];
}

/** Every kind of filter must hold; one of its values is enough. */
function passes(metric: Metric, filters: Filters): boolean {
  const anyOf = (values: readonly string[], test: (value: string) => boolean) =>
    values.length === 0 || values.some(test);
  const { org_id, user_id } = metric.creator;
  return (
    anyOf(filters.applied_to_service, (service) => metric.applied_to_services.includes(service)) &&
    anyOf(filters.type, (type) => latestVersion(metric).metric_value.type === type) &&
    anyOf(filters.creator, (creator) => creator === `${org_id},${user_id}`) &&
    anyOf(filters.tag, (filter) => metric.tags.some((tag) => matches(tag, filter)))
  );
}

/** `key:*` stands for any value, `key:` for none. */
function matches(tag: Metric['tags'][number], filter: string): boolean {
  const colon = filter.indexOf(':');
  const value = filter.slice(colon + 1);
  return tag.key === filter.slice(0, colon) && (value === '*' || value === (tag.value ?? ''));
}

/** Whole name before beginning before part before single words; 0 when no word of the query begins one of the name's. */
function relevance(name: string, query: string): number {
  const [text, wanted] = [name.toLowerCase(), query.toLowerCase()];
  if (text === wanted) return 4;
  if (text.startsWith(wanted)) return 3;
  if (text.includes(wanted)) return 2;
  const words = wanted.split(/\s+/);
  const nameWords = text.split(/\s+/);
  const found = words.filter((word) => nameWords.some((nameWord) => nameWord.startsWith(word)));
  return found.length / words.length;
}

function metricOnWire(metric: Metric) {
  return {
    org_id: ORGANIZATION,
    name: metric.name,
    applied_to_services: metric.applied_to_services,
    additional_notes: metric.additional_notes,
    tags: metric.tags,
    creator: metric.creator,
    updated_by: metric.updated_by,
    metric_value_type: latestVersion(metric).metric_value.type,
    is_deleted: metric.is_deleted,
    created_at: isoformat(metric.created_at),
    updated_at: isoformat(metric.updated_at),
  };
}

function versionOnWire(metric: Metric, version: MetricVersion) {
  return { metric_id: metric.id, ...version, created_at: isoformat(version.created_at) };
}

function filterValues(metrics: readonly Metric[]) {
  const creators = new Map(metrics.map(({ creator }) => [creator.user_id, creator]));
  return {
    applied_to_services_ids: [...new Set(metrics.flatMap((metric) => metric.applied_to_services))],
    creators: [...creators.values()],
    tags: [...new Set(metrics.flatMap((metric) => metric.tags.map(({ key }) => key)))],
    types: [...new Set(metrics.map((metric) => latestVersion(metric).metric_value.type))],
  };
}
