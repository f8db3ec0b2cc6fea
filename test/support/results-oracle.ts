import { mean, medianSorted } from 'simple-statistics';
import { oneSample, sd, wilson } from './oracle-statistics.ts';

// What a summary must say, computed in the plainest way from the rows: no streams, no merging, no cleverness. Figures
// are not rounded: `results-differences.ts` says how near the shown ones have to be.

type Value = boolean | number | string;

/** One result, as far as figures depend on it. */
export interface OracleRow {
  readonly id: string;
  readonly metricId: string;
  readonly version: number;
  readonly value: Value | null;
  readonly at: number | null;
  readonly source: string;
  /** What was judged. */
  readonly unit: string;
  /** Its unit test, where it is a run of one. */
  readonly test: string | null;
}

export type OracleType = 'boolean' | 'numerical' | 'categorical';

/** What is asked, and what is known of a metric version. */
export interface OracleQuestion {
  readonly type: (metricId: string) => OracleType;
  /** Two bounds, categories, or null for what could not be read. */
  readonly range: (metricId: string, version: number) => readonly (number | string)[] | null;
  /** Which values pass; null where the criterion does not speak of that version's. */
  readonly passes: (metricId: string, version: number) => ((value: Value) => boolean) | null;
  readonly compare: 'versions' | 'sources' | 'weekends' | 'baseline';
  /** Rows of the other period. */
  readonly baseline: readonly OracleRow[];
  /** Whether a row's day is a weekend; null without a time. */
  readonly isWeekend: (row: OracleRow) => boolean | null;
  /** Full periods in their order, each with the rows in it; null where none were asked for. */
  readonly periods: ((rows: readonly OracleRow[]) => readonly (readonly OracleRow[])[]) | null;
}

interface Unit {
  readonly value: number | string;
  readonly test: string | null;
}
export type Units = ReadonlyMap<string, Unit>;

export type Kind = 'rate' | 'mean' | 'category';

const JS_TYPE = { boolean: 'boolean', numerical: 'number', categorical: 'string' } as const;
const isOf = (type: OracleType, { value }: OracleRow) => typeof value === JS_TYPE[type];
const byTime = (a: OracleRow, b: OracleRow) =>
  (b.at ?? -Infinity) - (a.at ?? -Infinity) || (a.id < b.id ? -1 : 1);

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

export function kindOf(question: OracleQuestion, { metricId, version }: OracleRow): Kind {
  const type = question.type(metricId);
  if (question.passes(metricId, version) || type === 'boolean') return 'rate';
  return type === 'numerical' ? 'mean' : 'category';
}

/** Each unit with its value under a version: a share, a mean, or a category. */
export function unitsOf(rows: readonly OracleRow[], question: OracleQuestion, like: OracleRow): Units {
  const type = question.type(like.metricId);
  const passes = question.passes(like.metricId, like.version);
  const units = groupBy(
    rows.filter((row) => isOf(type, row)),
    ({ unit }) => unit,
  );
  return new Map(
    [...units].map(([unit, judged]) => {
      const values = judged.flatMap(({ value }) => (value === null ? [] : [value]));
      const numbers = values.map((value) => Number(passes ? passes(value) : value));
      const [newest] = judged.toSorted(byTime);
      const value =
        kindOf(question, like) === 'category'
          ? String(newest?.value)
          : numbers.reduce((a, b) => a + b, 0) / numbers.length;
      return [unit, { value, test: judged[0]?.test ?? null }];
    }),
  );
}

export const numbersOf = (units: Units) => [...units.values()].map(({ value }) => Number(value));
export const isBinary = (xs: readonly number[]) => xs.every((x) => x === 0 || x === 1);

/** The main figure with its interval. */
export function figureOf(units: Units, kind: Kind) {
  const xs = numbersOf(units);
  if (kind === 'category') {
    const counts = groupBy(
      [...units.values()].map(({ value }) => String(value)),
      (value) => value,
    );
    const shares = new Map([...counts].map(([value, all]) => [value, all.length]));
    return { n: units.size, value: null, ci95: null, sd: null, shares };
  }
  const value = xs.length === 0 ? null : mean(xs);
  const interval = kind === 'mean' ? oneSample(xs).ci95 : value === null ? null : wilson(value, xs.length);
  return {
    n: xs.length,
    value,
    ci95: interval,
    sd: kind === 'mean' ? sd(xs) : null,
    shares: new Map<string, number>(),
  };
}

export function spreadOf(units: Units) {
  const xs = numbersOf(units).toSorted((a, b) => a - b);
  return xs.length === 0 ? null : { min: xs[0] ?? 0, median: medianSorted(xs), max: xs.at(-1) ?? 0 };
}
