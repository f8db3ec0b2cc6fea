import type { Values } from './descriptive.ts';

/**
 * The quantile of type 7 (linear between the order statistics around (n − 1)p): Hyndman and Fan (1996), Am. Stat.
 * 50:361–365. Never outside the two values that it lies between; null for no values.
 * @param sorted in ascending order
 * @param p 0 (the smallest value) to 1 (the largest)
 */
export function quantile(sorted: Values, p: number): number | null {
  const place = (sorted.length - 1) * p;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return null;
  // In halves: the distance between two very large numbers may be no number.
  const half = (place - Math.floor(place)) * (above / 2 - below / 2);
  // Rounded halves may add up to more than the whole, by the last digit of a double.
  return Math.min(below + half + half, above);
}
