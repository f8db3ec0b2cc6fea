import type { Values } from './descriptive.ts';

/**
 * The ends of `parts` equal bins over a range, `parts` + 1 of them, the first and the last to the digit; the two ends of
 * a single bin where the range is one number.
 */
export function binsOver(low: number, high: number, parts = 5): number[] {
  if (low === high) return [low, high];
  return Array.from({ length: parts + 1 }, (_, i) => edge(low, high, i, parts));
}

/**
 * How many values are in each bin. A bin holds its lower end, the last one its upper end too: the counts of values
 * within the ends add up to the number of values.
 * @param bins ascending ends, one more than there are bins
 */
export function countInBins(values: Values, bins: readonly number[]): number[] {
  const counts = bins.slice(1).map(() => 0);
  for (const value of values) {
    const bin = Math.max(
      0,
      bins.findLastIndex((end, at) => at < counts.length && end <= value),
    );
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/**
 * End `i` of `parts` equal parts. The weighted sum is divided once: adding up widths would put the third end of 0 to 1
 * at 0.6000000000000001, and 0.6 into the bin below it.
 */
function edge(low: number, high: number, i: number, parts: number): number {
  if (i === 0) return low;
  if (i === parts) return high;
  const between = (low * (parts - i) + high * i) / parts;
  return Number.isFinite(between) ? between : (low / parts) * (parts - i) + (high / parts) * i;
}
