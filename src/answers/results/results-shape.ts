import * as z from 'zod';
import { metricShape, rowShape, totalShape } from '../../results/figures/shape.ts';

const coverageShape = z.object({
  read: z.int(),
  complete: z.boolean().describe('Nothing of what was asked for is missing'),
  note: z.string().optional(),
  from: z.string().optional().describe('Period asked for'),
  to: z.string().optional(),
  oldest: z.string().optional().describe('Of the results read'),
  newest: z.string().optional(),
  as_of: z.string().describe('Later results are not in it'),
  timezone: z.string().optional(),
  conversation_url: z.string().optional(),
  continuation_token: z.string().optional(),
  retry_after_seconds: z.int().optional(),
  requests: z.int().optional(),
  from_cache: z.int().optional(),
  unreadable: z.int().optional(),
  outside_filters: z.int().optional(),
});
export type Coverage = z.infer<typeof coverageShape>;

export const resultsShape = z.object({
  coverage: coverageShape,
  totals: z.array(totalShape).optional(),
  metrics: z.array(metricShape).optional(),
  unchanged: z.array(z.string()).optional().describe('Metrics of which nothing moved'),
  results: z.array(rowShape).optional().describe('With view rows'),
});
export type ResultsData = z.infer<typeof resultsShape>;
