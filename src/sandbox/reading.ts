import * as z from 'zod';
import { isoformat } from './clock.ts';
import { ORGANIZATION } from './organization.ts';
import { cut } from './paging.ts';
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
  const asked = readQuery(listQuery, query);
  const matching = [...store.metrics.values()].filter(
    (metric) =>
      metric.is_deleted === (asked.is_deleted ?? false) &&
      (asked.id.length === 0 || asked.id.includes(metric.id)) &&
      passes(metric, asked),
  );
  const [direction] = asked.sort_by;
  if (direction) matching.sort((one, other) => direction * (one.updated_at - other.updated_at));
  const page = cut(matching, asked.continuation_token ?? 0, asked.limit ?? 50);
  return {
    status: 200,
    body: {
      metrics: page.rows.map((metric) => ({ id: metric.id, ...written(metric) })),
      has_more: page.has_more,
      continuation_token: page.continuation_token,
      filter_values: asked.continuation_token ? null : filterValues(matching),
    },
  };
}

export function searchMetrics({ store, query }: Call): Answer {
  const asked = readQuery(searchQuery, query);
  const hits = [...store.metrics.values()]
    .filter((metric) => !metric.is_deleted && passes(metric, asked))
    .map((metric) => ({ metric, relevance: relevance(metric.name, asked.query) }))
    .filter((hit) => hit.relevance > 0)
    .sort((one, other) => other.relevance - one.relevance)
    .slice(0, SEARCH_HITS);
  return {
    status: 200,
    body: { metrics: hits.map(({ metric }) => ({ _id: metric.id, ...written(metric) })) },
  };
}

export function listVersions({ store, metricId, query }: Call): Answer {
  const asked = readQuery(versionsQuery, query);
  // A deleted metric is gone for writers only.
  const metric = store.metrics.get(metricId);
  if (!metric) throw new Refusal(404, 'Metric not found.');
  const latest = latestVersion(metric).version;
  const [low = '1', high = low] = asked.version?.split('-') ?? ['1', 'latest'];
  const number = (text: string) => (text === 'latest' ? latest : Number(text));
  const matching = metric.versions.filter(({ version }) => version >= number(low) && version <= number(high));
  if (asked.sort_by[0] === -1) matching.reverse();
  const page = cut(matching, asked.continuation_token ?? 0, asked.limit ?? 10);
  return {
    status: 200,
    body: {
      metric_versions: page.rows.map((version) => writtenVersion(metric, version)),
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
function passes(metric: Metric, asked: Filters): boolean {
  const holds = (values: readonly string[], test: (value: string) => boolean) =>
    values.length === 0 || values.some(test);
  const { org_id, user_id } = metric.creator;
  return (
    holds(asked.applied_to_service, (service) => metric.applied_to_services.includes(service)) &&
    holds(asked.type, (type) => latestVersion(metric).metric_value.type === type) &&
    holds(asked.creator, (creator) => creator === `${org_id},${user_id}`) &&
    holds(asked.tag, (tag) => metric.tags.some((own) => tagged(own, tag)))
  );
}

/** `key:*` stands for any value, `key:` for none. */
function tagged(own: Metric['tags'][number], asked: string): boolean {
  const colon = asked.indexOf(':');
  const value = asked.slice(colon + 1);
  return own.key === asked.slice(0, colon) && (value === '*' || value === (own.value ?? ''));
}

/** Whole name before beginning before part before single words; 0 when no word of the query begins one of the name's. */
function relevance(name: string, query: string): number {
  const [has, asked] = [name.toLowerCase(), query.toLowerCase()];
  if (has === asked) return 4;
  if (has.startsWith(asked)) return 3;
  if (has.includes(asked)) return 2;
  const words = asked.split(/\s+/);
  const own = has.split(/\s+/);
  return words.filter((word) => own.some((each) => each.startsWith(word))).length / words.length;
}

function written(metric: Metric) {
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

function writtenVersion(metric: Metric, version: MetricVersion) {
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
