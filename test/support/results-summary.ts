import { expect } from 'vitest';
import { Aggregate } from '../../src/results/figures/aggregate.ts';
import type { Criterion } from '../../src/results/figures/criterion.ts';
import { createGrouping, type GroupBy, type Span } from '../../src/results/figures/grouping.ts';
import type { EntryFigures } from '../../src/results/figures/shape.ts';
import { summarise, type Summary } from '../../src/results/figures/summarise.ts';
import type { Row } from '../../src/results/reading/row.ts';
import { isRounded, isRoundedInterval } from './results-differences.ts';
import { figureOf, kindOf, unitsOf, type OracleQuestion, type OracleRow } from './results-oracle.ts';
import { definitions, passesIn, rangeOf, TYPES, type WorldRow } from './results-worlds.ts';
import { atOnce } from '../../src/slices.ts';

// The same question to the program's figures and to the plain computation.

/** Decimals of a rate, at least. */
export const RATE = 3;
const ALWAYS: Span = { from: -Infinity, to: Infinity };
export const COMPARE = ['versions', 'sources', 'weekends', 'baseline'] as const;

export interface Options {
  readonly criterion?: Criterion | null;
  readonly by?: GroupBy;
  readonly timezone?: string;
  readonly compare?: (typeof COMPARE)[number];
  readonly baseline?: readonly WorldRow[];
  readonly span?: Span;
  readonly examples?: number;
}

export function summaryOf(rows: readonly WorldRow[], options: Options): Summary {
  const { criterion = null, compare = 'versions', baseline = [], timezone = 'UTC' } = options;
  const by = compare === 'weekends' ? 'weekend' : options.by;
  const grouping = by ? createGrouping(by, timezone) : null;
  const groupOf = grouping && ((row: Row) => grouping.groupOf(row));
  const aggregate = new Aggregate({ criterion, groupOf, examples: options.examples ?? 0 });
  const other = new Aggregate({ criterion, groupOf: null, examples: 0 }, aggregate);
  for (const row of rows) aggregate.add(row);
  for (const row of baseline) other.add(row);
  return atOnce(
    summarise(aggregate, definitions, {
      criterion,
      grouping,
      compare: compare === 'baseline' ? 'versions' : compare,
      baseline: compare === 'baseline' ? other : null,
      only: 'all',
      detailed: true,
      span: options.span ?? ALWAYS,
      example: (row) => ({ version: row.version, result: row.value, justification: row.id }),
    }),
  );
}

export function questionOf({
  criterion = null,
  compare = 'versions',
  baseline = [],
}: Options): OracleQuestion {
  return {
    type: (metricId) => TYPES[metricId] ?? 'boolean',
    range: rangeOf,
    passes: (metricId, version) => passesIn(criterion, metricId, version),
    compare,
    baseline,
    isWeekend: ({ at }) => (at === null ? null : [0, 6].includes(new Date(at).getUTCDay())),
    periods: null,
  };
}

/** Entries as they are shown, each with the rows that it is about. */
export function entriesOf(rows: readonly WorldRow[], { metrics }: Summary) {
  return metrics.flatMap(({ metric_id, entries = [] }) =>
    entries.map((entry) => ({
      metricId: metric_id,
      entry,
      own: rows.filter(
        (row) =>
          row.metricId === metric_id && row.version === entry.version && row.source === entry.source_type,
      ),
    })),
  );
}

/** Holds an entry's or a group's main figure against that of its rows. */
export function expectFigure(
  shown: Partial<EntryFigures>,
  rows: readonly OracleRow[],
  like: OracleRow,
  asked: Options,
) {
  const question = questionOf(asked);
  const kind = kindOf(question, like);
  const { n, value, ci95, sd, shares } = figureOf(unitsOf(rows, question, like), kind);
  expect(shown.n).toBe(n);
  if (n === 0 && shown.ci95 === undefined) return;
  if (kind === 'category') {
    const looks = new Map([...shares].map(([value, count]) => [value.replace('\u200B', ''), count]));
    for (const share of shown.shares ?? [])
      expect(
        isRounded(share.share, n === 0 ? null : (looks.get(share.value) ?? 0) / n, {
          scale: 1,
          least: RATE,
        }),
      ).toBe(true);
    return;
  }
  const least = kind === 'rate' ? RATE : -Infinity;
  const name =
    kind === 'mean'
      ? 'mean'
      : passesIn(asked.criterion ?? null, like.metricId, like.version)
        ? 'pass_rate'
        : 'true_rate';
  const half = ci95 ? (ci95[1] - ci95[0]) / 2 : sd;
  expect([name, shown[name], value, isRounded(shown[name], value, { scale: half, least })]).toEqual([
    name,
    shown[name],
    value,
    true,
  ]);
  expect([shown.ci95, ci95, isRoundedInterval(shown.ci95 ?? null, ci95, least)]).toEqual([
    shown.ci95,
    ci95,
    true,
  ]);
  if (shown.sd !== undefined) expect(isRounded(shown.sd, sd, { scale: half })).toBe(true);
}
