import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjust, trendOf } from '../support/oracle-changes.ts';
import { isRoundedP } from '../support/results-differences.ts';
import { groupBy, type OracleRow } from '../support/results-oracle.ts';
import { entriesOf, expectFigure, questionOf, summaryOf, type Options } from '../support/results-summary.ts';
import { CRITERIA, START, worldOf, worlds, type WorldRow } from '../support/results-worlds.ts';

const DAY = 86_400_000;
const criteria = fc.constantFrom(...CRITERIA);

const clock = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The group that a row belongs to, by what the clocks of a zone show. */
function labelOf(row: WorldRow, by: Options['by'], isUtc: boolean): string {
  if (by === 'conversation_id') return row.conversationId ?? 'unknown';
  if (by === 'simulation_unit_test_set_run_id') return row.runId ?? 'unknown';
  if (by === 'unit_test_id') return row.unitTestId ?? 'unknown';
  if (row.at === null) return 'unknown';
  const date = isUtc ? new Date(row.at).toISOString().slice(0, 10) : clock.format(row.at);
  return by === 'day' ? date : by === 'month' ? date.slice(0, 7) : mondayOf(date);
}

function mondayOf(date: string): string {
  const day = Date.parse(date);
  return new Date(day - ((new Date(day).getUTCDay() + 6) % 7) * DAY).toISOString().slice(0, 10);
}

/** Every label from one to another. */
function labelsBetween(first: string, last: string, by: Options['by']): string[] {
  const labels = new Set<string>();
  for (let day = START - 40 * DAY; day < START + 140 * DAY; day += DAY) {
    const date = new Date(day).toISOString().slice(0, 10);
    labels.add(by === 'day' ? date : by === 'month' ? date.slice(0, 7) : mondayOf(date));
  }
  return [...labels].filter((label) => label >= first && label <= last);
}

/** A result that is another one from a time on. */
function drifted(row: WorldRow, from: number, drift: number): WorldRow {
  if (drift === 0 || (row.at ?? 0) < from) return row;
  if (typeof row.value === 'boolean') return { ...row, value: drift > 0 };
  return typeof row.value === 'number' ? { ...row, value: row.value + 2 * drift } : row;
}

describe('the groups of an entry', () => {
  it('are all there, in their order, each with the figure of its rows', () => {
    const by = fc.constantFrom(
      'day' as const,
      'week' as const,
      'month' as const,
      'conversation_id' as const,
      'unit_test_id' as const,
      'simulation_unit_test_set_run_id' as const,
    );
    fc.assert(
      fc.property(worlds, criteria, by, (world, criterion, group) => {
        const timezone = 'America/New_York';
        const asked = { criterion, by: group, timezone };
        const rows = worldOf(world);
        for (const { entry, own } of entriesOf(rows, summaryOf(rows, asked))) {
          const groups = entry.groups ?? [];
          const labels = groups.map((part) => part.group);
          const expected = new Set(own.map((row) => labelOf(row, group, false)));
          const known = labels.filter((label) => label !== 'unknown');
          if (expected.has('unknown')) expect(labels.at(-1)).toBe('unknown');
          if (['day', 'week', 'month'].includes(group)) {
            expect(known).toEqual(
              known.length === 0 ? [] : labelsBetween(known[0] ?? '', known.at(-1) ?? '', group),
            );
            for (const label of expected) expect(labels).toContain(label);
          } else {
            expect([...labels].sort()).toEqual([...expected].sort());
            const sizes = groups.slice(0, known.length).map(({ n }) => n);
            expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
          }
          const [like] = own;
          const parts = groupBy(own, (row) => labelOf(row, group, false));
          if (!like) continue;
          for (const part of groups) expectFigure(part, parts.get(part.group) ?? [], like, asked);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are partial where what was read begins or ends within them, and trends are over the full ones', () => {
    const met = { trend: 0, rising: 0, falling: 0, flat: 0 };
    const steps = fc.constantFrom('day' as const, 'week' as const);
    const drifts = fc.constantFrom(-1, 0, 1);
    const edges = fc.tuple(fc.integer({ min: -3, max: 20 }), fc.integer({ min: 20, max: 90 }));
    fc.assert(
      fc.property(worlds, criteria, steps, edges, drifts, (world, criterion, by, [first, last], drift) => {
        // Half a day aside, so that the edge lies within a day.
        const span = { from: START + (first + 0.5) * DAY, to: START + (last + 0.5) * DAY };
        const asked: Options = { criterion, by, span };
        const length = by === 'day' ? DAY : 7 * DAY;
        const rows = worldOf(world).map((row) => drifted(row, START + (world.days / 2) * DAY, drift));
        const isPartial = (label: string) =>
          Date.parse(label) < span.from || Date.parse(label) + length - 1 > span.to;
        const labels = new Map(rows.map((row) => [row.id, labelOf(row, by, true)]));
        const question = {
          ...questionOf(asked),
          periods: (own: readonly OracleRow[]) => {
            const parts = groupBy(own, (row) => labels.get(row.id) ?? '');
            const known = [...parts.keys()].filter((label) => label !== 'unknown').toSorted();
            return labelsBetween(known[0] ?? '', known.at(-1) ?? '', by).map((label) =>
              isPartial(label) ? [] : (parts.get(label) ?? []),
            );
          },
        };
        const summary = summaryOf(rows, { ...asked, compare: 'sources' });
        const shown = entriesOf(rows, summary);
        const trends = shown.map(({ own }) => trendOf(own, question));
        const tested = summary.drawn.flatMap(({ sides, course }) => [
          sides?.comparison.p ?? null,
          course?.trend?.p ?? null,
        ]);
        const adjusted = adjust(tested);
        for (const [place, { entry }] of shown.entries()) {
          for (const { group, partial = false } of entry.groups ?? [])
            expect([group, partial]).toEqual([group, group !== 'unknown' && isPartial(group)]);
          const expected = trends[place] ?? null;
          const p = adjusted[2 * place + 1] ?? null;
          if (expected === null || p === null) {
            expect([entry.trend, expected]).toEqual([undefined, null]);
            continue;
          }
          met.trend += 1;
          expect(isRoundedP(tested[2 * place + 1], expected.p)).toBe(true);
          expect(isRoundedP(entry.trend?.p_adjusted, p)).toBe(true);
          const verdict = p >= 0.05 ? 'no clear trend' : expected.slope > 0 ? 'rising' : 'falling';
          expect(entry.trend?.verdict).toBe(verdict);
          met[verdict === 'no clear trend' ? 'flat' : verdict] += 1;
        }
      }),
      { numRuns: 50 },
    );
    expect(Object.entries(met).filter(([, times]) => times === 0)).toEqual([]);
  });
});
