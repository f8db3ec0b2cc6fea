import type { Interval } from '../statistics/interval.ts';

// Figures with the digits that the data carry, the same in text and in structured content.

/** Closer than this to a number that means something, a figure is that number. */
const SAME = 1e-12;
const MOST_DECIMALS = 15;
/** Without an interval and without a spread: enough to tell values apart. */
const PLAIN_DIGITS = 6;

interface Precision {
  /** What tells how much a figure may be off: half the width of its interval, or a standard deviation; 0 tells nothing. */
  readonly scale: number | null;
  /** Decimals at least: three for a rate. */
  readonly least: number;
  /** Numbers that a figure must not become when it is another: 0, 1, bounds. */
  readonly marks: readonly number[];
}

/** Of a rate or a share: 0 and 1 mean "none" and "all". */
export const RATE: Omit<Precision, 'scale'> = { least: 3, marks: [0, 1] };

/**
 * Rounds figures that belong together to the second significant digit of `scale`, or finer: never so that two
 * different ones become one, or that one becomes a mark that it is not.
 * @param figures whose order is kept: rounding never carries one past another
 */
export function rounded(figures: readonly number[], { scale, least, marks }: Precision): number[] {
  const first = scale ? Math.max(least, 1 - magnitude(scale)) : plainDecimals(figures);
  for (let decimals = first; decimals < MOST_DECIMALS; decimals += 1) {
    const shown = figures.map((value) => toDecimals(value, decimals));
    if (keepsApart(figures, shown, marks)) return shown;
  }
  return [...figures];
}

/** A figure and its interval, rounded together. */
export function roundedWith(
  value: number | null,
  interval: Interval | null,
  { scale, ...precision }: Precision,
): { readonly value: number | null; readonly ci95: number[] | null } {
  if (value === null) return { value: null, ci95: null };
  if (interval === null) return { value: rounded([value], { scale, ...precision })[0] ?? value, ci95: null };
  const [low, high] = interval;
  const half = (high - low) / 2;
  const [shown = value, ...ci95] = rounded([value, low, high], {
    scale: half > 0 ? half : scale,
    ...precision,
  });
  return { value: shown, ci95 };
}

/** A p-value to two significant digits, and to more before it would become 0 or 1. */
export function roundedP(p: number): number {
  for (let digits = 2; digits <= MOST_DECIMALS; digits += 1) {
    const shown = Number(p.toPrecision(digits));
    if (keepsApart([p], [shown], [0, 1])) return shown;
  }
  return p;
}

function keepsApart(figures: readonly number[], shown: readonly number[], marks: readonly number[]): boolean {
  return figures.every(
    (value, place) =>
      marks.every((mark) => shown[place] !== mark || Math.abs(value - mark) <= SAME) &&
      figures.every((other, at) => shown[at] !== shown[place] || Math.abs(other - value) <= SAME),
  );
}

function toDecimals(value: number, decimals: number): number {
  // Plus 0, since minus 0 is shown as 0.
  if (decimals >= 0) return Math.abs(value) < 1e21 ? Number(value.toFixed(decimals)) + 0 : value;
  const unit = 10 ** -decimals;
  const shown = Math.round(value / unit) * unit;
  return Number.isFinite(shown) ? shown + 0 : value;
}

/** Of 250: 2; of 0.03: -2. */
function magnitude(scale: number): number {
  return scale > 0 ? Math.floor(Math.log10(scale)) : 0;
}

function plainDecimals(figures: readonly number[]): number {
  const largest = Math.max(...figures.map(Math.abs));
  return Math.max(0, PLAIN_DIGITS - 1 - magnitude(largest));
}
