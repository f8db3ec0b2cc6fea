import type { Difference, Interval } from './interval.ts';
import { studentTQuantile, studentTTail } from './student-t.ts';
import { finite, moments, scaleOf, type Values } from './descriptive.ts';

/** A difference with the two-sided p of there being none; null where the values have no spread to judge it by. */
export interface TestedDifference extends Difference {
  readonly p: number | null;
}

/**
 * The interval of a mean by Student's t: "Student" (1908), Biometrika 6:1–25. In the values' unit and never clipped
 * to their bounds. Null for fewer than two values, and for values without a spread (see `byStudentT`).
 */
export function studentInterval(values: Values): Interval | null {
  return oneSample(values).ci95;
}

/** The mean of values, its t interval, and the p of its being 0. */
export function oneSample(values: Values): TestedDifference {
  const scale = scaleOf([values]);
  const { n, mean, squares } = moments(values, scale);
  if (n === 0) return { difference: null, ci95: null, p: null };
  const df = n - 1;
  return byStudentT({
    difference: mean,
    error: Math.sqrt(squares / df / n),
    df,
    level: Math.abs(mean),
    scale,
  });
}

/**
 * A difference with its interval and p by Student's t. Without them where there are no degrees of freedom, and where the
 * standard error is 0 or what rounding leaves of equal values: under ten units of rounding of the means, as in R's
 * `t.test`. An end beyond the largest number: no interval.
 * @param estimate in scaled units; `level` is the largest mean that went into the difference, `df` the degrees of freedom
 */
export function byStudentT(estimate: {
  readonly difference: number;
  readonly error: number;
  readonly df: number;
  readonly level: number;
  readonly scale: number;
}): TestedDifference {
  const { error, df, level, scale } = estimate;
  const difference = finite(estimate.difference / scale);
  if (!(df > 0 && error > 10 * Number.EPSILON * level)) return { difference, ci95: null, p: null };
  const half = studentTQuantile(0.975, df) * error;
  const low = finite((estimate.difference - half) / scale);
  const high = finite((estimate.difference + half) / scale);
  return {
    difference,
    ci95: low === null || high === null ? null : [low, high],
    p: studentTTail(estimate.difference / error, df),
  };
}
