import type { Interval } from './interval.ts';
import { NORMAL_975 } from './normal.ts';

/**
 * The score interval of a rate: Wilson (1927), J. Am. Stat. Assoc. 22:209–212, without continuity correction.
 * Its ends solve (p − θ)² = z²θ(1 − θ)/n; the lower one comes from their product, which loses no digits near 0.
 * @param successes 0 to `n`
 * @returns fractions from 0 to 1, or null when nothing was counted
 */
export function wilson(successes: number, n: number): Interval | null {
  if (n === 0) return null;
  const z2 = NORMAL_975 ** 2;
  const root = NORMAL_975 * Math.sqrt((successes * (n - successes)) / n + z2 / 4);
  const high = (successes + z2 / 2 + root) / (n + z2);
  const low = successes ** 2 / (n * (n + z2) * high);
  return [low, successes === n ? 1 : high];
}
