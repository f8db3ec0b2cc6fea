/** A 95 % confidence interval, in the unit of its figure. */
export type Interval = readonly [low: number, high: number];

/** What a figure moved by, `to` minus `from`; null where it cannot be told. */
export interface Difference {
  readonly difference: number | null;
  readonly ci95: Interval | null;
}
