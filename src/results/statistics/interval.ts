/** A 95 % confidence interval, in the unit of its figure. */
export type Interval = readonly [low: number, high: number];

/** What a figure moved by, `to` minus `from`; null where it cannot be told. */
export interface Difference {
  readonly difference: number | null;
  readonly ci95: Interval | null;
}

/** The nearest number that lies between 0 and 1 and is neither: what rounding must not make of an end of an interval. */
export function betweenZeroAndOne(x: number): number {
  return Math.min(Math.max(x, Number.MIN_VALUE), 1 - Number.EPSILON / 2);
}
