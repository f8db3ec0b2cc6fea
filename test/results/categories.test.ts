import { expect, it } from 'vitest';
import { categoriesOf } from '../../src/results/figures/categories.ts';
import { summaryOf } from '../support/results-summary.ts';
import { rowOf } from '../support/results-worlds.ts';

const known = { type: 'categorical' as const, categories: ['yes', 'no'] };

it('categories that look the same are told apart by a number, known ones first', () => {
  const { all, others, alike } = categoriesOf(
    known,
    new Map([
      ['yes', 3],
      ['yes\u200B', 2],
    ]),
  );
  expect(all).toEqual([
    { name: 'yes', shown: 'yes' },
    { name: 'no', shown: 'no' },
    { name: 'yes\u200B', shown: 'yes (2)' },
  ]);
  expect([others, alike]).toEqual([1, true]);
  expect(categoriesOf(known, new Map([['yes', 1]])).alike).toBe(false);
});

it('and counted apart', () => {
  const values = ['booked', 'booked', 'booked\u200B', 'declined'];
  const rows = values.map((value, unit) =>
    rowOf(unit, { metricId: 'c', version: 1, source: 'manual', unit, value, at: 0 }),
  );
  const shares = summaryOf(rows, {}).metrics[0]?.entries?.[0]?.shares ?? [];
  expect(shares.map(({ value, n }) => [value, n])).toEqual([
    ['booked', 2],
    ['declined', 1],
    ['never', 0],
    ['booked (2)', 1],
  ]);
});

it('of values that are no category the fifty commonest are listed, whatever their order', () => {
  const counts = new Map(
    Array.from({ length: 60 }, (_, n) => [`value ${String(n).padStart(2, '0')}`, n + 1]),
  );
  const { all, others } = categoriesOf(null, new Map([...counts].reverse()));
  expect(others).toBe(60);
  expect(all.map(({ name }) => name)).toEqual([...counts.keys()].slice(10));
});
