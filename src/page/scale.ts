import { scaleLinear, type ScaleLinear } from 'd3-scale';
import type { Form, Interval } from './figures-as-text.ts';

/** Intervals of fewer units than this may be far wider than all figures, and do not stretch a scale alone. */
const ENOUGH_UNITS = 10;
/** Where three of four intervals are of few units, this share of their ends on either side may lie beyond a scale. */
const BEYOND = 0.05;
const TICKS = 4;
const MOST_TICKS = 7;
/** From here on an axis says `200k`: it has no room for all digits. */
const LONG = 100_000;

/** What a scale has to hold. */
export interface Extent {
  readonly value: number | null | undefined;
  readonly interval?: Interval | null;
  readonly n: number;
}

interface Tick {
  readonly value: number;
  readonly label: string;
  /** The least room that a label has: three fit in a narrow frame, five in a middling one. */
  readonly room: 'narrow' | 'middling' | 'wide';
}

/** From a figure to percent of the plot's width, and the figures that the axis names. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly domain: Interval;
  readonly ticks: readonly Tick[];
}

/** Rates and shares end at none and all. */
export const RATES: Interval = [0, 1];

/**
 * A round scale over all figures and the intervals that rest on enough units, or nearly all where few do.
 * @param include a figure that must be on it, such as the zero of differences
 * @param within ends that it never passes
 */
export function axisOf(
  extents: readonly Extent[],
  form: Form,
  {
    include,
    within,
    ticks = TICKS,
  }: { readonly include?: number; readonly within?: Interval | undefined; readonly ticks?: number } = {},
): Axis {
  const values = extents.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const all = [...values, ...intervalEnds(extents), ...(include === undefined ? [] : [include])].filter(
    Number.isFinite,
  );
  let [low, high] = [Math.min(...all), Math.max(...all)];
  if (low > high) [low, high] = [0, 1];
  if (low === high) {
    const around = form === 'percent' ? 0.05 : Math.abs(low) / 10 || 1;
    [low, high] = [low - around, high + around];
  }
  const scale = scaleLinear([low, high], [0, 100]).nice(ticks);
  if (within) {
    const [least, most] = within;
    scale.domain(scale.domain().map((end) => Math.max(least, Math.min(most, end))));
  }
  return axisFrom(scale, form, ticks);
}

function intervalEnds(extents: readonly Extent[]): number[] {
  const withInterval = extents.flatMap(({ n, interval }) => (interval ? [{ n, interval }] : []));
  const steady = withInterval.filter(({ n }) => n >= ENOUGH_UNITS);
  if (steady.length > 0 && 4 * steady.length >= withInterval.length)
    return steady.flatMap(({ interval }) => interval);
  const sorted = (end: 0 | 1) => withInterval.map(({ interval }) => interval[end]).sort((a, b) => a - b);
  const beyond = Math.floor(BEYOND * withInterval.length);
  return [
    ...sorted(0).slice(beyond, beyond + 1),
    ...sorted(1)
      .slice(0, withInterval.length - beyond)
      .slice(-1),
  ];
}

/** A scale whose ends are given. */
export function axisBetween(domain: Interval, form: Form, ticks = TICKS): Axis {
  return axisFrom(scaleLinear(domain, [0, 100]), form, ticks);
}

function axisFrom(scale: ScaleLinear<number, number>, form: Form, wanted = TICKS): Axis {
  const [low = 0, high = 1] = scale.domain();
  let count = wanted;
  while (count > 1 && scale.ticks(count).length > MOST_TICKS) count -= 1;
  const values = scale.ticks(count);
  const isLong = Math.max(Math.abs(low), Math.abs(high)) >= LONG;
  const labelOf = scale.tickFormat(count, form === 'percent' ? '%' : isLong ? 's' : undefined);
  // Zero keeps its label.
  const zero = Math.max(0, values.indexOf(0));
  const middling = Math.ceil(values.length / 5);
  const narrow = middling * Math.ceil(values.length / (3 * middling));
  const isEvery = (i: number, step: number) => (i - zero) % step === 0;
  return {
    at: (value) => scale(value),
    domain: [low, high],
    ticks: values.map((value, i) => ({
      value,
      label: labelOf(value).replace('%', ' %'),
      room: isEvery(i, narrow) ? 'narrow' : isEvery(i, middling) ? 'middling' : 'wide',
    })),
  };
}
