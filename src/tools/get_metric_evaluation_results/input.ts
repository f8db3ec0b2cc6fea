import * as z from 'zod';
import { ID_PATTERN } from '../../amigo/ids.ts';
import { VERBS, type Criterion } from '../../results/figures/criterion.ts';
import { FIELDS, PERIODS } from '../../results/figures/grouping.ts';
import { isTimezone } from '../../results/statistics/calendar.ts';
import { nearest } from '../../text/nearest.ts';
import { continuationToken, hex, list, metric, metricFilters } from '../params.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[zZ]|[+-]\d\d:?\d\d)?$/;
const METRIC_VERSION = new RegExp(`^${ID_PATTERN}-(?:[1-9]\\d*)?$`);

const time = z
  .string()
  .trim()
  .refine(
    (text) => DATE.test(text) || DATE_TIME.test(text),
    'must be a date such as 2026-11-25 or an ISO 8601 time such as 2026-11-25T08:00:00Z',
  );

const criterionFields = {
  expected_value: z.boolean().optional().describe('Boolean metrics'),
  verb: z.enum(VERBS).optional().describe('Numbers, with threshold; != beside expected_values: none of them'),
  threshold: z.number().optional(),
  expected_values: list(z.string(), 50).optional().describe('Categories'),
};
type CriterionInput = z.output<z.ZodObject<typeof criterionFields>>;

const criterion = z
  .strictObject(criterionFields)
  .superRefine(refuseMixedForms)
  .describe('What passes: one form');

const where = z
  .strictObject({ metric_id: metric, ...criterionFields })
  .superRefine(refuseMixedForms)
  .describe('Only conversations in which this metric’s value passes');

function refuseMixedForms(given: CriterionInput, context: z.RefinementCtx): void {
  const { expected_value, verb, threshold, expected_values } = given;
  const none = expected_values !== undefined && threshold === undefined && verb === '!=';
  const forms = [expected_value, none ? undefined : (verb ?? threshold), expected_values];
  const complain = (message: string) => context.addIssue({ code: 'custom', message });
  if (forms.filter((form) => form !== undefined).length !== 1)
    complain('takes exactly one of expected_value, verb with threshold, expected_values');
  else if (!none && (verb === undefined) !== (threshold === undefined))
    complain('needs verb and threshold together');
}

const MOST_LABELS = 200;

function refuseRepeats(
  labels: readonly { readonly conversation_id: readonly string[] }[],
  context: z.RefinementCtx,
): void {
  const conversations = labels.flatMap(({ conversation_id }) => conversation_id);
  const complain = (message: string) => context.addIssue({ code: 'custom', message });
  if (conversations.length > MOST_LABELS) complain(`label at most ${MOST_LABELS} conversations`);
  const twice = conversations.find((id, place) => conversations.indexOf(id) !== place);
  if (twice !== undefined) complain(`name conversation ${twice} twice`);
}

export const ORDERS = ['+created_at', '-created_at'] as const;
export const VIEWS = ['summary', 'rows', 'coverage'] as const;
export const ONLY = ['all', 'passing', 'failing', 'not_applicable'] as const;
export const GROUPS = [...PERIODS, ...FIELDS] as const;
export const COMPARE = ['versions', 'sources', 'weekends'] as const;
const SOURCES = ['post-session', 'manual', 'simulation'] as const;
export const DEFAULT_ROWS = 25;
export const DEFAULT_READ = 20_000;
export const MOST_READ = 100_000;

export const input = z
  .strictObject({
    metric_id: list(metric).optional().describe('Ids or exact names; every version of each'),
    metric_id_and_version: list(
      z.string().trim().toLowerCase().regex(METRIC_VERSION, 'must be <id>-<version> or <id>-'),
    )
      .optional()
      .describe('Ids only: <id>-<version>; joined with metric_id'),
    tag: metricFilters.tag.describe(
      'Instead of metric_id: metrics with these tags, key:value, key:* or key:',
    ),
    type: metricFilters.type.describe('Instead of metric_id: metrics of these types'),
    timestamp_after: time
      .optional()
      .describe(
        'Time of the verdict, ISO 8601, in timezone unless it has an offset; a date alone is its start',
      ),
    timestamp_before: time.optional().describe('A date alone is its end'),
    source_type: list(z.enum(SOURCES)).optional(),
    conversation_id: list(hex).optional().describe('24 hex digits each'),
    simulation_unit_test_set_run_id: list(hex).optional(),
    view: z
      .enum(VIEWS)
      .optional()
      .describe(
        'summary (default); rows: single results; coverage: reads on, waiting for the quota, and says how far',
      ),
    criterion: criterion.optional(),
    labels: z
      .array(z.strictObject({ label: z.coerce.string(), conversation_id: list(hex, MOST_LABELS) }))
      .min(1)
      .superRefine(refuseRepeats)
      .optional()
      .describe('What people say the value is: agreement with the judge. One metric'),
    only: z.enum(ONLY).optional().describe('Rows and examples shown; passing and failing need a criterion'),
    where: where.optional(),
    compare: z
      .enum(COMPARE)
      .optional()
      .describe(
        'versions (default): with the one before; sources: with post-session; weekends: with working days',
      ),
    baseline_after: time.optional().describe('Compare with this other period instead'),
    baseline_before: time.optional(),
    group_by: z.enum(GROUPS).optional(),
    timezone: z
      .string()
      .trim()
      .refine(isTimezone, { error: ({ input }) => `must be an IANA time zone${nearestZone(input)}` })
      .optional()
      .describe('IANA name'),
    sort_by: z.enum(ORDERS).optional().describe('Default -created_at'),
    limit: z.int().min(1).max(200).optional().describe(`Rows shown, default ${DEFAULT_ROWS}`),
    read_at_most: z
      .int()
      .min(1)
      .max(MOST_READ)
      .optional()
      .describe('Results read in all, in pages of 500, default 20000'),
    examples: z.int().min(0).max(10).optional().describe('Per metric; default 3 for one metric, else 0'),
    refresh: z.boolean().optional().describe('Read anew'),
    continuation_token: continuationToken,
  })
  .refine(
    ({ metric_id, metric_id_and_version, tag, type }) =>
      !((metric_id ?? metric_id_and_version) && (tag ?? type)),
    {
      message: 'take metric_id or metric_id_and_version, or tag and type instead of them, not both',
    },
  );
export type Input = z.output<typeof input>;

function nearestZone(given: unknown): string {
  const zone = nearest(String(given), Intl.supportedValuesOf('timeZone'));
  return zone === undefined ? '' : `, the nearest is ${JSON.stringify(zone)}`;
}

export function criterionOf({ expected_value, verb, threshold, expected_values }: CriterionInput): Criterion {
  if (expected_value !== undefined) return { type: 'boolean', expected: expected_value };
  if (verb !== undefined && threshold !== undefined) return { type: 'numerical', verb, threshold };
  return { type: 'categorical', expected: expected_values ?? [], none: verb === '!=' };
}
