import * as z from 'zod';

// What a summary says, as it is shown. Rates and shares are fractions; a figure that does not exist is null.

const figure = z.number().nullable();
const interval = z.array(z.number()).nullable();

/** The main figure of a part of the results, under its own name. */
const mainFigure = {
  pass_rate: figure.optional(),
  pass_rate_ci95: interval.optional(),
  true_rate: figure.optional(),
  true_rate_ci95: interval.optional(),
  mean: figure.optional(),
  mean_ci95: interval.optional(),
  shares: z.array(figure).optional().describe('Aligned to categories'),
};

const warningShape = z.object({
  code: z.enum([
    'too_few',
    'repeated',
    'mixed_sources',
    'out_of_bounds',
    'unknown_category',
    'mismatched',
    'not_applicable_shift',
    'criterion_outside',
  ]),
  message: z.string(),
});
export type Warning = z.infer<typeof warningShape>;

const sourceShape = z.object({ source_type: z.string(), applicable: z.int(), ...mainFigure });

const groupShape = z.object({
  group: z.string(),
  applicable: z.int(),
  ...mainFigure,
  partial: z.boolean().optional().describe('Cut at an edge of what was read'),
});
export type GroupFigures = z.infer<typeof groupShape>;

export const valueShape = z.union([z.boolean(), z.number(), z.string(), z.null()]);

const exampleShape = z.object({
  id: z.string(),
  result: valueShape,
  conversation_id: z.string().nullable(),
  unit_test_id: z.string().optional(),
  created_at: z.string().nullable(),
  justification: z.string().nullable(),
  references: z.array(z.string()),
});
export type Example = z.infer<typeof exampleShape>;

export const entryShape = z.object({
  metric_id: z.string(),
  name: z.string().nullable(),
  version: z.int(),
  type: z.string(),
  count: z.int().describe('applicable + not_applicable + mismatched'),
  applicable: z.int(),
  not_applicable: z.int(),
  mismatched: z.int(),
  units: z.int().describe('Distinct conversations, or unit tests with run and index'),
  true: z.int().optional(),
  false: z.int().optional(),
  ...mainFigure,
  sd: figure.optional(),
  min: figure.optional(),
  p25: figure.optional(),
  median: figure.optional(),
  p75: figure.optional(),
  max: figure.optional(),
  histogram: z.array(z.object({ from: z.number(), to: z.number(), count: z.int() })).optional(),
  categories: z.array(z.object({ value: z.string(), count: z.int(), share: figure })).optional(),
  passed: z.int().optional(),
  failed: z.int().optional(),
  warnings: z.array(warningShape),
  by_source: z.array(sourceShape).optional(),
  groups: z.array(groupShape).optional(),
  examples: z.array(exampleShape).optional(),
});
export type EntryFigures = z.infer<typeof entryShape>;
export type MainFigure = Pick<EntryFigures, keyof typeof mainFigure>;

const verdictShape = z.enum(['up', 'down', 'no clear change', 'too few', 'not comparable']);
export type Verdict = z.infer<typeof verdictShape>;
const reasonShape = z.enum([
  'types differ',
  'bounds differ',
  'categories differ',
  'no criterion',
  'definition unread',
]);
export type Reason = z.infer<typeof reasonShape>;

const comparison = {
  metric_id: z.string(),
  name: z.string().nullable(),
  source_type: z.string(),
  figure: z.string().nullable(),
  difference: figure.describe('to minus from'),
  ci95: interval,
  verdict: verdictShape,
  reason: reasonShape.optional().describe('Why not comparable'),
  shared: z.int().describe('Units judged on both sides'),
  paired: z.boolean().optional().describe('Over the shared units'),
  partial: z.boolean().optional().describe('Not everything was read'),
};
export const versionChangeShape = z.object({ ...comparison, from: z.int(), to: z.int() });
export type VersionChange = z.infer<typeof versionChangeShape>;
export const groupChangeShape = z.object({
  ...comparison,
  version: z.int(),
  from: z.string(),
  to: z.string(),
});
export type GroupChange = z.infer<typeof groupChangeShape>;
