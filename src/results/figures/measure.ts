import type { MetricValue } from '../../amigo/schema.ts';
import type { Cell, ValueType } from './cell.ts';
import { passes, type Criterion } from './criterion.ts';
import type { UnitValues } from './units.ts';

/** The figure that a metric version is judged by. */
export type Figure = 'pass_rate' | 'true_rate' | 'mean' | 'shares';

/** How the results of one metric version are to be read. */
export interface Measure {
  /** Null when neither Amigo nor any value says. */
  readonly type: ValueType | null;
  /** The version's bounds or categories; null when they could not be read. */
  readonly value: MetricValue | null;
  /** What passes; null when there is no criterion, or it does not fit this version. */
  readonly criterion: Criterion | null;
  /** The criterion is of this type, and no value that the version allows could tell it apart. */
  readonly criterionOutside: boolean;
}

export function measureOf(
  type: ValueType | null,
  value: MetricValue | null,
  criterion: Criterion | null,
): Measure {
  const fits = criterion !== null && criterion.type === type;
  const criterionOutside = fits && isOutside(criterion, value);
  return { type, value, criterion: fits && !criterionOutside ? criterion : null, criterionOutside };
}

/** Whether no value that the version allows could tell the criterion apart. */
export function isOutside(criterion: Criterion, value: MetricValue | null): boolean {
  if (criterion.type === 'numerical' && value?.type === 'numerical')
    return criterion.threshold < value.lower_bound || criterion.threshold > value.upper_bound;
  if (criterion.type === 'categorical' && value?.type === 'categorical')
    return !value.categories.some((category) => passes(criterion, category) !== criterion.none);
  return false;
}

/** Null where nothing is known of the values. */
export function figureOf({ type, criterion }: Measure): Figure | null {
  if (criterion) return 'pass_rate';
  switch (type) {
    case 'boolean':
      return 'true_rate';
    case 'numerical':
      return 'mean';
    case 'categorical':
      return 'shares';
    case null:
      return null;
  }
}

/**
 * What the figure is made from: a unit's share of passing or true results, its mean, or its category's number.
 * @param categoryOf the category that a number stands for
 */
export function unitValues(
  cell: Cell,
  { type, criterion, ...measure }: Measure,
  categoryOf: (value: number) => string,
): UnitValues {
  if (type === null) return { units: [], strata: [], values: [] };
  const units = cell.units(type);
  if (criterion === null)
    return figureOf({ type, criterion, ...measure }) === 'shares' ? units.newest() : units.means();
  return units.means((value) => Number(passes(criterion, valueOf(value, type, categoryOf))));
}

function valueOf(value: number, type: ValueType, categoryOf: (value: number) => string) {
  switch (type) {
    case 'boolean':
      return value === 1;
    case 'numerical':
      return value;
    case 'categorical':
      return categoryOf(value);
  }
}
