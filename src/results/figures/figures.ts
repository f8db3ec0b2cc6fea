import type { MetricValue } from '../../amigo/schema.ts';
import { cut } from '../../text/clean.ts';
import type { Entry } from './aggregate.ts';
import type { Tally, ValueType } from './cell.ts';
import type { Criterion } from './criterion.ts';
import { CATEGORY_LENGTH } from '../reading/row.ts';
import type { EntryFigures, MainFigure } from './shape.ts';
import { histogram } from '../statistics/histogram.ts';
import type { Interval } from '../statistics/interval.ts';
import { meanInterval } from '../statistics/mean-interval.ts';
import { wilson } from '../statistics/wilson.ts';

/** How the results of one entry are to be read. */
export interface Reading {
  readonly type: ValueType;
  /** The version's bounds or categories; null when they could not be read. */
  readonly value: MetricValue | null;
  /** What passes; null when there is no criterion, or it does not fit this entry. */
  readonly criterion: Criterion | null;
  /** Every category, those never given included; the version's own order first. */
  readonly categories: readonly string[];
}

export type FigureName = 'pass_rate' | 'true_rate' | 'mean' | 'shares';

export function figureName({ type, criterion }: Reading): FigureName {
  if (criterion) return 'pass_rate';
  return type === 'boolean' ? 'true_rate' : type === 'numerical' ? 'mean' : 'shares';
}

/** No interval where an end of it is beyond the largest number. */
export function finite(interval: Interval | null): number[] | null {
  return interval?.every((end) => Number.isFinite(end)) ? [...interval] : null;
}

/** Of values that are no category, this many are told apart: a judge that writes what it likes must not fill the memory. */
export const MOST_OTHERS = 50;

/** The version's categories in its order, then what else was given, as far as it is common. */
export function categoriesOf(value: MetricValue | null, tally: Tally): string[] {
  const known = value?.type === 'categorical' ? value.categories : [];
  const others = othersOf(value, tally)
    .toSorted((one, other) => (tally.categories.get(other) ?? 0) - (tally.categories.get(one) ?? 0))
    .slice(0, MOST_OTHERS);
  return [...known, ...others.sort()];
}

/** Values that were given and are no category of the version. */
export function othersOf(value: MetricValue | null, tally: Tally): string[] {
  const known = new Set(value?.type === 'categorical' ? value.categories : []);
  return [...tally.categories.keys()].filter((category) => !known.has(category));
}

/**
 * The one figure that a part of the results is judged by, with its 95 % interval.
 * @param mixed two source types or more: pooled, they have no interval
 */
export function mainFigure(tally: Tally, reading: Reading, mixed: boolean): MainFigure {
  const interval = (made: Interval | null) => (mixed ? null : finite(made));
  const rate = (x: number) => (tally.count > 0 ? x / tally.count : null);
  switch (figureName(reading)) {
    case 'pass_rate':
      return {
        pass_rate: rate(tally.passed),
        pass_rate_ci95: interval(wilson(tally.passed, tally.count)),
      };
    case 'true_rate':
      return { true_rate: rate(tally.trues), true_rate_ci95: interval(wilson(tally.trues, tally.count)) };
    case 'mean':
      return { mean: tally.moments.mean, mean_ci95: interval(meanInterval(tally.moments)) };
    case 'shares':
      return { shares: reading.categories.map((category) => rate(tally.categories.get(category) ?? 0)) };
  }
}

type TypeFigures = Partial<EntryFigures>;

/** Every figure of an entry's type, and of its criterion. */
export function allFigures(entry: Entry, tally: Tally, reading: Reading, mixed: boolean): TypeFigures {
  const plain = mainFigure(tally, { ...reading, criterion: null }, mixed);
  const passing = reading.criterion && {
    passed: tally.passed,
    failed: tally.count - tally.passed,
    ...mainFigure(tally, reading, mixed),
  };
  return { ...ofType(entry, tally, reading, plain), ...passing };
}

function ofType(
  entry: Entry,
  tally: Tally,
  { type, value, categories }: Reading,
  plain: MainFigure,
): TypeFigures {
  switch (type) {
    case 'boolean':
      return { true: tally.trues, false: tally.count - tally.trues, ...plain };
    case 'numerical': {
      const { sample } = entry;
      const bounds = value?.type === 'numerical' ? ([value.lower_bound, value.upper_bound] as const) : null;
      return {
        ...plain,
        sd: tally.moments.sd,
        min: tally.moments.min,
        p25: sample.quantile(0.25),
        median: sample.quantile(0.5),
        p75: sample.quantile(0.75),
        max: tally.moments.max,
        histogram: histogram(sample.values, bounds).map(({ from, to, count }) => ({ from, to, count })),
      };
    }
    case 'categorical':
      return {
        categories: categories.map((category, place) => ({
          value: cut(category, CATEGORY_LENGTH),
          count: tally.categories.get(category) ?? 0,
          share: plain.shares?.[place] ?? null,
        })),
      };
  }
}
