import type { Difference } from './interval.ts';
import { meanInterval } from './mean-interval.ts';
import type { Moments } from './moments.ts';

/**
 * The mean of paired differences with its paired t interval: "Student" (1908), Biometrika 6:1–25.
 * @param differences of each unit, `to` minus `from`
 */
export function pairedDifferenceOfMeans(differences: Moments): Difference {
  return { difference: differences.mean, ci95: meanInterval(differences) };
}
