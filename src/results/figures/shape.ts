import * as z from 'zod';

// What a summary says, as it is shown. Rates and shares are fractions; what says nothing is left out, and a figure or
// an interval that does not exist is null.

const figure = z.number().nullable();
const interval = z.array(z.number()).nullable();

export const valueShape = z.union([z.boolean(), z.number(), z.string(), z.null()]);

const shareShape = z.object({
  value: z.string(),
  n: z.int().optional(),
  share: figure,
  ci95: interval.optional(),
});
export type Share = z.infer<typeof shareShape>;

/** The main figure of a part of the results, under its own name, and what belongs to it. */
const mainFigure = {
  pass_rate: figure.optional(),
  true_rate: figure.optional(),
  mean: figure.optional(),
  ci95: interval.optional(),
  sd: figure.optional(),
  shares: z.array(shareShape).optional(),
};

const verdictShape = z.enum(['up', 'down', 'no clear change', 'too few', 'not comparable']);
export type Verdict = z.infer<typeof verdictShape>;

export const changeShape = z.object({
  from: z
    .union([
      z.int(),
      z.string(),
      z.object({ version: z.int(), source_type: z.string() }),
      z.object({
        n: z.int(),
        pass_rate: figure.optional(),
        true_rate: figure.optional(),
        mean: figure.optional(),
      }),
    ])
    .describe('Version, source type or group; of a baseline its figure'),
  difference: figure.describe('This entry minus from'),
  ci95: interval,
  verdict: verdictShape,
  reason: z.string().optional(),
  p_adjusted: z.number().optional().describe('Holm, over the answer'),
  paired: z.int().optional().describe('Shared units it is over'),
  strata: z.int().optional().describe('Shared unit tests it is over'),
  flips: z.array(z.int()).optional().describe('Pairs [up, down]; of categories [changed]'),
  agreement: z.number().optional(),
  kappa: figure.optional(),
  not_applicable_both: z.int().optional().describe('Shared units beside the pairs'),
});
export type Change = z.infer<typeof changeShape>;

const trendShape = z.object({
  verdict: z.enum(['rising', 'falling', 'no clear trend']),
  p_adjusted: z.number(),
});
export type Trend = z.infer<typeof trendShape>;

const groupShape = z.object({
  group: z.string(),
  n: z.int(),
  ...mainFigure,
  partial: z.boolean().optional().describe('Cut at an edge'),
});
export type Group = z.infer<typeof groupShape>;

const WARNINGS = [
  'too_few',
  'repeated',
  'no_spread',
  'out_of_bounds',
  'unknown_category',
  'mismatched',
  'not_applicable_shift',
  'criterion_outside',
] as const;
const warningShape = z.object({ code: z.enum(WARNINGS), message: z.string() });
export type Warning = z.infer<typeof warningShape>;

const entryShape = z.object({
  version: z.int(),
  source_type: z.string().optional().describe('Absent when Amigo gave none'),
  n: z.int().describe('Units with a value: every figure is over them'),
  results: z.int().optional(),
  not_applicable: z.int().optional().describe('Units with none but null'),
  mismatched: z.int().optional(),
  ...mainFigure,
  min: figure.optional(),
  median: figure.optional(),
  max: figure.optional(),
  counts: z.array(z.int()).optional().describe('Units in bins'),
  change: changeShape.optional(),
  trend: trendShape.optional(),
  groups: z.array(groupShape).optional(),
  warnings: z.array(warningShape).optional(),
});
export type EntryFigures = z.infer<typeof entryShape>;
export type MainFigure = Pick<EntryFigures, keyof typeof mainFigure>;

export const rowShape = z.object({
  metric_id: z.string().optional(),
  version: z.int(),
  result: valueShape,
  passed: z.boolean().optional(),
  source_type: z.string().optional(),
  conversation_id: z.string().optional(),
  unit_test_id: z.string().optional(),
  simulation_unit_test_set_run_id: z.string().optional(),
  run_index: z.int().optional(),
  evaluate_to_interaction_id: z.string().optional(),
  created_at: z.string().optional(),
  justification: z.string().optional(),
  references: z.array(z.string()).optional(),
});
export type ResultRow = z.infer<typeof rowShape>;

const rightShape = z.object({ n: z.int(), rate: figure, ci95: interval });
const agreementShape = z.object({
  version: z.int(),
  source_type: z.string().optional(),
  labelled: z.int(),
  found: z.int().describe('Of them, with a value there'),
  table: z.array(z.object({ label: valueShape, value: valueShape, n: z.int() })),
  agreement: figure.optional(),
  kappa: figure.optional(),
  right_when_true: rightShape.optional(),
  right_when_false: rightShape.optional(),
  corrected_rate: rightShape.omit({ n: true }).nullable().optional(),
  exact: figure.optional(),
  within_one: figure.optional(),
  mean_difference: figure.optional(),
  sd_of_differences: figure.optional(),
  disagreements: z
    .array(
      z.object({
        conversation_id: z.string(),
        label: valueShape,
        value: valueShape,
        justification: z.string().optional(),
      }),
    )
    .optional(),
});
export type LabelAgreement = z.infer<typeof agreementShape>;

export const metricShape = z.object({
  metric_id: z.string(),
  name: z.string().optional(),
  type: z.string().optional(),
  bins: z.array(z.number()).optional(),
  entries: z.array(entryShape).optional(),
  agreement: agreementShape.optional(),
  examples: z.array(rowShape).optional(),
});
export type MetricFigures = z.infer<typeof metricShape>;

export const totalShape = z.object({
  source_type: z.string().optional(),
  results: z.int(),
  not_applicable: z.int(),
  metrics: z.int(),
  units: z.int(),
});
export type TotalFigures = z.infer<typeof totalShape>;
