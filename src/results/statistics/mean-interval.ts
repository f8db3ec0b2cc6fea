import type { Interval } from './interval.ts';
import type { Moments } from './moments.ts';
import { studentTQuantile } from './student-t.ts';

/**
 * The interval of a mean by Student's t: "Student" (1908), Biometrika 6:1–25. In the values' unit and never
 * clipped to their bounds; null for fewer than two values.
 */
export function meanInterval(moments: Moments): Interval | null {
  const { count, mean, sd } = moments;
  if (mean === null || sd === null) return null;
  const half = studentTQuantile(0.975, count - 1) * (sd / Math.sqrt(count));
  return [mean - half, mean + half];
}
