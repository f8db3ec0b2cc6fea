import type { Difference, Interval } from './interval.ts';
import { NORMAL_975 } from './normal.ts';
import { sumOf } from './sum.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** `p` of `n` units: a fraction, or the mean of unit values between 0 and 1. */
export interface Rate {
  readonly p: number;
  readonly n: number;
}

const NONE: Difference = { difference: null, ci95: null };

/**
 * The difference of two independent rates, `to` minus `from`, with the hybrid score interval without continuity
 * correction: Newcombe (1998), Statist. Med. 17:873–890, method 10. Both null when a side is empty.
 */
export function rateDifference(from: Rate, to: Rate): Difference {
  const [before, after] = [wilsonInterval(from.p, from.n), wilsonInterval(to.p, to.n)];
  if (before === null || after === null) return NONE;
  const [p, q] = [from.p, to.p];
  const difference = q - p;
  return {
    difference,
    ci95: held(
      difference - Math.hypot(q - after[0], before[1] - p),
      difference + Math.hypot(after[1] - q, p - before[0]),
    ),
  };
}

/** How many units were positive on both sides, on one side only, on neither. */
export interface PairedTable {
  readonly both: number;
  readonly fromOnly: number;
  readonly toOnly: number;
  readonly neither: number;
}

/**
 * The difference of two rates over the same units, `to` minus `from`: Newcombe (1998), Statist. Med.
 * 17:2635–2650, method 10 (score intervals joined by the correlation φ, itself corrected for continuity).
 * Both null when there are no units.
 */
export function pairedRateDifference(table: PairedTable): Difference {
  const { both, fromOnly, toOnly, neither } = table;
  const n = both + fromOnly + toOnly + neither;
  const [p, q] = [(both + fromOnly) / n, (both + toOnly) / n];
  const [before, after] = [wilsonInterval(p, n), wilsonInterval(q, n)];
  if (before === null || after === null) return NONE;
  const difference = (toOnly - fromOnly) / n;
  const phi = correlation(table, n);
  const apart = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  return {
    difference,
    ci95: held(
      difference - apart(q - after[0], before[1] - p),
      difference + apart(after[1] - q, p - before[0]),
    ),
  };
}

/** φ of the two-by-two table, −1 to 1; a positive one is drawn towards 0 by half a unit; 0 without a spread. */
function correlation({ both, fromOnly, toOnly, neither }: PairedTable, n: number): number {
  const spread = (both + fromOnly) * (toOnly + neither) * (both + toOnly) * (fromOnly + neither);
  if (spread === 0) return 0;
  const covariance = both * neither - fromOnly * toOnly;
  const corrected = covariance > 0 ? Math.max(0, covariance - n / 2) : covariance;
  return corrected / Math.sqrt(spread);
}

/** `x` of `n` units. */
interface Count {
  readonly x: number;
  readonly n: number;
}

/** The counts of both sides in one stratum. */
export interface RateStratum {
  readonly from: Count;
  readonly to: Count;
}

/**
 * The difference of two rates that is common to strata: the mean of each stratum's difference, `to` minus `from`, by
 * the weights n₁n₀/(n₁ + n₀) of Mantel and Haenszel (Greenland and Robins (1985), Biometrics 41:55–68) with the
 * variance of Sato (1989), Biometrics 45:1323–1324, and a normal interval. Strata in which a side is empty say nothing;
 * both null when none is left. Where that variance is 0 (every stratum all or nothing, and the same everywhere), the
 * interval is the one of independent rates, for the weighted rates of all units: a difference of 100 points has one too.
 */
export function stratifiedRateDifference(strata: readonly RateStratum[]): Difference {
  const shared = strata.filter(({ from, to }) => from.n > 0 && to.n > 0);
  if (shared.length === 0) return NONE;
  const weight = sumOf(shared, weightOf);
  const mean = (rate: (stratum: RateStratum) => number) =>
    sumOf(shared, (stratum) => weightOf(stratum) * rate(stratum)) / weight;
  const difference = Math.min(
    Math.max(
      mean(({ from, to }) => to.x / to.n - from.x / from.n),
      -1,
    ),
    1,
  );
  const variance = sumOf(shared, (stratum) => satoTerm(stratum, difference)) / weight ** 2;
  // What rounding leaves of a variance of 0.
  if (!(variance * weight > 1e-12)) {
    const side = (key: 'from' | 'to') => ({
      p: Math.min(
        Math.max(
          mean((stratum) => stratum[key].x / stratum[key].n),
          0,
        ),
        1,
      ),
      n: sumOf(shared, (stratum) => stratum[key].n),
    });
    return { difference, ci95: rateDifference(side('from'), side('to')).ci95 };
  }
  const half = NORMAL_975 * Math.sqrt(variance);
  return { difference, ci95: held(difference - half, difference + half) };
}

function weightOf({ from, to }: RateStratum): number {
  return (to.n / (to.n + from.n)) * from.n;
}

/** A stratum's part of the variance, δP + Q in Sato's letters, before it is divided by the squared sum of weights. */
function satoTerm({ from, to }: RateStratum, difference: number): number {
  const n = from.n + to.n;
  const p = (to.n ** 2 * from.x - from.n ** 2 * to.x + (to.n * from.n * (from.n - to.n)) / 2) / n ** 2;
  const q = (to.x * (from.n - from.x) + from.x * (to.n - to.x)) / (2 * n);
  return difference * p + q;
}

/** An interval of a difference of two fractions. */
function held(low: number, high: number): Interval {
  return [Math.max(low, -1), Math.min(high, 1)];
}
