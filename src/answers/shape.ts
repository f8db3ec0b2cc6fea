import * as z from 'zod';
import type { Metric, MetricValue, MetricVersion } from '../amigo/schema.ts';

// What an answer shows of an API object, field by field: an API object never passes through.

export const userShape = z.object({ org_id: z.string(), user_id: z.string() });
export const tagShape = z.object({ key: z.string(), value: z.string().nullable() });

export const metricValueShape = z.object({
  type: z.string(),
  lower_bound: z.number().optional(),
  upper_bound: z.number().optional(),
  categories: z.array(z.string()).optional(),
});
export type MetricValueShape = z.infer<typeof metricValueShape>;

const latestVersionShape = z.object({
  version: z.int(),
  description: z.string(),
  metric_value: metricValueShape,
});
export type LatestVersionShape = z.infer<typeof latestVersionShape>;

export const metricShape = z.object({
  id: z.string(),
  name: z.string(),
  metric_value_type: z.string(),
  applied_to_services: z.array(z.string()),
  additional_notes: z.string().nullable(),
  tags: z.array(tagShape),
  creator: userShape.nullable(),
  updated_by: userShape.nullable(),
  is_deleted: z.boolean(),
  created_at: z.string().nullable(),
  updated_at: z.string().nullable(),
  latest_version: latestVersionShape.optional().describe('When asked for'),
});
export type MetricShape = z.infer<typeof metricShape>;

export const pageShape = z.object({
  returned: z.int(),
  complete: z.boolean().describe('True when nothing is left to show'),
  continuation_token: z.string().optional().describe('Pass it to go on'),
  note: z.string().nullable().describe('Why it is not complete, and what else to know'),
});
export type PageShape = z.infer<typeof pageShape>;

/** Why a list that ends at its limit is not complete. */
export const MORE = 'There is more: continuation_token goes on.';

export function shapeMetric(metric: Metric, latest?: MetricVersion): MetricShape {
  return {
    id: metric.id,
    name: metric.name,
    metric_value_type: metric.metric_value_type,
    applied_to_services: [...metric.applied_to_services],
    additional_notes: metric.additional_notes,
    tags: metric.tags.map(({ key, value }) => ({ key, value })),
    creator: metric.creator && { org_id: metric.creator.org_id, user_id: metric.creator.user_id },
    updated_by: metric.updated_by && { org_id: metric.updated_by.org_id, user_id: metric.updated_by.user_id },
    is_deleted: metric.is_deleted,
    created_at: metric.created_at,
    updated_at: metric.updated_at,
    ...(latest && { latest_version: shapeLatest(latest) }),
  };
}

export function shapeLatest(version: MetricVersion): LatestVersionShape {
  return {
    version: version.version,
    description: version.description,
    metric_value: shapeValue(version.metric_value),
  };
}

export function shapeValue(value: MetricValue): MetricValueShape {
  switch (value.type) {
    case 'boolean':
      return { type: value.type };
    case 'numerical':
      return { type: value.type, lower_bound: value.lower_bound, upper_bound: value.upper_bound };
    case 'categorical':
      return { type: value.type, categories: [...value.categories] };
  }
}
