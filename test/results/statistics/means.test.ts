import fc from 'fast-check';
import * as ss from 'simple-statistics';
import { expect, test } from 'vitest';
import type { Difference } from '../../../src/results/statistics/interval.ts';
import { meanInterval } from '../../../src/results/statistics/mean-interval.ts';
import { Moments } from '../../../src/results/statistics/moments.ts';
import { pairedDifferenceOfMeans } from '../../../src/results/statistics/paired-means.ts';
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
