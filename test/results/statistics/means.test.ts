import fc from 'fast-check';
import * as ss from 'simple-statistics';
import { expect, test } from 'vitest';
import type { Difference } from '../../../src/results/statistics/interval.ts';
import { meanInterval } from '../../../src/results/statistics/mean-interval.ts';
import { Moments } from '../../../src/results/statistics/moments.ts';
import { pairedDifferenceOfMeans } from '../../../src/results/statistics/paired-means.ts';
import { studentTQuantile } from '../../../src/results/statistics/student-t.ts';
import { differenceOfMeans } from '../../../src/results/statistics/welch.ts';
import { relativeError } from './relative-error.ts';

// Of two zeros no order is promised: -0 + 0 is 0.
const value = fc.double({ min: -1000, max: 1000, noNaN: true }).map((x) => x + 0);
const values = (minLength: number) => fc.array(value, { minLength, maxLength: 60 });

test('moments are those of two passes over all values', () => {
  fc.assert(
    fc.property(values(2), (xs) => {
      const moments = momentsOf(xs);
      expect(moments.count).toBe(xs.length);
      const twoPasses = [ss.mean(xs), ss.sampleVariance(xs)];
      expect(relativeError([moments.mean, moments.variance], twoPasses)).toBeLessThan(1e-9);
      expect(moments.sd).toBe(Math.sqrt(moments.variance ?? NaN));
      expect(moments.min).toBe(Math.min(...xs));
      expect(moments.max).toBe(Math.max(...xs));
    }),
  );
});

test('two streams merged are one stream, and the second stays as it was', () => {
  fc.assert(
    fc.property(values(0), values(0), (xs, ys) => {
      const [merged, other, whole] = [momentsOf(xs), momentsOf(ys), momentsOf([...xs, ...ys])];
      merged.merge(other);
      expect(relativeError(said(merged), said(whole))).toBeLessThan(1e-9);
      expect(said(other)).toEqual(said(momentsOf(ys)));
    }),
  );
});

test('a small spread far from zero keeps its digits', () => {
  const moments = momentsOf([4, 7, 13, 16].map((x) => x + 1e9));
  expect(moments.mean).toBe(1e9 + 10);
  expect(moments.variance).toBe(30);
});

test('what does not exist is null, never NaN or infinite', () => {
  const none = new Moments();
  expect([none.count, none.mean, none.variance, none.sd, none.min, none.max]).toEqual([
    0,
    null,
    null,
    null,
    null,
    null,
  ]);
  const one = momentsOf([3]);
  expect([one.mean, one.sd, one.min, one.max, meanInterval(one)]).toEqual([3, null, 3, 3, null]);
  expect(momentsOf([-1e308, 1e308]).sd).toBeNull();
  expect(meanInterval(momentsOf([-1e308, 1e308]))).toBeNull();
  expect(differenceOfMeans(none, momentsOf([1, 2]))).toEqual({ difference: null, ci95: null });
  expect(differenceOfMeans(one, momentsOf([1, 2]))).toEqual({ difference: -1.5, ci95: null });
  expect(pairedDifferenceOfMeans(none)).toEqual({ difference: null, ci95: null });
});

test('values without a spread have an interval without a width', () => {
  const [fours, fives] = [momentsOf([4, 4, 4]), momentsOf([5, 5])];
  expect(meanInterval(fours)).toEqual([4, 4]);
  expect(differenceOfMeans(fours, fives)).toEqual({ difference: 1, ci95: [1, 1] });
});

test("the mean's interval is not clipped", () => {
  const half = 0.25 * 3.18244630528371;
  const interval = meanInterval(momentsOf([0, 0, 0, 1])) ?? [];
  expect(relativeError(interval, [0.25 - half, 0.25 + half])).toBeLessThan(1e-9);
});

// The hours of sleep that two drugs gave ten patients, from "Student" (1908), Biometrika 6:1–25.
const DRUG_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const DRUG_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

test("Welch's interval of Student's sleep data is the one that R's t.test prints", () => {
  const found = differenceOfMeans(momentsOf(DRUG_1), momentsOf(DRUG_2));
  expect(relativeError(figures(found), [1.58, -0.205483230711711, 3.36548323071171])).toBeLessThan(1e-9);
});

test("the paired interval of Student's sleep data is the one that R's t.test prints", () => {
  const found = pairedDifferenceOfMeans(momentsOf(DRUG_2.map((hours, i) => hours - (DRUG_1[i] ?? NaN))));
  expect(relativeError(figures(found), [1.58, 0.700114236723018, 2.45988576327698])).toBeLessThan(1e-9);
});

test('a difference of means turns round with its sides', () => {
  fc.assert(
    fc.property(values(2), values(2), (xs, ys) => {
      const [difference = NaN, low = NaN, high = NaN] = figures(
        differenceOfMeans(momentsOf(xs), momentsOf(ys)),
      );
      const back = figures(differenceOfMeans(momentsOf(ys), momentsOf(xs)));
      expect(relativeError(back, [-difference, -high, -low])).toBeLessThan(1e-9);
    }),
  );
});

// Computed with 40 digits from the incomplete beta function; the last one from Abramowitz and Stegun (1964), 26.7.5.
test.each([
  [0.975, 0.1, 1682362288745.03],
  [0.975, 1.5, 6.01666310442793],
  [0.975, 3, 3.18244630528371],
  [0.975, 9, 2.26215716279821],
  [0.975, 17.7764735161785, 2.1028172415698],
  [0.975, 29.5, 2.04372496677212],
  [0.975, 1000, 1.96233908082641],
  [0.975, 99_999, 1.95998770777184],
  [0.6, 7, 0.263166861352023],
  [0.999, 2.25, 17.047201597628],
  [0.999999, 12, 8.50430271805458],
  [1e-12, 50, -9.26013968368414],
  [1e-12, 1_000_000, -7.0345726084113],
  [0.975, 10_000_000, 1.95996422176721],
])('the quantile at %d with %d degrees of freedom', (p, df, wanted) => {
  expect(Math.abs(studentTQuantile(p, df) / wanted - 1)).toBeLessThan(1e-9);
});

test('with one and with two degrees of freedom the quantile has a closed form', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.501, max: 0.9999, noNaN: true }), (p) => {
      const inner = 2 * p - 1;
      const closed = [Math.tan(Math.PI * (p - 0.5)), inner * Math.sqrt(2 / (1 - inner * inner))];
      const ratios = closed.map((t, i) => studentTQuantile(p, i + 1) / t);
      expect(relativeError(ratios, [1, 1])).toBeLessThan(1e-9);
    }),
  );
});

test('the quantile puts its share of the density, summed by Simpson, under the curve', () => {
  const df = fc.double({ min: 3, max: 200, noNaN: true });
  const p = fc.double({ min: 0.51, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(p, df, (p, df) => {
      // With t = √df tan θ the density is a constant times cos(θ)^(df − 1).
      const angle = Math.atan(studentTQuantile(p, df) / Math.sqrt(df));
      const density = (theta: number) => Math.cos(theta) ** (df - 1);
      const share = simpson(density, 0, angle) / simpson(density, 0, Math.PI / 2);
      expect(relativeError([0.5 + share / 2], [p])).toBeLessThan(1e-6);
    }),
  );
});

test('the quantile is odd around one half, and refuses what is no probability and no freedom', () => {
  expect(studentTQuantile(0.5, 4)).toBe(0);
  expect(studentTQuantile(0.025, 4)).toBeCloseTo(-studentTQuantile(0.975, 4), 9);
  expect(() => studentTQuantile(1, 4)).toThrow(RangeError);
  expect(() => studentTQuantile(0, 4)).toThrow(RangeError);
  expect(() => studentTQuantile(0.975, 0)).toThrow(RangeError);
  expect(() => studentTQuantile(0.975, NaN)).toThrow(RangeError);
});

function momentsOf(xs: readonly number[]): Moments {
  const moments = new Moments();
  for (const x of xs) moments.add(x);
  return moments;
}

/** What `relativeError` compares: all that the moments say. */
function said({ count, mean, variance, min, max }: Moments): (number | null)[] {
  return [count, mean, variance, min, max];
}

function figures({ difference, ci95 }: Difference): number[] {
  return [difference ?? NaN, ...(ci95 ?? [])];
}

function simpson(f: (x: number) => number, low: number, high: number, steps = 2000): number {
  const width = (high - low) / steps;
  let sum = f(low) + f(high);
  for (let i = 1; i < steps; i += 1) sum += f(low + i * width) * (i % 2 === 1 ? 4 : 2);
  return (sum * width) / 3;
}
