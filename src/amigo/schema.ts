import * as z from 'zod';
import { clean } from '../text/clean.ts';
import { readInstant } from '../text/times.ts';
import { ID } from './ids.ts';
import { cleanValue, readResult } from './result.ts';

// What Amigo sends is read with tolerance: unknown fields are dropped, what may be missing is filled with its
// neutral value, text is cleaned. What Amigo accepts is written to the letter.

const text = z.string().transform(clean);
/** What can be sent back: a row whose id or version number is none counts as one that cannot be read. */
const id = z.string().regex(ID);
const versionNumber = z.int().min(1);
const instant = z
  .string()
  .nullish()
  .transform((time) => {
    const at = readInstant(time);
    return at === null ? null : new Date(at).toISOString();
  });

interface CategoricalValue {
  type: 'categorical';
  categories: string[];
  /** As Amigo has them: two that look alike are two. */
  written?: string[];
}

const metricValueSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('boolean') }),
  z.object({ type: z.literal('numerical'), lower_bound: z.number(), upper_bound: z.number() }),
  z
    .object({ type: z.literal('categorical'), categories: z.array(z.string()) })
    .transform(({ type, categories: written }): CategoricalValue => ({
      type,
      categories: written.map(clean),
      written,
    })),
]);
/** What a metric's value can be. */
export type MetricValue = z.infer<typeof metricValueSchema>;

const userSchema = z.object({ org_id: text, user_id: text });

const tagSchema = z.object({ key: text, value: text.nullish().transform((value) => value ?? null) });
export type Tag = z.infer<typeof tagSchema>;

const metricFields = {
  name: text,
  metric_value_type: text,
  applied_to_services: z.array(text).default([]),
  additional_notes: text.nullish().transform((notes) => notes ?? null),
  tags: z.array(tagSchema).default([]),
  creator: userSchema.nullish().transform((user) => user ?? null),
  updated_by: userSchema.nullish().transform((user) => user ?? null),
  is_deleted: z.boolean().default(false),
  created_at: instant,
  updated_at: instant,
};
export const listedMetricSchema = z.object({ id, ...metricFields });
/** Search calls the id `_id`; from here on it is `id` everywhere. */
export const foundMetricSchema = z
  .object({ _id: id, ...metricFields })
  .transform(({ _id, ...fields }): Metric => ({ id: _id, ...fields }));
/** A metric without its definition: description, bounds and categories come with its versions. */
export type Metric = z.infer<typeof listedMetricSchema>;

export const versionSchema = z.object({
  version: versionNumber,
  description: text,
  metric_value: metricValueSchema,
  creator: userSchema.nullish().transform((user) => user ?? null),
  created_at: instant,
});
export type MetricVersion = z.infer<typeof versionSchema>;

export const evaluationSchema = z.object({
  metric_id: text,
  value: z.union([z.number(), z.boolean(), z.string(), z.null()]).transform(cleanValue),
  references: z.array(text).default([]),
  justification: text,
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** Rows that could be read, and how many could not. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly unreadable: number;
}

/** Reads rows one by one: one that breaks the contract must not cost the others. */
const readRows = <T>(readRow: (sent: unknown) => T | undefined) =>
  z.array(z.unknown()).transform((sent): Rows<T> => {
    const rows = sent.map(readRow).filter((row) => row !== undefined);
    return { rows, unreadable: sent.length - rows.length };
  });
const rowsOf = <T>(row: z.ZodType<T>) => readRows((sent) => row.safeParse(sent).data);

const pagingSchema = z.object({ has_more: z.boolean(), continuation_token: z.unknown().optional() });
const filterValues = z.object({
  applied_to_services_ids: z.array(text).default([]),
  creators: z.array(userSchema).default([]),
  tags: z.array(text).default([]),
  types: z.array(text).default([]),
});
export type FilterValues = z.infer<typeof filterValues>;

/** A page as `followPages` reads it. */
const pageOf = <T>(rows: Rows<T>, { has_more, continuation_token }: z.infer<typeof pagingSchema>) => ({
  ...rows,
  hasMore: has_more,
  token: continuation_token,
});
export const metricsPageSchema = pagingSchema
  .extend({ metrics: rowsOf(listedMetricSchema), filter_values: filterValues.nullish().catch(null) })
  .transform(({ metrics, filter_values = null, ...page }) => ({
    ...pageOf(metrics, page),
    filterValues: filter_values,
  }));
export const versionsPageSchema = pagingSchema
  .extend({ metric_versions: rowsOf(versionSchema) })
  .transform(({ metric_versions, ...page }) => pageOf(metric_versions, page));
export const resultsPageSchema = pagingSchema
  .extend({ metric_evaluation_results: readRows(readResult) })
  .transform(({ metric_evaluation_results, ...page }) => pageOf(metric_evaluation_results, page));
export const searchAnswerSchema = z
  .object({ metrics: rowsOf(foundMetricSchema) })
  .transform(({ metrics }) => metrics);
export const evaluateAnswerSchema = z
  .object({ metrics: rowsOf(evaluationSchema) })
  .transform(({ metrics }) => metrics);
/** Whatever stands there: that it is there says that Amigo believes to have created something. */
const present = z.unknown().refine((value) => value !== undefined);
export const createdMetricSchema = z.object({ id: present });
export const createdVersionSchema = z.object({ version: present });

const filled = z.string().min(1);
const tagText = z.string().regex(/^[\p{L}\p{N}\p{M}_\s]+$/u);
const tagMap = z.record(tagText, tagText.nullable());
const metricValueInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('boolean') }),
  z.strictObject({ type: z.literal('numerical'), lower_bound: z.number(), upper_bound: z.number() }),
  z.strictObject({ type: z.literal('categorical'), categories: z.array(filled).min(1).max(50) }),
]);
export const definitionRequestSchema = z.strictObject({
  description: filled,
  metric_value: metricValueInput,
});
/** The two things that make a version: the judge's instruction and what its answer can be. */
export type Definition = z.infer<typeof definitionRequestSchema>;

export const createMetricRequestSchema = z.strictObject({
  name: filled,
  applied_to_services: z.array(id),
  additional_notes: filled.nullable(),
  tags: tagMap,
  initial_version_metric_value: definitionRequestSchema,
});
export type CreateMetricRequest = z.infer<typeof createMetricRequestSchema>;

export const updateMetricRequestSchema = z.strictObject({
  applied_to_services: z.array(id).optional(),
  additional_notes: filled.nullable().optional(),
  tags: tagMap.optional(),
});
export type UpdateMetricRequest = z.infer<typeof updateMetricRequestSchema>;

/** Most metrics that one evaluation request can name. */
export const EVALUATION_BATCH = 10;
export const evaluateRequestSchema = z.strictObject({
  metric_ids: z.array(id).min(1).max(EVALUATION_BATCH),
  conversation_id: id,
  evaluate_to_interaction_id: id.optional(),
});
export type EvaluateRequest = z.infer<typeof evaluateRequestSchema>;
