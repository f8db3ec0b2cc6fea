import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogram } from '../../../src/results/statistics/histogram.ts';
import { significant } from '../../../src/results/statistics/significant.ts';

const finite = fc.double({ noDefaultInfinity: true, noNaN: true });
const moderate = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test('the bins of 1 to 5 and of 0 to 1 have the edges that a person would write', () => {
  const edges = (bounds: [number, number]) => histogram([], bounds).map(({ from, to }) => [from, to]);
  expect(edges([1, 5])).toEqual([
    [1, 1.8],
    [1.8, 2.6],
    [2.6, 3.4],
    [3.4, 4.2],
    [4.2, 5],
  ]);
  expect(edges([0, 1]).map(([from]) => from)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
});

test('a value on an edge is in the bin that starts there, the last one in the last bin', () => {
  const counts = histogram([0, 0.2, 0.4, 0.6, 0.8, 1], [0, 1]).map(({ count }) => count);
  expect(counts).toEqual([1, 1, 1, 1, 2]);
});

test('values beyond the bounds stretch the bins', () => {
  const bins = histogram([-10, 3, 15], [0, 10]);
  expect(bins.map(({ from }) => from)).toEqual([-10, -5, 0, 5, 10]);
  expect(bins.map(({ count }) => count)).toEqual([1, 0, 1, 0, 1]);
});

test('one distinct value without bounds is one bin; nothing is none', () => {
  expect(histogram([7, 7, 7], null)).toEqual([{ from: 7, to: 7, count: 3 }]);
  expect(histogram([], null)).toEqual([]);
});

test('bins meet, span bounds and values, and hold each value once, where its edges say', () => {
  const bounds = fc.option(fc.tuple(moderate, fc.double({ min: 0.001, max: 1e6, noNaN: true })));
  fc.assert(
    fc.property(fc.array(moderate, { maxLength: 200 }), bounds, (values, from) => {
      const limits: [number, number] | null = from && [from[0], from[0] + from[1]];
      const bins = histogram(values, limits);
      const all = [...values, ...(limits ?? [])];
      expect(bins.length > 0).toBe(all.length > 0);
      expect(bins[0]?.from ?? Infinity).toBe(Math.min(...all));
      expect(bins.at(-1)?.to ?? -Infinity).toBe(Math.max(...all));
      expect(bins.slice(1).map(({ from }) => from)).toEqual(bins.slice(0, -1).map(({ to }) => to));
      const wanted = bins.map(
        ({ from, to }, i) => values.filter((x) => x >= from && (x < to || i === bins.length - 1)).length,
      );
      expect(bins.map(({ count }) => count)).toEqual(wanted);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    }),
  );
});

test('the counts add up and the edges are finite for any finite numbers', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), (values) => {
      const bins = histogram(values, null);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      expect(bins.every(({ from, to }) => Number.isFinite(from) && Number.isFinite(to))).toBe(true);
    }),
  );
});

test('significant digits take the noise away and nothing else', () => {
  expect(significant(0.1 + 0.2)).toBe(0.3);
  expect(significant(2 / 3)).toBe(0.6666666667);
  expect(significant(123456789.123456)).toBe(123456789.1);
  expect(significant(1234567, 3)).toBe(1_230_000);
  expect(significant(-0)).toBe(0);
  fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), (x) => significant(x) === x));
});
