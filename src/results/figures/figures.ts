import type { MetricValue } from '../../amigo/schema.ts';
import type { Interval } from '../statistics/interval.ts';
import { quantile } from '../statistics/quantile.ts';
import { studentInterval } from '../statistics/student-interval.ts';
import { describe } from '../statistics/descriptive.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { binsOver, countInBins } from '../statistics/histogram.ts';
import type { Category } from './categories.ts';
import type { Figure, Measure } from './measure.ts';
import { RATE, rounded, roundedWith } from './rounding.ts';
import type { EntryFigures, MainFigure, Share } from './shape.ts';
import type { UnitValues } from './units.ts';

/** The figure of a part of the results with its 95 % interval, n being units. */
export function mainFigure(
  { values }: UnitValues,
  figure: Figure | null,
  measure: Measure,
  shares: readonly Share[],
): MainFigure {
  switch (figure) {
    case null:
      return {};
    case 'shares':
      return { shares: [...shares] };
    case 'mean':
      return meanFigure(values, measure.value);
    case 'pass_rate':
    case 'true_rate': {
      const { value, ci95 } = rateFigure(values);
      return { [figure]: value, ci95 };
    }
  }
}

function rateFigure(values: readonly number[]) {
  const rate = describe(values).mean;
  const interval = rate === null ? null : wilsonInterval(rate, values.length);
  return roundedWith(rate, interval, { ...RATE, scale: null });
}

function meanFigure(values: readonly number[], value: MetricValue | null): MainFigure {
  const { mean, sd } = describe(values);
  const interval = finite(studentInterval(values));
  const precision = { scale: sd, least: Number.NEGATIVE_INFINITY, marks: marksOf(value) };
  const shown = roundedWith(mean, interval, precision);
  const half = interval === null ? sd : (interval[1] - interval[0]) / 2;
  return {
    mean: shown.value,
    ci95: shown.ci95,
    sd: sd === null ? null : (rounded([sd], { ...precision, scale: half, marks: [0] })[0] ?? sd),
  };
}

/** The category shares of a part of the results. */
export function sharesOf(
  { values }: UnitValues,
  categories: readonly Category[],
  categoryOf: (value: number) => string,
  withIntervals: boolean,
): Share[] {
  const counts = countsOf(values, categoryOf);
  return categories.map(({ name, shown }) => {
    const n = counts.get(name) ?? 0;
    const share = values.length > 0 ? n / values.length : null;
    const interval = share === null ? null : wilsonInterval(share, values.length);
    const figure = roundedWith(share, interval, { ...RATE, scale: null });
    return { value: shown, n, share: figure.value, ...(withIntervals && { ci95: figure.ci95 }) };
  });
}

/** Units by category. */
export function countsOf(
  values: readonly number[],
  categoryOf: (value: number) => string,
): Map<string, number> {
  const numbers = new Map<number, number>();
  for (const value of values) numbers.set(value, (numbers.get(value) ?? 0) + 1);
  return new Map([...numbers].map(([value, n]) => [categoryOf(value), n]));
}

/** What else the unit values of numbers say: their ends, their middle, and how many are in each bin. */
export function spreadOf(
  { values }: UnitValues,
  value: MetricValue | null,
  bins: readonly number[],
): Pick<EntryFigures, 'min' | 'median' | 'max' | 'counts'> {
  const sorted = Float64Array.from(values).sort();
  const middle = quantile(sorted, 0.5);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (middle === null || min === undefined || max === undefined) return {};
  const scale = describe(sorted).sd;
  const shown = rounded([min, middle, max], {
    scale,
    least: Number.NEGATIVE_INFINITY,
    marks: marksOf(value),
  });
  return {
    min: shown[0] ?? min,
    median: shown[1] ?? middle,
    max: shown[2] ?? max,
    counts: countInBins(sorted, bins),
  };
}

/** The ends of equal bins over the bounds and all unit values of a metric's numbers, so that its counts compare. */
export function binsOf(
  subjects: readonly { readonly values: UnitValues; readonly measure: Measure }[],
): number[] {
  let [low, high] = [Infinity, -Infinity];
  for (const { values, measure } of subjects) {
    const { value } = measure;
    if (value?.type === 'numerical') {
      low = Math.min(low, value.lower_bound);
      high = Math.max(high, value.upper_bound);
    }
    for (const number of values.values) {
      low = Math.min(low, number);
      high = Math.max(high, number);
    }
  }
  return low > high ? [] : binsOver(low, high);
}

/** Numbers that a mean must not become by rounding. */
function marksOf(value: MetricValue | null): number[] {
  return value?.type === 'numerical' ? [0, 1, value.lower_bound, value.upper_bound] : [0, 1];
}

/** No interval where an end of it is beyond the largest number. */
function finite(interval: Interval | null): Interval | null {
  return interval?.every((end) => Number.isFinite(end)) ? interval : null;
}
