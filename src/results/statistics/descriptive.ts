import { Sum } from './sum.ts';

/** Finite numbers, in any order. */
export type Values = readonly number[] | Float64Array;

/** What a set of values has; null what it has not: with too few values, or beyond the largest number. */
export interface Description {
  readonly n: number;
  /** Within `min` and `max`. */
  readonly mean: number | null;
  /** The sample's standard deviation, with n − 1 in the denominator: 0 exactly where all values are equal. */
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export function describe(values: Values): Description {
  const n = values.length;
  if (n === 0) return { n, mean: null, sd: null, min: null, max: null };
  const scale = scaleOf([values]);
  const { mean, squares, min, max } = moments(values, scale);
  const sd = n > 1 ? finite(Math.sqrt(squares / (n - 1)) / scale) : null;
  // The last digit of a rounded mean may lie beyond values that are all the same.
  return { n, mean: Math.min(Math.max(mean / scale, min), max), sd, min, max };
}

/** Of values times a scale, their mean and the sum of their squared distances from it; of the values, their range. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** What rounding took from the mean: a difference of means far from 0 needs it. */
  readonly rest: number;
  readonly squares: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Two passes with compensated sums, the second one corrected for the rounding of the mean: Chan, Golub and LeVeque
 * (1983), Am. Stat. 37:242–247, equation 1.7. Zeros for no values.
 * @param scale of `scaleOf` over these values, and others that they are compared with
 */
export function moments(values: Values, scale: number): Moments {
  const n = values.length;
  if (n === 0) return { n, mean: 0, rest: 0, squares: 0, min: 0, max: 0 };
  let [min, max] = [Infinity, -Infinity];
  const total = new Sum();
  // Over places: an iterator would make an object of each number.
  for (let place = 0; place < n; place += 1) {
    const value = values[place] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
    total.add(value * scale);
  }
  const mean = total.value / n;
  const [squares, rest] = [new Sum(), new Sum()];
  for (let place = 0; place < n; place += 1) {
    const distance = (values[place] ?? 0) * scale - mean;
    squares.add(distance * distance);
    rest.add(distance);
  }
  return {
    n,
    mean,
    rest: rest.value / n,
    squares: Math.max(0, squares.value - rest.value ** 2 / n),
    min,
    max,
  };
}

/** One mean minus another, to the last digit. */
export function differenceOf(mean: Moments, from: Moments): number {
  return mean.mean - from.mean + (mean.rest - from.rest);
}

/**
 * A power of two that brings the largest of all values near 1, so that no sum of them or of their squares leaves the
 * numbers that a double can hold. Multiplying by it rounds nothing but what is too small to count beside that value.
 */
export function scaleOf(sets: Iterable<Values>): number {
  let largest = 0;
  for (const values of sets) {
    for (let place = 0; place < values.length; place += 1)
      largest = Math.max(largest, Math.abs(values[place] ?? 0));
  }
  return largest === 0 ? 1 : 2 ** Math.min(Math.max(-Math.floor(Math.log2(largest)), -1023), 1000);
}

/** The number itself, or null where it is none that a double can hold. */
export function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}
