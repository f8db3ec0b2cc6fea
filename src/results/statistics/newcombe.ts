import type { Difference } from './interval.ts';
import { wilson } from './wilson.ts';

/** `x` of `n`. */
export interface Rate {
  readonly x: number;
  readonly n: number;
}

/**
 * The difference of two independent rates, `to` minus `from`, with the hybrid score interval without continuity
 * correction: Newcombe (1998), Statist. Med. 17:873–890, method 10. Both null when a side is empty.
 */
export function differenceOfRates(from: Rate, to: Rate): Difference {
  const [before, after] = [wilson(from.x, from.n), wilson(to.x, to.n)];
  if (before === null || after === null) return { difference: null, ci95: null };
  const [p, q] = [from.x / from.n, to.x / to.n];
  return {
    difference: q - p,
    ci95: [q - p - Math.hypot(q - after[0], before[1] - p), q - p + Math.hypot(after[1] - q, p - before[0])],
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
export function pairedDifferenceOfRates(table: PairedTable): Difference {
  const { both, fromOnly, toOnly, neither } = table;
  const n = both + fromOnly + toOnly + neither;
  const [before, after] = [wilson(both + fromOnly, n), wilson(both + toOnly, n)];
  if (before === null || after === null) return { difference: null, ci95: null };
  const [p, q] = [(both + fromOnly) / n, (both + toOnly) / n];
  const difference = (toOnly - fromOnly) / n;
  const phi = correlation(table, n);
  const apart = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  return {
    difference,
    ci95: [difference - apart(q - after[0], before[1] - p), difference + apart(after[1] - q, p - before[0])],
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
