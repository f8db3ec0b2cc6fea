import { meanTrend, rateTrend } from '../statistics/trend.ts';
import type { GroupKey } from './aggregate.ts';
import type { Cell } from './cell.ts';
import { mainFigure, sharesOf } from './figures.ts';
import { periodsBetween, type Grouping, type Period, type Span } from './grouping.ts';
import type { Group, MainFigure } from './shape.ts';
import type { Subject } from './subject.ts';
import type { UnitValues } from './units.ts';

/** Full groups, and units in them, that a trend needs. */
const TREND_GROUPS = 5;
const TREND_UNITS = 10;

export interface Course {
  readonly groups: readonly Group[];
  /** Undefined where there is too little to see one in. */
  readonly trend?: { readonly slope: number; readonly p: number };
  /** Empty periods that are left out. */
  readonly empty: number;
  /** Whether the last period is cut. */
  readonly unfinished: boolean;
}

/** The groups of an entry, and what its course over full periods says. */
export function courseOf(subject: Subject, { calendar }: Grouping, span: Span): Course {
  const { groups } = subject.entry;
  const unknown = groups.has(null) ? [groupOf('unknown', subject, groups.get(null))] : [];
  if (calendar === null) {
    const named = [...groups].flatMap(([key, cell]) =>
      key === null ? [] : [groupOf(String(key), subject, cell)],
    );
    const bySize = named.sort((first, second) => second.n - first.n || (first.group < second.group ? -1 : 1));
    return { groups: [...bySize, ...unknown], empty: 0, unfinished: false };
  }
  const { periods, empty } = periodsBetween([...groups.keys()].filter(isPeriod), calendar, span);
  const trend = trendOf(subject, periods);
  return {
    groups: [
      ...periods.map(({ key, label, partial }) => ({
        ...groupOf(label, subject, groups.get(key)),
        ...(partial && { partial }),
      })),
      ...unknown,
    ],
    ...(trend && { trend }),
    empty,
    unfinished: periods.at(-1)?.partial === true,
  };
}

function groupOf(group: string, subject: Subject, cell: Cell | undefined): Group {
  if (!cell) return { group, n: 0 };
  const values = subject.valuesOf(cell);
  return { group, n: values.units.length, ...(values.units.length > 0 && figureOf(values, subject)) };
}

function figureOf(values: UnitValues, { figure, measure, categories, categoryOf }: Subject): MainFigure {
  if (figure !== 'shares') {
    const { sd: _, ...shown } = mainFigure(values, figure, measure, []);
    return shown;
  }
  const shares = sharesOf(values, categories.all, categoryOf, false);
  return { shares: shares.map(({ value, share }) => ({ value, share })).filter(({ share }) => share) };
}

function trendOf(subject: Subject, periods: readonly Period[]) {
  if (subject.figure === 'shares' || subject.figure === null) return undefined;
  const full = periods.flatMap(({ key, partial }) => {
    const cell = partial ? undefined : subject.entry.groups.get(key);
    const { values } = cell ? subject.valuesOf(cell) : { values: [] };
    return values.length > 0 ? [{ score: key, values }] : [];
  });
  return testTrend(full, subject.figure === 'mean' ? 'mean' : 'rate');
}

/**
 * Whether unit values rise or fall over groups that have a number each; undefined where there is too little to see a
 * trend in. Rates by Cochran and Armitage; means, and rates of units that were judged more than once, by their slope.
 */
export function testTrend(
  groups: readonly { readonly score: number; readonly values: readonly number[] }[],
  kind: 'rate' | 'mean',
): { readonly slope: number; readonly p: number } | undefined {
  const units = groups.reduce((sum, { values }) => sum + values.length, 0);
  if (groups.length < TREND_GROUPS || units < TREND_UNITS) return undefined;
  const isBinary = groups.every(({ values }) => values.every((value) => value === 0 || value === 1));
  if (kind === 'mean' || !isBinary) return meanTrend(groups);
  return rateTrend(
    groups.map(({ score, values }) => ({
      score,
      x: values.reduce((sum, value) => sum + value, 0),
      n: values.length,
    })),
  );
}

function isPeriod(key: GroupKey): key is number {
  return typeof key === 'number';
}
