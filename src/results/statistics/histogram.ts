export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Counts finite values in equal bins that span the bounds and all values. A bin holds its lower edge, the last
 * one its upper edge too, so that the counts add up to the number of values. A single distinct value without
 * bounds is one bin; nothing at all is none.
 */
export function histogram(
  values: readonly number[] | Float64Array,
  bounds: readonly [low: number, high: number] | null,
  bins = 5,
): Bin[] {
  let [low, high] = bounds ?? [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [];
  const parts = low === high ? 1 : bins;
  const tallies = Array.from({ length: parts }, (_, i) => ({
    from: edge(low, high, i, parts),
    to: edge(low, high, i + 1, parts),
    count: 0,
  }));
  for (const value of values) {
    const tally = tallies.findLast(({ from }) => from <= value);
    if (tally) tally.count += 1;
  }
  return tallies;
}

/**
 * Edge `i` of `parts` equal parts, 0 being `low` and the last one `high` to the digit. The weighted sum is divided
 * once: adding up widths would put the third edge of 0 to 1 at 0.6000000000000001, and 0.6 into the bin below it.
 */
function edge(low: number, high: number, i: number, parts: number): number {
  if (i === 0) return low;
  if (i === parts) return high;
  const between = (low * (parts - i) + high * i) / parts;
  return Number.isFinite(between) ? between : (low / parts) * (parts - i) + (high / parts) * i;
}
