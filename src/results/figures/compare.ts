import type { Cell, Tally } from './cell.ts';
import { passes } from './criterion.ts';
import { figureName, finite, type FigureName, type Reading } from './figures.ts';
import type { Reason, Verdict } from './shape.ts';
import type { Difference } from '../statistics/interval.ts';
import { Moments } from '../statistics/moments.ts';
import { differenceOfRates, pairedDifferenceOfRates } from '../statistics/newcombe.ts';
import { pairedDifferenceOfMeans } from '../statistics/paired-means.ts';
import { differenceOfMeans } from '../statistics/welch.ts';

/** Fewer units than this on a side are too few for a verdict. */
export const FEW_UNITS = 10;

export interface Side {
  readonly cell: Cell;
  readonly reading: Reading;
}

export interface Comparison {
  readonly figure: FigureName | null;
  readonly difference: number | null;
  readonly ci95: number[] | null;
  readonly verdict: Verdict;
  /** Why it is not comparable. */
  readonly reason?: Reason;
  readonly shared: number;
  readonly paired?: true;
}

/**
 * Compares two sets of results from one source type. From ten units on that both sides judged, the difference is the
 * paired one over those units, by each unit's newest value: the same conversations are the fairer test.
 */
export function compare(from: Side, to: Side): Comparison {
  const { type } = to.reading;
  const [before, after] = [from.cell.tally(type), to.cell.tally(type)];
  const reason = differing(from.reading, to.reading);
  const figure = reason === undefined ? figureName(to.reading) : null;
  const pairs = [...before.units.shared(after.units)];
  const shared = pairs.length;
  const few = Math.min(before.units.size, after.units.size) < FEW_UNITS;
  const paired = figure !== null && shared >= FEW_UNITS;
  const none = { figure, shared, difference: null, ci95: null };
  if (figure === null) return { ...none, verdict: 'not comparable', ...(reason && { reason }) };

  const made = paired ? overPairs(pairs, to.reading) : between(before, after, figure);
  const difference = Number.isFinite(made.difference) ? made.difference : null;
  const ci95 = finite(made.ci95);
  const [low, high] = ci95 ?? [];
  const verdict =
    few || low === undefined || high === undefined
      ? 'too few'
      : low > 0
        ? 'up'
        : high < 0
          ? 'down'
          : 'no clear change';
  return { ...none, ...(paired && { paired }), difference, ci95, verdict };
}

/** Why the same number does not mean the same on both sides; undefined when it does. */
function differing(from: Reading, to: Reading): Reason | undefined {
  // Two periods of one version are read alike.
  if (from === to) return figureName(to) === 'shares' ? 'no criterion' : undefined;
  if (from.type !== to.type) return 'types differ';
  const [one, other] = [from.value, to.value];
  if (one?.type === 'numerical' && other?.type === 'numerical') {
    if (one.lower_bound !== other.lower_bound || one.upper_bound !== other.upper_bound)
      return 'bounds differ';
  } else if (
    one?.type === 'categorical' &&
    other?.type === 'categorical' &&
    (from.criterion ?? to.criterion)
  ) {
    const all = new Set([...one.categories, ...other.categories]).size;
    if (all !== one.categories.length || all !== other.categories.length) return 'categories differ';
  }
  if (figureName(to) !== 'shares' && to.type !== 'boolean' && !(one && other)) return 'definition unread';
  return figureName(to) === 'shares' || figureName(from) !== figureName(to) ? 'no criterion' : undefined;
}

function between(before: Tally, after: Tally, figure: FigureName): Difference {
  if (figure === 'mean') return differenceOfMeans(before.moments, after.moments);
  const positive = (tally: Tally) => (figure === 'pass_rate' ? tally.passed : tally.trues);
  return differenceOfRates({ x: positive(before), n: before.count }, { x: positive(after), n: after.count });
}

function overPairs(pairs: readonly (readonly [number, number])[], reading: Reading): Difference {
  if (figureName(reading) === 'mean') {
    const differences = new Moments();
    for (const [before, after] of pairs) differences.add(after - before);
    return pairedDifferenceOfMeans(differences);
  }
  const table = { both: 0, fromOnly: 0, toOnly: 0, neither: 0 };
  for (const [before, after] of pairs) {
    const [was, is] = [positive(before, reading), positive(after, reading)];
    table[was ? (is ? 'both' : 'fromOnly') : is ? 'toOnly' : 'neither'] += 1;
  }
  return pairedDifferenceOfRates(table);
}

/** Whether a unit's value counts: it passes, or without a criterion is true. Categories were judged when counted. */
function positive(value: number, { type, criterion }: Reading): boolean {
  if (criterion === null || type === 'categorical') return value === 1;
  return passes(criterion, type === 'boolean' ? value === 1 : value) === true;
}
