import * as z from 'zod';
import { SERVICES, ORGANIZATION } from './organization.ts';
import { UNKNOWN_PROFILE } from './judge.ts';
import { livingMetric } from './reading.ts';
import { Refusal } from './refusal.ts';
import type { Answer, Call } from './api-call.ts';
import type { Tag, User } from './model.ts';
import { latestVersion } from './store.ts';
import { filled, integer, objectId, optional, readBody, readQuery } from './validate.ts';

// What `\w` and `\s` match on the server, whose regular expressions are Unicode ones.
const tagText = filled.regex(/^[\p{L}\p{N}\p{M}_\s]+$/u, 'Only letters, digits, underscore and space');
const tags = z
  .record(tagText, tagText.nullable())
  .refine((map) => Object.keys(map).length <= 20, 'At most 20 tags')
  .transform((map): readonly Tag[] => Object.entries(map).map(([key, value]) => ({ key, value })));

const metricValue = z.discriminatedUnion('type', [
  z.object({ type: z.literal('boolean') }),
  z
    .object({ type: z.literal('numerical'), lower_bound: z.number(), upper_bound: z.number() })
    .refine(({ lower_bound, upper_bound }) => lower_bound < upper_bound, 'Bounds must be in order'),
  z.object({
    type: z.literal('categorical'),
    categories: z
      .array(filled)
      .min(1)
      .max(50)
      .refine((names) => new Set(names).size === names.length, 'Categories must be different'),
  }),
]);
const definition = z.object({ description: filled, metric_value: metricValue });

const createBody = z.object({
  name: filled,
  applied_to_services: z.array(objectId),
  additional_notes: filled.nullable(),
  tags,
  initial_version_metric_value: definition,
});

const updateBody = z.object({
  applied_to_services: z.array(objectId).nullish(),
  /** An object stands for "not set", as leaving it out does. */
  additional_notes: z.union([filled, z.object({}), z.null()]).optional(),
  tags: tags.nullish(),
});

const versionQuery = z.object({ version: optional(integer(1, Number.MAX_SAFE_INTEGER)) });

export function createMetric({ store, member, now, random, body }: Call): Answer {
  const fields = readBody(createBody, body);
  mustBeServices(fields.applied_to_services);
  const taken = [...store.metrics.values()].some(
    ({ is_deleted, name }) => !is_deleted && name === fields.name,
  );
  if (taken) throw new Refusal(409, 'A metric with this name already exists.');
  const id = random.id(now);
  const creator = userOf(member.userId);
  store.metrics.set(id, {
    id,
    name: fields.name,
    applied_to_services: fields.applied_to_services,
    additional_notes: fields.additional_notes,
    tags: fields.tags,
    creator,
    updated_by: creator,
    is_deleted: false,
    created_at: now,
    updated_at: now,
    versions: [{ version: 1, ...fields.initial_version_metric_value, creator, created_at: now }],
    lockedBy: null,
    profile: UNKNOWN_PROFILE,
  });
  return { status: 201, body: { id } };
}

export function createVersion({ store, member, now, metricId, query, body }: Call): Answer {
  const { version: expected } = readQuery(versionQuery, query);
  const fields = readBody(definition, body);
  const metric = livingMetric(store, metricId);
  const latest = latestVersion(metric);
  if (fields.metric_value.type !== latest.metric_value.type) {
    throw new Refusal(400, 'The metric value type cannot be changed between versions.');
  }
  const version = latest.version + 1;
  if (expected !== undefined && expected !== version) {
    throw new Refusal(409, `The next version of the metric is ${version}, not ${expected}.`);
  }
  const creator = userOf(member.userId);
  metric.versions.push({ version, ...fields, creator, created_at: now });
  metric.updated_by = creator;
  metric.updated_at = now;
  return { status: 201, body: { version } };
}

export function updateMetric({ store, member, now, metricId, body }: Call): Answer {
  const fields = readBody(updateBody, body);
  const metric = livingMetric(store, metricId);
  if (fields.applied_to_services) {
    mustBeServices(fields.applied_to_services);
    metric.applied_to_services = fields.applied_to_services;
  }
  if (typeof fields.additional_notes === 'string' || fields.additional_notes === null) {
    metric.additional_notes = fields.additional_notes;
  }
  if (fields.tags) metric.tags = fields.tags;
  metric.updated_by = userOf(member.userId);
  metric.updated_at = now;
  return { status: 200, body: null };
}

export function deleteMetric({ store, member, now, metricId }: Call): Answer {
  const metric = livingMetric(store, metricId);
  if (metric.lockedBy) {
    throw new Refusal(400, `Metric is used in a simulation unit test (${metric.lockedBy}).`);
  }
  metric.is_deleted = true;
  metric.updated_by = userOf(member.userId);
  metric.updated_at = now;
  return { status: 200, body: null };
}

function mustBeServices(ids: readonly string[]): void {
  const unknown = ids.find((id) => !SERVICES.some((service) => service === id));
  if (unknown !== undefined) throw new Refusal(404, `Service ${unknown} not found.`);
}

function userOf(userId: string): User {
  return { org_id: ORGANIZATION, user_id: userId };
}
