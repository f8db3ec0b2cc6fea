import { expect, it, test } from 'vitest';
import { passes, VERBS } from '../../src/results/figures/criterion.ts';
import { inShort, isOverview, moved } from '../../src/results/figures/overview.ts';
import type { EntryFigures } from '../../src/results/figures/shape.ts';
import { Aggregate, COUNTS_ONLY } from '../../src/results/figures/aggregate.ts';
import { bySource, subjectsOf } from '../../src/results/figures/subject.ts';
import { atOnce } from '../../src/slices.ts';
import { definitions, rowOf, type WorldRow } from '../support/results-worlds.ts';

function subjects(rows: readonly WorldRow[]) {
  const aggregate = new Aggregate(COUNTS_ONLY);
  for (const row of rows) aggregate.add(row);
  return atOnce(subjectsOf(aggregate, definitions, null));
}
const row = (place: number, fields: Partial<WorldRow>) => ({
  ...rowOf(place, { metricId: 'b', version: 1, source: 'manual', unit: place, value: true, at: 0 }),
  ...fields,
});

test('sources stand in their order, others by name, and last what does not say', () => {
  const sources = [null, 'zebra', 'simulation', 'apple', 'manual', 'post-session'];
  const ordered = ['post-session', 'manual', 'simulation', 'apple', 'zebra', null];
  for (const all of [sources, sources.toReversed()])
    expect(
      all
        .map((sourceType) => ({ sourceType }))
        .toSorted(bySource)
        .map(({ sourceType }) => sourceType),
    ).toEqual(ordered);
});

it('the metrics with the most results come first, of equally many by id; versions newest first', () => {
  const rows = [
    row(1, { metricId: 'c', value: 'never' }),
    row(2, { metricId: 'b', version: 1 }),
    row(3, { metricId: 'n', value: 1 }),
    row(4, { metricId: 'n', value: 2, version: 2 }),
    row(5, { metricId: 'n', value: 2, version: 2, sourceType: 'post-session' }),
  ];
  for (const all of [rows, rows.toReversed()]) {
    const metrics = subjects(all);
    expect(metrics.map(({ metricId, results }) => [metricId, results])).toEqual([
      ['n', 3],
      ['b', 1],
      ['c', 1],
    ]);
    expect(metrics[0]?.subjects.map(({ entry }) => [entry.version, entry.sourceType])).toEqual([
      [2, 'post-session'],
      [2, 'manual'],
      [1, 'manual'],
    ]);
  }
});

it('a metric whose type cannot be read is of the type that most of its values have, of equally many the first', () => {
  const typeOf = (...values: WorldRow['value'][]) =>
    subjects(values.map((value, place) => row(place, { metricId: 'x', value })))[0]?.type;
  expect(typeOf('a', 'b', 1)).toBe('categorical');
  expect(typeOf(1, 'a', 2)).toBe('numerical');
  expect(typeOf('a', true)).toBe('boolean');
  expect(typeOf(1, 'a')).toBe('categorical');
  expect(typeOf('a', 1)).toBe('categorical');
  expect(typeOf(null)).toBeNull();
});

test.each([
  ['==', [false, true, false]],
  ['!=', [true, false, true]],
  ['<', [true, false, false]],
  ['<=', [true, true, false]],
  ['>', [false, false, true]],
  ['>=', [false, true, true]],
] as const)('3, 4 and 5 %s 4: %j', (verb, passing) => {
  expect([3, 4, 5].map((value) => passes({ type: 'numerical', verb, threshold: 4 }, value))).toEqual(passing);
});

test('a criterion speaks of values of its own type alone', () => {
  const criteria = [
    { type: 'boolean', expected: false },
    { type: 'numerical', verb: '==', threshold: 1 },
    { type: 'categorical', expected: ['a', 'b'], none: false },
    { type: 'categorical', expected: ['a', 'b'], none: true },
  ] as const;
  const values = [true, false, 1, 2, 'a', 'b\u200b', 'c', null];
  expect(criteria.map((criterion) => values.map((value) => passes(criterion, value)))).toEqual([
    [false, true, null, null, null, null, null, null],
    [null, null, true, false, null, null, null, null],
    [null, null, null, null, true, true, false, null],
    [null, null, null, null, false, false, true, null],
  ]);
  expect(VERBS).toHaveLength(6);
});

test('more than eight metrics are an overview', () => {
  expect([8, 9].map(isOverview)).toEqual([false, true]);
});

test.each(['up', 'down', 'rising', 'falling'] as const)('what is %s has moved', (verdict) => {
  const change = { from: 1, verdict };
  expect(moved({ version: 2, n: 9, change } as EntryFigures)).toBe(true);
  expect(moved({ version: 2, n: 9, trend: { verdict } } as EntryFigures)).toBe(true);
});

test('what is not clear, or not compared, has not', () => {
  expect(moved({ version: 2, n: 9 })).toBe(false);
  for (const verdict of ['no clear change', 'not comparable', 'no difference'])
    expect(moved({ version: 2, n: 9, change: { from: 1, verdict } } as EntryFigures)).toBe(false);
});

test('in short an entry has its figure alone, and of shares the commonest', () => {
  const shares = [
    { value: 'a', share: 0.2, n: 2 },
    { value: 'b', share: 0.5, n: 5 },
    { value: 'c', n: 0 },
    { value: 'd', share: 0.3, n: 3 },
  ];
  const groups = [{ group: 'weekend', n: 3 }];
  const whole = { version: 2, n: 10, units: 10, not_applicable: 4, shares, groups } as EntryFigures;
  expect(inShort(whole, false)).toEqual({ version: 2, n: 10, shares: [{ value: 'b', share: 0.5 }] });
  expect(inShort(whole, true)).toEqual({ version: 2, n: 10, shares: [{ value: 'b', share: 0.5 }], groups });
  const others = { source_type: 'manual', pass_rate: 0.4, true_rate: 0.5, mean: 3 };
  expect(inShort({ version: 2, n: 10, ...others }, true)).toEqual({
    version: 2,
    n: 10,
    ...others,
  });
});
