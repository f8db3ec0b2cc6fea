import * as z from 'zod';
import { entryShape, groupChangeShape, valueShape, versionChangeShape } from '../../results/figures/shape.ts';
import { significant } from '../../results/statistics/significant.ts';

const coverageShape = z.object({
  read: z.int().describe('Results behind the figures'),
  complete: z.boolean(),
  note: z.string().nullable(),
  from: z.string().nullable().describe('Start of the period asked for'),
  to: z.string().nullable(),
  oldest: z.string().nullable().describe('Of the results read'),
  newest: z.string().nullable(),
  continuation_token: z.string().optional(),
  retry_after_seconds: z.int().optional(),
  requests: z.int().describe('Result pages that this call asked for'),
  from_cache: z.int().describe('Results used that were here already'),
  unreadable: z.int(),
  outside_filters: z.int(),
  as_of: z.string().describe('Later results are not in it'),
});
export type Coverage = z.infer<typeof coverageShape>;

const resultShape = z.object({
  id: z.string(),
  metric_id: z.string(),
  name: z.string().nullable(),
  metric_version: z.int(),
  result: valueShape,
  passed: z.boolean().nullable().optional().describe('With a criterion'),
  source: z.object({
    type: z.string().nullable(),
    conversation_id: z.string().optional(),
    evaluate_to_interaction_id: z.string().optional(),
    simulation_unit_test_set_run_id: z.string().optional(),
    unit_test_id: z.string().optional(),
    run_index: z.int().optional(),
  }),
  created_at: z.string().nullable(),
  justification: z.string().nullable(),
  references: z.array(z.string()),
});
export type ResultRow = z.infer<typeof resultShape>;

export const resultsShape = z.object({
  coverage: coverageShape,
  metrics: z.array(entryShape).optional().describe('One entry for each metric and version'),
  version_changes: z.array(versionChangeShape).optional(),
  group_changes: z.array(groupChangeShape).optional(),
  results: z.array(resultShape).optional().describe('With view rows'),
});
export type ResultsData = z.infer<typeof resultsShape>;

/** Beyond these, digits are the arithmetic's, not the data's. */
export const DIGITS = 10;

/** The same figures with fewer significant digits; a judge's own values, in examples, as they came. */
export function rounded<T>(figures: T, digits?: number): T;
export function rounded(figures: unknown, digits = DIGITS): unknown {
  if (typeof figures === 'number') return significant(figures, digits);
  if (Array.isArray(figures)) return figures.map((each) => rounded(each, digits));
  if (typeof figures !== 'object' || figures === null) return figures;
  return Object.fromEntries(
    Object.entries(figures).map(([key, each]) => [key, key === 'examples' ? each : rounded(each, digits)]),
  );
}
