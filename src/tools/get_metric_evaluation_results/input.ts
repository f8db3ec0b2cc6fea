import * as z from 'zod';
import { ID_PATTERN } from '../../amigo/ids.ts';
import { nearest } from '../../text/nearest.ts';
import { VERBS, type Criterion } from '../../results/figures/criterion.ts';
import { FIELDS, PERIODS } from '../../results/figures/grouping.ts';
import { isTimezone } from '../../results/statistics/calendar.ts';
import { continuationToken, hex, list, metric } from '../params.ts';

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

const criterion = z
  .strictObject({
    expected_value: z.boolean().optional().describe('Boolean metrics'),
    verb: z.enum(VERBS).optional().describe('Numerical metrics, with threshold'),
    threshold: z.number().optional().describe('With verb'),
    expected_values: list(z.string(), 50).optional().describe('Categorical metrics'),
  })
  .superRefine(({ expected_value, verb, threshold, expected_values }, context) => {
    const forms = [expected_value, verb ?? threshold, expected_values].filter((form) => form !== undefined);
    const complain = (message: string) => context.addIssue({ code: 'custom', message });
    if (forms.length !== 1)
      complain('takes exactly one of expected_value, verb with threshold, expected_values');
    else if ((verb === undefined) !== (threshold === undefined))
      complain('needs verb and threshold together');
  })
  .describe('What passes: one of expected_value, verb with threshold, expected_values');

export const ORDERS = ['+created_at', '-created_at'] as const;
export const VIEWS = ['summary', 'rows'] as const;
export const ONLY = ['all', 'passing', 'failing', 'not_applicable'] as const;
export const GROUPS = [...PERIODS, ...FIELDS] as const;
const SOURCES = ['post-session', 'manual', 'simulation'] as const;
export const DEFAULT_ROWS = 25;

export const input = z.strictObject({
  metric_id: list(metric).optional().describe('Ids or exact names; every version of each'),
  metric_id_and_version: list(
    z.string().trim().toLowerCase().regex(METRIC_VERSION, 'must be <id>-<version> or <id>-'),
  )
    .optional()
    .describe('Ids only: <id>-<version>; joined with metric_id'),
  timestamp_after: time
    .optional()
    .describe('ISO 8601, in timezone unless it has an offset; a date alone is its start'),
  timestamp_before: time.optional().describe('A date alone is its end'),
  source_type: list(z.enum(SOURCES)).optional().describe('Where results come from'),
  conversation_id: list(hex).optional().describe('24 hex digits each'),
  simulation_unit_test_set_run_id: list(hex).optional().describe('Simulation runs, 24 hex digits each'),
  view: z.enum(VIEWS).optional().describe('summary (default) or rows: single results'),
  criterion: criterion.optional(),
  only: z
    .enum(ONLY)
    .optional()
    .describe('Which rows and examples are shown; passing and failing need a criterion'),
  group_by: z.enum(GROUPS).optional().describe('Split the summary'),
  timezone: z
    .string()
    .trim()
    .refine(isTimezone, { error: ({ input }) => `must be an IANA time zone${nearestZone(input)}` })
    .optional()
    .describe('IANA name, default UTC'),
  sort_by: z.enum(ORDERS).optional().describe('Default -created_at'),
  limit: z.int().min(1).max(200).optional().describe(`Rows shown, default ${DEFAULT_ROWS}`),
  read_at_most: z.int().min(1).max(100_000).default(2_500).describe('Results to read, in pages of 500'),
  examples: z.int().min(0).max(10).optional().describe('Per metric; default 3 for one metric, else 0'),
  refresh: z.boolean().optional().describe('Read anew'),
  continuation_token: continuationToken,
});
export type Input = z.output<typeof input>;

function nearestZone(given: unknown): string {
  const zone = nearest(String(given), Intl.supportedValuesOf('timeZone'));
  return zone === undefined ? '' : `, the nearest is ${JSON.stringify(zone)}`;
}

export function criterionOf(given: Input['criterion']): Criterion | null {
  if (!given) return null;
  const { expected_value, verb, threshold, expected_values } = given;
  if (expected_value !== undefined) return { type: 'boolean', expected: expected_value };
  if (verb !== undefined && threshold !== undefined) return { type: 'numerical', verb, threshold };
  return { type: 'categorical', expected: expected_values ?? [] };
}
