import { compare, type Comparison } from '../../src/results/figures/compare.ts';
import { testTrend } from '../../src/results/figures/course.ts';
import { mainFigure } from '../../src/results/figures/figures.ts';
import { measureOf } from '../../src/results/figures/measure.ts';
import { Units, type UnitValues } from '../../src/results/figures/units.ts';
import { adjusted, countTests, trendVerdict, verdictOf } from '../../src/results/figures/verdicts.ts';
import type { Random } from '../soak/random.ts';
import { single, type Design, type JudgedUnit, type Population } from './designs.ts';

// What the program says of a data set that nobody has to count out of results first.

export const WEEKS = 12;

/** Units as an answer counts them. */
function valuesOf(side: readonly JudgedUnit[]): UnitValues {
  const units = new Units(false);
  for (const { unit, stratum, values } of side)
    for (const value of values) units.add({ unit, stratum, value, at: null, id: '' });
  return units.means();
}

export function compared(
  from: readonly JudgedUnit[],
  to: readonly JudgedUnit[],
  kind: Design['kind'],
): Comparison {
  return compare(valuesOf(from), valuesOf(to), kind, true);
}

/** The verdicts of an answer with these changes. */
export function verdictsOf(comparisons: readonly Comparison[]): string[] {
  const ps = comparisons.map(({ p }) => p);
  const tests = countTests(ps);
  const corrected = adjusted(ps);
  return comparisons.map(
    (comparison, place) => verdictOf(comparison, corrected[place] ?? null, tests).verdict,
  );
}

/** Whether any of these changes is called one. */
export function isAnyCalled(comparisons: readonly Comparison[]): boolean {
  return verdictsOf(comparisons).some((verdict) => verdict === 'up' || verdict === 'down');
}

/** Units of each week. */
export function drawWeeks(units: number, population: Population, random: Random): JudgedUnit[][] {
  return Array.from({ length: WEEKS }, (_, week) => single(units, population, random, week * units));
}

export function isTrendCalled(weeks: readonly (readonly JudgedUnit[])[], kind: Design['kind']): boolean {
  const groups = weeks.map((units, score) => ({ score, values: valuesOf(units).values }));
  const trend = testTrend(groups, kind);
  return trend !== undefined && trendVerdict(trend.slope, trend.p).verdict !== 'no clear trend';
}

/** Whether the interval of an entry misses the truth; one without an interval does. */
export function misses(side: readonly JudgedUnit[], { kind, mean }: Population): boolean {
  const figure = kind === 'rate' ? 'true_rate' : 'mean';
  const measure = measureOf(kind === 'rate' ? 'boolean' : 'numerical', null, null);
  const [low, high] = mainFigure(valuesOf(side), figure, measure, []).ci95 ?? [];
  return low === undefined || high === undefined || mean < low || mean > high;
}
