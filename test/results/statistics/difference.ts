import type { Difference } from '../../../src/results/statistics/interval.ts';

/** A difference and the ends of its interval, for `relativeError`. */
export function figures({ difference, ci95 }: Difference): number[] {
  return [difference ?? NaN, ...(ci95 ?? [])];
}

/** What the figures are when the sides change places. */
export function turned({ difference, ci95 }: Difference): number[] {
  return [difference ?? NaN, ...(ci95?.toReversed() ?? [])].map((figure) => -figure);
}

/** Whether the interval holds the difference and lies within −1 to 1. */
export function inOrder({ difference, ci95 }: Difference): boolean {
  const places = [-1, ci95?.[0] ?? NaN, difference ?? NaN, ci95?.[1] ?? NaN, 1];
  return places.every((place, i) => i === 0 || (places[i - 1] ?? NaN) <= place);
}
