import { kappa } from '../statistics/agreement.ts';
import { exactMidP, mcNemarMidP } from '../statistics/exact-mid-p.ts';
import type { Interval } from '../statistics/interval.ts';
import {
  meanDifference,
  pairedMeanDifference,
  stratifiedMeanDifference,
} from '../statistics/mean-difference.ts';
import { rankSumP, signedRankP } from '../statistics/ranks.ts';
import {
  pairedRateDifference,
  rateDifference,
  stratifiedRateDifference,
} from '../statistics/rate-difference.ts';
import { describe } from '../statistics/descriptive.ts';
import type { UnitValues } from './units.ts';

// Two sides, whatever they are: versions, source types, weekends, periods. See the tests for the error rates.

/** Fewer units than this on a side are too few for a verdict. */
export const FEW_UNITS = 10;
/** Pairs are compared where they are at least this share of the smaller side. */
const PAIRED_SHARE = 1 / 4;

/** What units' values are: `rate` between 0 and 1, `mean` any number, `category` the number of one. */
export type Kind = 'rate' | 'mean' | 'category';

interface Pairs {
  /** Shared units, each with its value on both sides. */
  readonly pairs: readonly (readonly [from: number, to: number])[];
  readonly flips: readonly number[];
  /** Share of pairs whose values are equal. */
  readonly agreement: number;
  /** Cohen's kappa; null where chance alone would agree, undefined for numbers. */
  readonly kappa?: number | null;
}

export interface Comparison {
  /** Null where there is none: a side without a value, or categories. */
  readonly difference: number | null;
  readonly ci95: Interval | null;
  /** Two-sided; null where the data cannot carry one. */
  readonly p: number | null;
  /** Fewer than ten units on a side. */
  readonly few: boolean;
  readonly paired?: Pairs;
  /** Unit tests that both sides ran: the difference is over these. */
  readonly strata?: number;
}

/**
 * Compares the units of two sides, `to` minus `from`: over the shared units where there are enough, else within the
 * unit tests that both ran, else all against all. See `statistics.md` of the design for each method's source.
 * @param mayPair false for two periods: a unit in both is not judged again, it came twice
 */
export function compare(from: UnitValues, to: UnitValues, kind: Kind, mayPair: boolean): Comparison {
  const pairs = mayPair ? pairsOf(from, to) : [];
  const smaller = Math.min(from.units.length, to.units.length);
  if (pairs.length >= FEW_UNITS && pairs.length >= smaller * PAIRED_SHARE) return overPairs(pairs, kind);
  if (kind === 'category') return judged({ difference: null, ci95: null, p: null }, smaller);
  const strata = strataOf(from, to);
  if (strata.length >= 2) return withinStrata(strata, kind);
  return judged(between(from.values, to.values, kind), smaller);
}

/** Compares the units that both sides share, however few, and those alone; undefined where they share none. */
export function comparePairs(from: UnitValues, to: UnitValues, kind: Kind): Comparison | undefined {
  const pairs = pairsOf(from, to);
  return pairs.length > 0 ? overPairs(pairs, kind) : undefined;
}

/** What is too little to judge by has no p. */
function judged(tested: Tested, smallerSide: number): Comparison {
  const few = smallerSide < FEW_UNITS;
  const ci95 = tested.ci95?.every((end) => Number.isFinite(end)) ? tested.ci95 : null;
  return { ...tested, ci95, p: few ? null : tested.p, few };
}

type Tested = Pick<Comparison, 'difference' | 'ci95' | 'p'>;

function between(from: readonly number[], to: readonly number[], kind: Kind): Tested {
  if (kind === 'mean') {
    const { p, ...difference } = meanDifference(from, to);
    return { ...difference, p: larger(p, rankSumP(from, to)) };
  }
  const [p0, p1] = [describe(from).mean ?? 0, describe(to).mean ?? 0];
  const difference = rateDifference({ p: p0, n: from.length }, { p: p1, n: to.length });
  if (!isBinary(from) || !isBinary(to)) return { ...difference, p: meanDifference(from, to).p };
  return { ...difference, p: from.length * to.length > 0 ? exactMidP([tableOf(from, to)]) : null };
}

function overPairs(pairs: Pairs['pairs'], kind: Kind): Comparison {
  const [from, to] = [pairs.map(([before]) => before), pairs.map(([, after]) => after)];
  const higher = pairs.filter(([before, after]) => after > before).length;
  const lower = pairs.filter(([before, after]) => after < before).length;
  const flips = kind === 'category' ? [higher + lower] : [higher, lower];
  const agreement = (pairs.length - higher - lower) / pairs.length;
  const rates = kind === 'rate' && isBinary(from) && isBinary(to);
  const paired: Pairs = {
    pairs,
    flips,
    agreement,
    ...((rates || kind === 'category') && { kappa: kappa(crossTable(pairs)) }),
  };
  return { ...judged(testedPairs(pairs, kind, rates), pairs.length), paired };
}

function testedPairs(pairs: Pairs['pairs'], kind: Kind, rates: boolean): Tested {
  if (kind === 'category') return { difference: null, ci95: null, p: null };
  if (!rates) {
    const differences = pairs.map(([before, after]) => after - before);
    const { p, ...difference } = pairedMeanDifference(differences);
    return { ...difference, p: larger(p, signedRankP(differences)) };
  }
  const table = { both: 0, fromOnly: 0, toOnly: 0, neither: 0 };
  for (const [before, after] of pairs)
    table[before === 1 ? (after === 1 ? 'both' : 'fromOnly') : after === 1 ? 'toOnly' : 'neither'] += 1;
  return { ...pairedRateDifference(table), p: mcNemarMidP(table.fromOnly, table.toOnly) };
}

interface Stratum {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

function withinStrata(strata: readonly Stratum[], kind: Kind): Comparison {
  const [from, to] = [strata.flatMap((stratum) => stratum.from), strata.flatMap((stratum) => stratum.to)];
  const smaller = Math.min(from.length, to.length);
  const tables = strata.map((stratum) => tableOf(stratum.from, stratum.to));
  const rates = kind === 'rate' && isBinary(from) && isBinary(to);
  const tested = rates
    ? { ...stratifiedRateDifference(tables), p: exactMidP(tables) }
    : stratifiedMeanDifference(strata);
  return { ...judged(tested, smaller), strata: strata.length };
}

function pairsOf(from: UnitValues, to: UnitValues): (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  let before = 0;
  for (let place = 0; place < to.units.length; place += 1) {
    const unit = to.units[place] ?? -1;
    while ((from.units[before] ?? Number.POSITIVE_INFINITY) < unit) before += 1;
    if (from.units[before] === unit) pairs.push([from.values[before] ?? 0, to.values[place] ?? 0]);
  }
  return pairs;
}

/** The unit tests that both sides ran. */
function strataOf(from: UnitValues, to: UnitValues): Stratum[] {
  const [before, after] = [byStratum(from), byStratum(to)];
  return [...before].flatMap(([stratum, values]) => {
    const others = after.get(stratum);
    return others ? [{ from: values, to: others }] : [];
  });
}

function byStratum({ strata, values }: UnitValues): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let place = 0; place < values.length; place += 1) {
    const [stratum, value] = [strata[place] ?? -1, values[place] ?? 0];
    if (stratum < 0) continue;
    const known = found.get(stratum) ?? [];
    found.set(stratum, known);
    known.push(value);
  }
  return found;
}

function tableOf(from: readonly number[], to: readonly number[]) {
  const count = (values: readonly number[]) => ({
    x: values.reduce((sum, value) => sum + value, 0),
    n: values.length,
  });
  return { from: count(from), to: count(to) };
}

/** How often each value on one side met each on the other. */
function crossTable(pairs: Pairs['pairs']): number[][] {
  const places = new Map([...new Set(pairs.flat())].map((value, place) => [value, place]));
  const table = [...places].map(() => [...places].map(() => 0));
  for (const [before, after] of pairs) {
    const [row, column] = [table[places.get(before) ?? 0], places.get(after) ?? 0];
    if (row) row[column] = (row[column] ?? 0) + 1;
  }
  return table;
}

function isBinary(values: readonly number[]): boolean {
  return values.every((value) => value === 0 || value === 1);
}

/** The larger of two tests' p-values: a verdict needs both. Null where either has none. */
function larger(p: number | null, other: number | null): number | null {
  return p === null || other === null ? null : Math.max(p, other);
}
