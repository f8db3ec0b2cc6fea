import * as z from 'zod';
import { CallError } from '../../errors.ts';
import { readInstant } from '../../text/times.ts';
import { decodeToken, encodeToken } from '../runner/token.ts';
import { VERBS } from '../../results/figures/criterion.ts';
import { EVERYTHING, type ResultFilters } from '../../results/reading/filters.ts';
import { endOfDate, instantOf, startOfDate } from '../../results/statistics/calendar.ts';
import { refuseContradictions } from '../runner/continuation.ts';
import type { CallContext } from '../runner/context.ts';
import { LIST_LIMIT } from '../params.ts';
import { criterionOf, GROUPS, ONLY, ORDERS, VIEWS, type Input } from './input.ts';

const KIND = 'results';
const LONGEST_CRITERION = 6_000;
const OFFSET = /(?:[zZ]|[+-]\d\d:?\d\d)$/;

const strings = z.array(z.string()).readonly();
const criterion = z.discriminatedUnion('type', [
  z.object({ type: z.literal('boolean'), expected: z.boolean() }),
  z.object({ type: z.literal('numerical'), verb: z.enum(VERBS), threshold: z.number() }),
  z.object({ type: z.literal('categorical'), expected: strings }),
]);
const place = z.object({
  /** The page that comes next, or that holds the last row gone through. */
  page: z.union([z.string(), z.number()]).optional(),
  /** The last row gone through, when it is not at the end of its page. */
  row: z.string().optional(),
});
/** Where a reading stands. */
export type Place = z.infer<typeof place>;

const question = z.object({
  filters: z.object({
    after: z.number().nullable(),
    before: z.number().nullable(),
    metrics: strings,
    sourceTypes: strings,
    conversations: strings,
    runs: strings,
  }),
  order: z.enum(ORDERS),
  view: z.enum(VIEWS),
  criterion: criterion.nullable(),
  only: z.enum(ONLY),
  group_by: z.enum(GROUPS).optional(),
  timezone: z.string(),
  examples: z.int().optional(),
});
/** What is asked, in one form, whether arguments or a token said it. */
export type Question = z.infer<typeof question>;

const continued = z.object({ question, asOf: z.number(), place });
export interface Continued {
  /** Of the snapshot that the token came with, epoch milliseconds. */
  readonly asOf: number;
  readonly place: Place;
}

export function tokenOf(asked: Question, from: Continued): string {
  return encodeToken(KIND, { question: asked, asOf: from.asOf, place: from.place });
}

/** The question of a call and, when it continues, where. */
export async function questionOf(
  given: Input,
  call: CallContext,
): Promise<{ readonly question: Question; readonly from: Continued | null }> {
  if (given.continuation_token === undefined) {
    const timezone = given.timezone ?? 'UTC';
    const asked: Question = {
      filters: { ...EVERYTHING, ...filtersOf(given, timezone) },
      order: given.sort_by ?? '-created_at',
      view: given.view ?? 'summary',
      criterion: criterionOf(given.criterion),
      only: given.only ?? 'all',
      group_by: given.group_by,
      timezone,
      examples: given.examples,
    };
    refuseNonsense(asked);
    // Last: names are looked up, and every other argument is right by now.
    const filters = { ...asked.filters, ...(await metricsOf(given, call)) };
    return { question: { ...asked, filters }, from: null };
  }

  const { question: carried, ...from } = decodeToken(KIND, given.continuation_token, continued);
  const timezone = given.timezone ?? carried.timezone;
  const rows = carried.view === 'rows';
  const criterion = given.criterion && criterionOf(given.criterion);
  const filters = named(carried.filters);
  refuseContradictions(
    {
      ...named(filtersOf(given, timezone)),
      sort_by: given.sort_by,
      view: given.view,
      refresh: given.refresh || undefined,
      ...(rows && { criterion, only: given.only }),
    },
    {
      ...filters,
      sort_by: carried.order,
      view: carried.view,
      criterion: carried.criterion,
      only: carried.only,
    },
  );
  refuseContradictions(named(await metricsOf(given, call)), filters);
  // In a summary these only say how to look at what was read.
  const asked: Question = {
    ...carried,
    criterion: criterion ?? carried.criterion,
    only: given.only ?? carried.only,
    group_by: given.group_by ?? carried.group_by,
    examples: given.examples ?? carried.examples,
    timezone,
  };
  refuseNonsense(asked);
  return { question: asked, from };
}

/** The filters that are given, metrics aside, and only those. */
function filtersOf(given: Input, timezone: string): Partial<ResultFilters> {
  return {
    ...(given.timestamp_after !== undefined && { after: instant(given.timestamp_after, timezone, 'after') }),
    ...(given.timestamp_before !== undefined && {
      before: instant(given.timestamp_before, timezone, 'before'),
    }),
    ...(given.source_type && { sourceTypes: sorted(given.source_type) }),
    ...(given.conversation_id && { conversations: sorted(given.conversation_id) }),
    ...(given.simulation_unit_test_set_run_id && { runs: sorted(given.simulation_unit_test_set_run_id) }),
  };
}

async function metricsOf(
  { metric_id, metric_id_and_version }: Input,
  call: CallContext,
): Promise<Pick<Partial<ResultFilters>, 'metrics'>> {
  if (!metric_id && !metric_id_and_version) return {};
  const whole = (await call.catalogue.resolveAll(metric_id ?? [], call.reads)).map(({ id }) => `${id}-`);
  const all = new Set([...whole, ...(metric_id_and_version ?? [])]);
  // A metric asked for whole needs none of its versions named.
  const needed = [...all].filter(
    (each) => each.endsWith('-') || !all.has(each.slice(0, each.indexOf('-') + 1)),
  );
  if (needed.length > LIST_LIMIT) {
    throw new CallError(
      'invalid_input',
      `metric_id and metric_id_and_version name ${needed.length} together; ${LIST_LIMIT} is the most.`,
      'Ask in several calls.',
    );
  }
  return { metrics: needed.sort() };
}

function instant(text: string, timezone: string, side: 'after' | 'before'): number {
  const ofDate = side === 'after' ? startOfDate : endOfDate;
  const date = text.slice(0, 10);
  // `Date.parse` takes 30 February for 2 March.
  const exists = startOfDate(date, 'UTC') !== null;
  const at =
    text === date ? ofDate(date, timezone) : exists ? timeOf(text.replace(' ', 'T'), timezone) : null;
  if (at !== null) return at;
  throw new CallError(
    'invalid_input',
    `timestamp_${side} ${JSON.stringify(text)} is no time that exists.`,
    'Give a date such as 2026-11-25, or an ISO 8601 time such as 2026-11-25T08:00:00Z.',
  );
}

/** A time without an offset is what the clocks of the time zone show. */
function timeOf(text: string, timezone: string): number | null {
  const at = readInstant(text);
  return at === null || OFFSET.test(text) ? at : instantOf(at, timezone);
}

function refuseNonsense({ filters: { after, before }, criterion, only }: Question): void {
  if (after !== null && before !== null && after > before) {
    throw new CallError('invalid_input', 'timestamp_after is later than timestamp_before.', 'Exchange them.');
  }
  if (JSON.stringify(criterion).length > LONGEST_CRITERION) {
    throw new CallError(
      'invalid_input',
      `criterion is longer than ${LONGEST_CRITERION} characters: every answer that can be continued carries it.`,
      'Name fewer expected_values.',
    );
  }
  if ((only === 'passing' || only === 'failing') && criterion === null) {
    throw new CallError(
      'invalid_input',
      `only ${JSON.stringify(only)} needs a criterion: nothing passes or fails by itself.`,
      'Add one, such as {"expected_value": true} or {"verb": ">=", "threshold": 4}.',
    );
  }
}

/** Filters under the names of the arguments that set them. */
function named({ after, before, metrics, sourceTypes, conversations, runs }: Partial<ResultFilters>) {
  return {
    timestamp_after: after,
    timestamp_before: before,
    'metric_id and metric_id_and_version': metrics,
    source_type: sourceTypes,
    conversation_id: conversations,
    simulation_unit_test_set_run_id: runs,
  };
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
