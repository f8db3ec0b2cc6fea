import type { Difference } from './interval.ts';
import type { Moments } from './moments.ts';
import { studentTQuantile } from './student-t.ts';

/**
 * The difference of two independent means, `to` minus `from`, their variances not taken to be equal:
 * Welch (1947), Biometrika 34:28–35, degrees of freedom after Satterthwaite (1946), Biometrics 2:110–114.
 * Without an interval when a side has fewer than two values, without a difference when one has none.
 */
export function differenceOfMeans(from: Moments, to: Moments): Difference {
  if (from.mean === null || to.mean === null) return { difference: null, ci95: null };
  const difference = to.mean - from.mean;
  if (from.variance === null || to.variance === null) return { difference, ci95: null };
  const before = from.variance / from.count;
  const after = to.variance / to.count;
  const squaredError = before + after;
  if (squaredError === 0) return { difference, ci95: [difference, difference] };
  const share = before / squaredError;
  const df = 1 / (share ** 2 / (from.count - 1) + (1 - share) ** 2 / (to.count - 1));
  const half = studentTQuantile(0.975, df) * Math.sqrt(squaredError);
  return { difference, ci95: [difference - half, difference + half] };
}
