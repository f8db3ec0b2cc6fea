import { betweenZeroAndOne, type Interval } from './interval.ts';
import { NORMAL_975 } from './normal.ts';

/**
 * The score interval of a rate: Wilson (1927), J. Am. Stat. Assoc. 22:209–212, without continuity correction.
 * Its ends solve (p − θ)² = z²θ(1 − θ)/n; the lower one comes from their product, which loses no digits near 0.
 * @param p 0 to 1; the mean of unit values between 0 and 1 will do, and gives an interval that is rather too wide
 * @param n units
 * @returns fractions around `p`, an end of 0 or 1 only where `p` is just that; null when nothing was counted
 */
export function wilsonInterval(p: number, n: number): Interval | null {
  if (!(n > 0)) return null;
  const z2 = NORMAL_975 ** 2;
  const root = NORMAL_975 * Math.sqrt(n * p * (1 - p) + z2 / 4);
  const high = (n * p + z2 / 2 + root) / (n + z2);
  const low = (p * ((n * p) / (n + z2))) / high;
  return [p > 0 ? Math.min(betweenZeroAndOne(low), p) : 0, p < 1 ? Math.max(betweenZeroAndOne(high), p) : 1];
}
