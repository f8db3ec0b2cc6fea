import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Aggregate } from '../../src/results/figures/aggregate.ts';
import type { Criterion } from '../../src/results/figures/criterion.ts';
import type { Definitions } from '../../src/results/figures/definitions.ts';
import { createGrouping } from '../../src/results/figures/grouping.ts';
import type { Row } from '../../src/results/reading/row.ts';
import { summarise, type Summary } from '../../src/results/figures/summarise.ts';
import { differences } from '../support/results-differences.ts';
import {
  applicable,
  differenceOfRates,
  entry as expectedEntry,
  mainFigure,
  mean,
  meanInterval,
  newest,
  student,
  variance,
  type OracleRow,
  type OracleType,
} from '../support/results-oracle.ts';

const TYPES: Readonly<Record<string, OracleType>> = { b: 'boolean', n: 'numerical', c: 'categorical' };
const CATEGORIES = ['booked', 'declined', 'never'];
const definitions: Definitions = {
  name: (id) => `metric ${id}`,
  type: (id) => TYPES[id] ?? null,
  value: (id) =>
    id === 'n'
      ? { type: 'numerical', lower_bound: 0, upper_bound: 10 }
      : id === 'c'
        ? { type: 'categorical', categories: CATEGORIES }
        : { type: 'boolean' },
  unread: [],
  unknown: [],
};

const CRITERIA: readonly (Criterion | null)[] = [
  null,
  { type: 'boolean', expected: false },
  { type: 'numerical', verb: '>=', threshold: 5 },
  { type: 'numerical', verb: '!=', threshold: 3 },
  { type: 'categorical', expected: ['booked', 'elsewhere'] },
];

function passes(criterion: Criterion | null, type: OracleType) {
  if (criterion?.type !== type) return null;
  if (criterion.type === 'boolean') return (value: unknown) => value === criterion.expected;
  if (criterion.type === 'categorical') return (value: unknown) => criterion.expected.includes(String(value));
  const { verb, threshold } = criterion;
  return (value: unknown) => (verb === '>=' ? Number(value) >= threshold : Number(value) !== threshold);
}

const START = Date.UTC(2026, 2, 20);
const value = {
  b: fc.boolean(),
  // Out of bounds now and then.
  n: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.double({ min: -3, max: 14, noNaN: true })),
  c: fc.constantFrom('booked', 'declined', 'unknown of the version'),
};
const seldom = <T>(often: fc.Arbitrary<T>, ...others: fc.Arbitrary<T | null>[]) =>
  fc.oneof({ arbitrary: often, weight: 12 }, ...others.map((arbitrary) => ({ arbitrary, weight: 1 })));
const oneRow = fc.constantFrom('b', 'n', 'c').chain((metricId: 'b' | 'n' | 'c') =>
  fc.record({
    metricId: fc.constant(metricId),
    version: fc.integer({ min: 1, max: 3 }),
    value: seldom<boolean | number | string>(
      value[metricId],
      fc.constant(null),
      fc.oneof(value.b, value.n, value.c),
    ),
    hours: seldom(fc.integer({ min: 0, max: 24 * 40 }), fc.constant(null)),
    source: fc.constantFrom('post-session', 'post-session', 'manual', 'simulation'),
    unit: fc.integer({ min: 0, max: 25 }),
  }),
);
const rowsFrom = (minLength: number, maxLength: number) =>
  fc.array(oneRow, { minLength, maxLength, size: 'max' }).map((all) =>
    all.map(({ hours, source, unit, ...row }, place): OracleRow & Row => {
      const simulated = source === 'simulation';
      return {
        ...row,
        id: `r${place}`,
        // No two at one time, so that each unit has one newest value.
        at: hours === null ? null : START + hours * 3_600_000 + place,
        source,
        unit: simulated ? `run test ${unit % 3}` : `conversation ${unit}`,
        sourceType: source,
        conversationId: simulated ? null : `conversation ${unit}`,
        interactionId: null,
        runId: simulated ? 'run' : null,
        unitTestId: simulated ? 'test' : null,
        runIndex: simulated ? unit % 3 : null,
        references: [],
        justification: '',
      };
    }),
  );

const someRows = rowsFrom(1, 400);

function summaryOf(
  rows: readonly Row[],
  criterion: Criterion | null,
  by?: Parameters<typeof createGrouping>[0],
): Summary {
  const grouping = by ? createGrouping(by, 'America/New_York') : null;
  const groupOf = grouping && ((row: Row) => grouping.groupOf(row));
  const aggregate = new Aggregate({ criterion, groupOf, examples: 0 });
  for (const row of rows) aggregate.add(row);
  return summarise(aggregate, definitions, {
    criterion,
    grouping,
    only: 'all',
    partial: false,
    span: { from: -Infinity, to: Infinity },
    example: () => {
      throw new Error('no examples were asked for');
    },
  });
}

const rowsOf = <T extends OracleRow>(rows: readonly T[], metricId: string, version: number): T[] =>
  rows.filter((row) => row.metricId === metricId && row.version === version);

describe('every figure equals that of a plain computation', () => {
  it('of each metric and version, each source, with and without a criterion', () => {
    fc.assert(
      fc.property(someRows, fc.constantFrom(...CRITERIA), (rows, criterion) => {
        const { metrics } = summaryOf(rows, criterion);
        const pairs = new Set(rows.map(({ metricId, version }) => `${metricId} ${version}`));
        expect(metrics).toHaveLength(pairs.size);
        for (const entry of metrics) {
          const own = rowsOf(rows, entry.metric_id, entry.version);
          const type = TYPES[entry.metric_id] ?? 'boolean';
          const rule = passes(criterion, type);
          const { categoriesOf, ...expected } = expectedEntry(
            own,
            type,
            rule,
            type === 'categorical' ? CATEGORIES : [],
          );
          const where = `${entry.metric_id} v${entry.version}`;
          expect(differences(entry, expected, where)).toEqual([]);
          expect('passed' in entry).toBe(rule !== null);
          expect(entry.count).toBe(entry.applicable + entry.not_applicable + entry.mismatched);

          const sources = [...new Set(own.map(({ source }) => source))].toSorted();
          expect(entry.by_source?.map(({ source_type }) => source_type)).toEqual(
            sources.length > 1 ? sources : undefined,
          );
          for (const { source_type, ...figures } of entry.by_source ?? []) {
            const part = own.filter(({ source }) => source === source_type);
            expect(figures.applicable).toBe(applicable(part, type).length);
            expect(
              differences(figures, mainFigure(part, type, rule, categoriesOf), `${where} ${source_type}`),
            ).toEqual([]);
          }
          const bins = entry.histogram ?? [];
          if (type === 'numerical') {
            const values = applicable(own, type).map(Number);
            expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(entry.applicable);
            // Added to 0, minus 0 is 0: the two are one edge.
            expect((bins[0]?.from ?? Number.NaN) + 0).toBe(Math.min(0, ...values) + 0);
            expect(bins.at(-1)?.to).toBe(Math.max(10, ...values));
          }
          const codes = new Set<string>(entry.warnings.map(({ code }) => code));
          const outside = applicable(own, type).some(
            (each) => type === 'numerical' && (Number(each) < 0 || Number(each) > 10),
          );
          expect(codes.has('too_few')).toBe(entry.units < 10);
          expect(codes.has('repeated')).toBe(entry.applicable > entry.units);
          expect(codes.has('mixed_sources')).toBe(sources.length > 1);
          expect(codes.has('mismatched')).toBe(entry.mismatched > 0);
          expect(codes.has('out_of_bounds')).toBe(outside);
          expect(codes.has('unknown_category')).toBe(type === 'categorical' && categoriesOf.length > 3);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('of each change between versions, paired where ten units are shared', () => {
    let paired = 0;
    fc.assert(
      fc.property(rowsFrom(300, 700), fc.constantFrom(...CRITERIA), (rows, criterion) => {
        const { versionChanges } = summaryOf(rows, criterion);
        const expected = Object.keys(TYPES).flatMap((metricId) => {
          const versions = [
            ...new Set(rows.filter((row) => row.metricId === metricId).map(({ version }) => version)),
          ];
          return versions
            .toSorted((one, other) => one - other)
            .flatMap((from, place, all) => {
              const to = all[place + 1];
              const sources = (version: number) =>
                new Set(rowsOf(rows, metricId, version).map(({ source }) => source));
              if (to === undefined) return [];
              return [...sources(from)]
                .filter((each) => sources(to).has(each))
                .map((each) => `${metricId} ${from} ${to} ${each}`);
            });
        });
        expect(
          versionChanges
            .map((each) => `${each.metric_id} ${each.from} ${each.to} ${each.source_type}`)
            .toSorted(),
        ).toEqual(expected.toSorted());
        for (const change of versionChanges) {
          const type = TYPES[change.metric_id] ?? 'boolean';
          const rule = passes(criterion, type);
          const side = (version: number) =>
            rowsOf(rows, change.metric_id, version).filter(({ source }) => source === change.source_type);
          const [before, after] = [side(change.from), side(change.to)];
          const [was, is] = [newest(before, type), newest(after, type)];
          const shared = [...was.keys()].filter((unit) => is.has(unit));
          expect(change.shared).toBe(shared.length);
          if (type === 'categorical' && rule === null) {
            expect(change).toMatchObject({ verdict: 'not comparable', difference: null, ci95: null });
            continue;
          }
          const pairing = shared.length >= 10;
          expect(change.paired ?? false).toBe(pairing);
          if (pairing) paired += 1;
          const values = pairing
            ? [shared.map((unit) => was.get(unit) ?? 0), shared.map((unit) => is.get(unit) ?? 0)]
            : [applicable(before, type), applicable(after, type)];
          const made = difference(values[0] ?? [], values[1] ?? [], type, rule, pairing);
          expect(differences(change, made, 'change')).toEqual([]);
          const few = Math.min(was.size, is.size) < 10;
          const [low = 0, high = 0] = made.ci95 ?? [];
          expect(change.verdict).toBe(
            few ? 'too few' : low > 0 ? 'up' : high < 0 ? 'down' : 'no clear change',
          );
        }
      }),
      { numRuns: 60 },
    );
    expect(paired).toBeGreaterThan(50);
  });

  it('of each group, of which none is missing and none too many', () => {
    const by = fc.constantFrom('day', 'week', 'month', 'source_type', 'conversation_id', 'unit_test_id');
    fc.assert(
      fc.property(someRows, fc.constantFrom(...CRITERIA), by, (rows, criterion, group) => {
        for (const entry of summaryOf(rows, criterion, group).metrics) {
          const own = rowsOf(rows, entry.metric_id, entry.version);
          const type = TYPES[entry.metric_id] ?? 'boolean';
          const categories = (entry.categories ?? []).map((each) => each.value);
          const parts = new Map<string, (OracleRow & Row)[]>();
          for (const row of own) {
            const label = labelOf(row, group);
            parts.set(label, [...(parts.get(label) ?? []), row]);
          }
          const labels = (entry.groups ?? []).map((each) => each.group);
          expect(new Set(labels).size).toBe(labels.length);
          for (const label of parts.keys()) expect(labels).toContain(label);
          if (parts.has('unknown')) expect(labels.at(-1)).toBe('unknown');
          const known = labels.filter((each) => each !== 'unknown');
          if (['day', 'week', 'month'].includes(group)) {
            expect(known).toEqual(known.toSorted());
            expect(known).toEqual(periodsBetween(known[0], known.at(-1), group));
          } else expect(labels).toHaveLength(parts.size);
          for (const { group: label, ...figures } of entry.groups ?? []) {
            const part = parts.get(label) ?? [];
            expect(figures.applicable).toBe(applicable(part, type).length);
            expect(
              differences(
                figures,
                mainFigure(part, type, passes(criterion, type), categories),
                `group ${label}`,
              ),
            ).toEqual([]);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** By what the clocks of New York show. */
function labelOf(row: Row, group: string): string {
  if (group === 'source_type') return row.sourceType ?? 'unknown';
  if (group === 'conversation_id') return row.conversationId ?? 'unknown';
  if (group === 'unit_test_id') return row.unitTestId ?? 'unknown';
  if (row.at === null) return 'unknown';
  const date = new Date(row.at).toLocaleDateString('en-CA', { timeZone: 'America/New_York' });
  return group === 'day' ? date : group === 'month' ? date.slice(0, 7) : weekOf(date);
}

/** The date of its Monday. */
function weekOf(date: string): string {
  const day = Date.parse(date);
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  return new Date(day - sinceMonday * 86_400_000).toISOString().slice(0, 10);
}

function periodsBetween(first: string | undefined, last: string | undefined, group: string): string[] {
  const labels = new Set<string>();
  for (let day = START - 10 * 86_400_000; day < START + 60 * 86_400_000; day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    labels.add(group === 'day' ? date : group === 'month' ? date.slice(0, 7) : weekOf(date));
  }
  return [...labels].filter(
    (each) => first !== undefined && last !== undefined && each >= first && each <= last,
  );
}

function difference(
  before: readonly (boolean | number | string)[],
  after: readonly (boolean | number | string)[],
  type: OracleType,
  rule: ((value: unknown) => boolean) | null,
  paired: boolean,
): { difference: number | null; ci95: number[] | null } {
  if (before.length === 0 || after.length === 0) return { difference: null, ci95: null };
  if (rule || type === 'boolean') {
    const positive = rule ?? ((each: unknown) => each === true);
    return differenceOfRates(before.map(positive), after.map(positive), paired);
  }
  const [xs, ys] = [before.map(Number), after.map(Number)];
  if (paired) {
    const differences = ys.map((y, place) => y - (xs[place] ?? 0));
    return { difference: mean(differences), ci95: meanInterval(differences) };
  }
  const moved = mean(ys) - mean(xs);
  if (xs.length < 2 || ys.length < 2) return { difference: moved, ci95: null };
  const [a, b] = [variance(xs) / xs.length, variance(ys) / ys.length];
  if (a + b === 0) return { difference: moved, ci95: [moved, moved] };
  const df = (a + b) ** 2 / (a ** 2 / (xs.length - 1) + b ** 2 / (ys.length - 1));
  const half = student(df) * Math.sqrt(a + b);
  return { difference: moved, ci95: [moved - half, moved + half] };
}
