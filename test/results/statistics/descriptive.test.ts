import fc from 'fast-check';
import * as ss from 'simple-statistics';
import { expect, test } from 'vitest';
import { quantile } from '../../../src/results/statistics/quantile.ts';
import { sumOf } from '../../../src/results/statistics/sum.ts';
import { describe, scaleOf } from '../../../src/results/statistics/descriptive.ts';
import { relativeError } from './relative-error.ts';

// Of two zeros no order is promised: -0 + 0 is 0.
const finite = fc.double({ noDefaultInfinity: true, noNaN: true }).map((x) => x + 0);
const moderate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => x + 0);
/** Numbers that a large one can be added to without rounding. */
const coarse = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((k) => k / 1024);

/** `middle` once, then the numbers above and below it in turn, 1,001 in all. */
const around = (middle: number) => [
  middle + 0.2,
  ...Array.from({ length: 1000 }, (_, i) => middle + (i % 2 === 0 ? 0.1 : 0.3)),
];

// NIST, Statistical Reference Datasets, univariate summary statistics: NumAcc1, NumAcc2, NumAcc3 and NumAcc4, with
// their certified means and standard deviations.
test.each([
  ['NumAcc1', [10000001, 10000003, 10000002], 10000002, 1],
  ['NumAcc2', around(1), 1.2, 0.1],
  ['NumAcc3', around(1000000), 1000000.2, 0.1],
  ['NumAcc4', around(10000000), 10000000.2, 0.1],
])('%s has its certified mean and standard deviation', (_name, values, mean, sd) => {
  const found = describe(values);
  expect(relativeError([found.mean, found.sd], [mean, sd])).toBeLessThan(1e-9);
});

test('a sum keeps what its parts were too small for', () => {
  // Neumaier (1974), example 1, in which Kahan's method gives 0.
  expect(sumOf([1, 1e100, 1, -1e100], (x) => x)).toBe(2);
  expect(sumOf([], (x: number) => x)).toBe(0);
});

test('a description is that of two passes over the values, kept in either kind of array', () => {
  fc.assert(
    fc.property(fc.array(moderate, { minLength: 2, maxLength: 60 }), (values) => {
      const found = describe(values);
      expect(found.n).toBe(values.length);
      expect(found.mean).toBeCloseTo(ss.mean(values), 8);
      expect(relativeError([found.sd], [ss.sampleStandardDeviation(values)])).toBeLessThan(1e-9);
      expect([found.min, found.max]).toEqual([Math.min(...values), Math.max(...values)]);
      expect(describe(Float64Array.from(values))).toEqual(found);
    }),
  );
});

test('a spread far from 0 is the spread near 0', () => {
  const far = fc.integer({ min: 0, max: 40 }).map((exponent) => 2 ** exponent);
  fc.assert(
    fc.property(fc.array(coarse, { minLength: 2, maxLength: 60 }), far, (values, shift) => {
      const [near, moved] = [describe(values), describe(values.map((x) => x + shift))];
      expect(relativeError([moved.sd], [near.sd])).toBeLessThan(1e-12);
      expect(moved.mean).toBeCloseTo((near.mean ?? NaN) + shift, 3);
    }),
  );
});

test('the mean of any finite numbers lies between them; no figure is anything but a number or null', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), (values) => {
      const { mean, sd, min, max } = describe(values);
      expect(mean).toBeGreaterThanOrEqual(min ?? NaN);
      expect(mean).toBeLessThanOrEqual(max ?? NaN);
      expect(sd === null || (Number.isFinite(sd) && sd >= 0)).toBe(true);
    }),
  );
});

test('equal values have their own mean and no spread at all', () => {
  fc.assert(
    fc.property(finite, fc.integer({ min: 2, max: 50 }), (value, n) => {
      expect(describe(Array.from({ length: n }, () => value))).toEqual({
        n,
        mean: value,
        sd: 0,
        min: value,
        max: value,
      });
    }),
  );
});

test('neighbouring doubles have a mean between them and half their distance as a variance', () => {
  const [low, high] = [1, 1 + Number.EPSILON];
  expect(describe([low, high]).sd).toBeCloseTo(Number.EPSILON / Math.SQRT2, 30);
  // Divided by three, the rounded sum of three of these is a number above them.
  expect(describe([0.7049287072182342, 0.7049287072182342, 0.7049287072182342])).toMatchObject({
    mean: 0.7049287072182342,
    sd: 0,
  });
});

test('figures that do not exist are null', () => {
  expect(describe([])).toEqual({ n: 0, mean: null, sd: null, min: null, max: null });
  expect(describe([3])).toEqual({ n: 1, mean: 3, sd: null, min: 3, max: 3 });
  // The standard deviation is √2 times the largest number.
  expect(describe([-Number.MAX_VALUE, Number.MAX_VALUE])).toMatchObject({ mean: 0, sd: null });
});

test('the largest and the smallest numbers have figures like any others', () => {
  const found = describe([1e308, 1.2e308, 1.4e308, 1.6e308]);
  expect(found.mean).toBe(1.3e308);
  expect((found.sd ?? NaN) / 1e308).toBeCloseTo(Math.sqrt(0.2 / 3), 12);
  expect(describe([0, 5e-324, 1e-323])).toMatchObject({ mean: 5e-324, sd: 5e-324 });
  expect(describe([1e-200, 3e-200]).sd).toBeCloseTo(Math.SQRT2 * 1e-200, 212);
});

test('the scale is a power of two that brings the largest value near 1, where there is one', () => {
  fc.assert(
    fc.property(finite, (value) => {
      const scale = scaleOf([[value], []]);
      expect(Number.isInteger(Math.log2(scale))).toBe(true);
      const scaled = Math.abs(value * scale);
      expect(scaled).toBeLessThanOrEqual(2);
      // No power of two that a double can hold brings the very smallest ones any nearer.
      if (Math.abs(value) > 1e-300) expect(scaled).toBeGreaterThanOrEqual(0.5);
    }),
  );
  expect(scaleOf([[0, -0], []])).toBe(1);
});

// Hyndman and Fan's type 7 is what R's quantile() and NumPy's percentile() give unless told otherwise.
test.each([
  [[1, 2, 3, 4], 0.25, 1.75],
  [[1, 2, 3, 4], 0.5, 2.5],
  [[1, 2, 3, 4, 7, 10], 0.75, 6.25],
  [[5], 0.25, 5],
  [[1, 2], 0, 1],
  [[1, 2], 1, 2],
  // The smallest numbers that a double can hold, 2e-323 being four of them.
  [[2e-323, 3.5e-323], 0.75, 3.5e-323],
  [[-1.7e308, 1.7e308], 0.5, 0],
])('the quantile of %j at %d is %d', (values, p, wanted) => {
  expect(quantile(values, p)).toBe(wanted);
});

test('the quantile is the straight line between neighbours', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(moderate, { minLength: 1, maxLength: 300 }), share, (values, p) => {
      const sorted = values.toSorted((a, b) => a - b);
      expect(relativeError([quantile(sorted, p)], [lineAt(sorted, p)])).toBeLessThan(1e-9);
      expect(quantile(Float64Array.from(sorted), p)).toBe(quantile(sorted, p));
    }),
  );
});

test('quantiles of any finite numbers lie between the neighbours that they fall between', () => {
  const share = fc.constantFrom(0, 0.25, 0.5, 0.75, 1);
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), share, (values, p) => {
      const sorted = Float64Array.from(values).sort();
      const place = (sorted.length - 1) * p;
      const found = quantile(sorted, p) ?? NaN;
      expect(found).toBeGreaterThanOrEqual(sorted[Math.floor(place)] ?? NaN);
      expect(found).toBeLessThanOrEqual(sorted[Math.ceil(place)] ?? NaN);
    }),
  );
});

test('no values have no quantile', () => {
  expect(quantile([], 0.5)).toBeNull();
});

/** The height at `p` of the line through the points (i / (n − 1), i-th smallest value). */
function lineAt(sorted: readonly number[], p: number): number {
  const right = sorted.findIndex((_, i) => i / (sorted.length - 1) >= p);
  const [x, y] = [sorted[right - 1], sorted[right]];
  if (y === undefined) return sorted.at(-1) ?? NaN;
  if (x === undefined) return y;
  const share = p * (sorted.length - 1) - (right - 1);
  return x * (1 - share) + y * share;
}
