import * as z from 'zod';
import { CallError } from '../../errors.ts';
import { VERBS } from '../../results/figures/criterion.ts';
import { EVERYTHING, type ResultFilters } from '../../results/reading/filters.ts';
import type { Continued } from '../../results/reading/source.ts';
import type { CallContext } from '../runner/context.ts';
import { refuseContradictions } from '../runner/continuation.ts';
import { decodeToken, encodeToken } from '../runner/token.ts';
import { COMPARE, criterionOf, DEFAULT_READ, GROUPS, ONLY, ORDERS, VIEWS, type Input } from './input.ts';
import { metricsOf } from './metrics-asked.ts';
import { periodOf } from './period.ts';

const KIND = 'results';
const LONGEST_CRITERION = 6_000;

const strings = z.array(z.string()).readonly();
const criterion = z.discriminatedUnion('type', [
  z.object({ type: z.literal('boolean'), expected: z.boolean() }),
  z.object({ type: z.literal('numerical'), verb: z.enum(VERBS), threshold: z.number() }),
  z.object({ type: z.literal('categorical'), expected: strings, none: z.boolean() }),
]);
const time = z.number().nullable().default(null);
const period = z.object({ after: time, before: time });
const texts = strings.default([]);

/** What a token leaves out is as here. */
const question = z.object({
  filters: period
    .extend({ metrics: texts, sourceTypes: texts, conversations: texts, runs: texts })
    .prefault({}),
  order: z.enum(ORDERS).default('-created_at'),
  view: z.enum(VIEWS).default('summary'),
  criterion: criterion.nullable().default(null),
  only: z.enum(ONLY).default('all'),
  where: z.object({ metricId: z.string(), criterion }).nullable().default(null),
  compare: z.enum(COMPARE).default('versions'),
  baseline: period.nullable().default(null),
  group_by: z.enum(GROUPS).optional(),
  /** Undefined for the server's own. */
  timezone: z.string().optional(),
  examples: z.int().optional(),
  read_at_most: z.int().default(DEFAULT_READ),
});
/** What is asked, in one form, whether arguments or a token said it. */
export type Question = z.output<typeof question>;

/** Where each of the readings that a question needs is to go on; null for one that is to begin. */
export interface Progress {
  readonly main: Continued | null;
  readonly baseline: Continued | null;
  readonly where: Continued | null;
}
const NOT_BEGUN: Progress = { main: null, baseline: null, where: null };

/** Seconds, page, row: `as_of` is whole seconds, and a token is short where it can be. */
const place = z
  .tuple([z.number(), z.union([z.string(), z.number()]).nullable(), z.string().optional()])
  .transform(([seconds, page, row]): Continued => ({
    asOf: seconds * 1_000,
    place: { page: page ?? undefined, row },
  }))
  .nullable();
const continued = z.object({
  q: question,
  at: z.tuple([place, place.default(null), place.default(null)]),
});

export function tokenOf(asked: Question, { main, baseline, where }: Progress): string {
  const places = [main, baseline, where].map(
    (each) =>
      each && [each.asOf / 1_000, each.place.page ?? null, ...(each.place.row ? [each.place.row] : [])],
  );
  return encodeToken(KIND, { q: withoutDefaults(asked), at: trimmed(places) });
}

function withoutDefaults({ filters, ...asked }: Question): object {
  const usual: Readonly<Record<string, unknown>> = question.parse({});
  const fields = Object.entries(asked).filter(([name, value]) => !isSame(value, usual[name]));
  const narrowed = Object.entries(filters).filter(
    ([name, value]) => !isSame(value, EVERYTHING[name as keyof ResultFilters]),
  );
  return {
    ...(narrowed.length > 0 && { filters: Object.fromEntries(narrowed) }),
    ...Object.fromEntries(fields),
  };
}

function isSame(value: unknown, other: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(other);
}

/** Without what is null at the end. */
function trimmed(places: readonly unknown[]): unknown[] {
  const last = places.findLastIndex((each) => each !== null);
  return places.slice(0, Math.max(1, last + 1));
}

/** The question of a call and, when it continues, where. */
export async function questionOf(
  given: Input,
  call: CallContext,
): Promise<{ readonly question: Question; readonly from: Progress; readonly continues: boolean }> {
  const { continuation_token: token } = given;
  const known = token === undefined ? undefined : decodeToken(KIND, token, continued);
  const carried = known?.q;
  const timezone = given.timezone ?? carried?.timezone;
  const own = ownQuestion(given, timezone ?? call.timezone);
  if (!carried || !known) {
    const asked = {
      ...question.parse({}),
      ...defined(own),
      timezone,
      filters: { ...EVERYTHING, ...own.filters },
    };
    refuseNonsense(asked, given);
    // Last: names are looked up, and every other argument is right by now.
    const [filters, where] = [
      { ...asked.filters, ...(await metricsOf(given, call)) },
      await whereOf(given, call),
    ];
    return { question: { ...asked, filters, where }, from: NOT_BEGUN, continues: false };
  }

  const rows = carried.view === 'rows';
  // What a token reads can be waited for whatever the question, and what was waited for be summed up.
  const view = carried.view === 'coverage' && own.view === 'summary' ? own.view : carried.view;
  refuseContradictions(
    {
      ...named(own.filters),
      sort_by: own.order,
      view: own.view === 'coverage' ? undefined : own.view,
      refresh: given.refresh || undefined,
      baseline: own.baseline,
      ...(rows && { criterion: own.criterion, only: own.only }),
    },
    { ...named(carried.filters), ...carried, view, sort_by: carried.order },
  );
  refuseContradictions(
    { ...named(await metricsOf(given, call)), where: given.where && (await whereOf(given, call)) },
    { ...named(carried.filters), where: carried.where },
  );
  // In a summary these only say how to look at what was read.
  const { filters: _, order: __, view: ___, baseline: ____, ...looks } = defined(own);
  const asked: Question = { ...carried, ...looks, view, timezone };
  refuseNonsense(asked, given);
  const [main, baseline, where] = known.at;
  return { question: asked, from: { main, baseline, where }, continues: true };
}

/** The part of the question that the arguments say, names aside; undefined where they say nothing. */
function ownQuestion(given: Input, timezone: string) {
  const baseline = periodOf(given, timezone, 'baseline');
  return {
    filters: {
      ...defined(periodOf(given, timezone, 'timestamp') ?? {}),
      ...(given.source_type && { sourceTypes: sorted(given.source_type) }),
      ...(given.conversation_id && { conversations: sorted(given.conversation_id) }),
      ...(given.simulation_unit_test_set_run_id && { runs: sorted(given.simulation_unit_test_set_run_id) }),
    },
    order: given.sort_by,
    view: given.view,
    criterion: given.criterion && criterionOf(given.criterion),
    only: given.only,
    compare: given.compare,
    baseline: baseline && { after: null, before: null, ...defined(baseline) },
    group_by: given.group_by,
    examples: given.examples,
    read_at_most: given.read_at_most,
  };
}

async function whereOf({ where }: Input, call: CallContext): Promise<Question['where']> {
  if (!where) return null;
  const { metric_id, ...form } = where;
  const { id } = await call.catalogue.resolve(metric_id, call.reads);
  return { metricId: id, criterion: criterionOf(form) };
}

function refuseNonsense({ filters, baseline, criterion, only, compare }: Question, given: Input): void {
  refuseBackwards(filters, 'timestamp');
  if (baseline) refuseBackwards(baseline, 'baseline');
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
  if (compare === 'weekends' && given.group_by !== undefined) {
    throw new CallError(
      'invalid_input',
      'compare "weekends" makes groups of its own: working days and weekend.',
      'Leave group_by out, or ask for it in another call.',
    );
  }
  if (baseline && given.compare !== undefined) {
    throw new CallError(
      'invalid_input',
      'compare and a baseline are two comparisons: an answer holds one.',
      'Leave compare out to compare with the other period, or baseline_after and baseline_before.',
    );
  }
}

function refuseBackwards({ after, before }: z.output<typeof period>, name: string): void {
  if (after === null || before === null || after <= before) return;
  throw new CallError('invalid_input', `${name}_after is later than ${name}_before.`, 'Exchange them.');
}

/** Filters under the names of the arguments that set them. */
function named({ after, before, metrics, sourceTypes, conversations, runs }: Partial<ResultFilters>) {
  return {
    timestamp_after: after,
    timestamp_before: before,
    'metric_id, metric_id_and_version, tag or type': metrics,
    source_type: sourceTypes,
    conversation_id: conversations,
    simulation_unit_test_set_run_id: runs,
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
