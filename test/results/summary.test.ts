import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjust, changeOf, verdictOf } from '../support/oracle-changes.ts';
import { isRounded, isRoundedInterval, isRoundedP } from '../support/results-differences.ts';
import { figureOf, kindOf, spreadOf, unitsOf } from '../support/results-oracle.ts';
import {
  COMPARE,
  entriesOf,
  expectFigure,
  questionOf,
  RATE,
  summaryOf,
  type Options,
} from '../support/results-summary.ts';
import { CRITERIA, TYPES, worldOf, worlds } from '../support/results-worlds.ts';

const JS_TYPES = { boolean: 'boolean', numerical: 'number', categorical: 'string' } as const;

const options = fc.constantFrom(...CRITERIA).map((criterion): Options => ({ criterion }));

describe('every figure equals that of a plain computation', () => {
  it('of each metric, version and source type, with and without a criterion', () => {
    fc.assert(
      fc.property(worlds, options, (world, asked) => {
        const rows = worldOf(world);
        const summary = summaryOf(rows, asked);
        const shown = entriesOf(rows, summary);
        const keys = new Set(rows.map(({ metricId, version, source }) => `${metricId} ${version} ${source}`));
        expect(shown).toHaveLength(keys.size);
        for (const { metricId, entry, own } of shown) {
          const [like] = own;
          if (!like) throw new Error(`${metricId} has an entry without rows`);
          expectFigure(entry, own, like, asked);
          const valid = own.filter(({ value }) => typeof value === JS_TYPES[TYPES[metricId] ?? 'boolean']);
          const judged = new Set(own.filter(({ value }) => value !== null).map(({ unit }) => unit));
          const without = new Set(own.map(({ unit }) => unit).filter((unit) => !judged.has(unit)));
          const nulls = own.filter(({ value }) => value === null).length;
          expect(entry.results ?? entry.n).toBe(valid.length);
          expect(entry.results).not.toBe(entry.n);
          expect(entry.not_applicable ?? 0).toBe(without.size);
          expect(entry.mismatched ?? 0).toBe(own.length - nulls - valid.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of spreads, bins and shares, which add up to the units', () => {
    fc.assert(
      fc.property(worlds, options, (world, asked) => {
        const rows = worldOf(world);
        const summary = summaryOf(rows, asked);
        const question = questionOf(asked);
        for (const { metricId, entry, own } of entriesOf(rows, summary)) {
          const [like] = own;
          const units = like && unitsOf(own, question, like);
          if (!like || !units) continue;
          const kind = kindOf(question, like);
          if (kind === 'mean') {
            const spread = spreadOf(units);
            const { sd } = figureOf(units, kind);
            for (const name of ['min', 'median', 'max'] as const)
              expect(isRounded(entry[name] ?? null, spread?.[name] ?? null, { scale: sd })).toBe(true);
            const bins = summary.metrics.find(({ metric_id }) => metric_id === metricId)?.bins ?? [];
            const values = [...units.values()].map(({ value }) => Number(value));
            const within = bins.slice(1).map((end, at) => {
              const last = at === bins.length - 2;
              return values.filter((x) => x >= (bins[at] ?? 0) && (x < end || (last && x <= end))).length;
            });
            expect(entry.counts ?? within.map(() => 0)).toEqual(within);
          }
          if (kind === 'category') {
            const { shares } = figureOf(units, kind);
            const counted = (entry.shares ?? []).map(({ n = 0 }) => n);
            expect(counted.reduce((sum, n) => sum + n, 0)).toBe(entry.n);
            expect(counted.filter((n) => n > 0).toSorted((a, b) => a - b)).toEqual(
              [...shares.values()].toSorted((a, b) => a - b),
            );
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of totals by source type', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const rows = worldOf(world);
        for (const total of summaryOf(rows, {}).totals) {
          const own = rows.filter(({ source }) => source === total.source_type);
          expect(total).toEqual({
            source_type: total.source_type,
            results: own.length,
            not_applicable: own.filter(({ value }) => value === null).length,
            metrics: new Set(own.map(({ metricId }) => metricId)).size,
            units: new Set(own.map(({ unit }) => unit)).size,
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of each change: methods, p-values, flips, agreement, verdicts and their reasons', () => {
    const met = { paired: 0, strata: 0, directed: 0, none: 0, alone: 0 };
    fc.assert(
      fc.property(
        worlds,
        worlds,
        options,
        fc.constantFrom(...COMPARE),
        (world, earlier, criterion, compare) => {
          const [rows, baseline] = [worldOf(world), worldOf(earlier)];
          const asked: Options = { ...criterion, compare, baseline: compare === 'baseline' ? baseline : [] };
          const question = questionOf(asked);
          const shown = entriesOf(rows, summaryOf(rows, asked));
          const changes = shown.map(({ own, metricId }) =>
            changeOf(
              own,
              rows.filter((row) => row.metricId === metricId),
              question,
            ),
          );
          const ps = changes.map((change) =>
            change === null || change.reason !== null || change.few ? null : change.p,
          );
          const adjusted = adjust(ps);
          const among = ps.filter((p) => p !== null).length;
          for (const [
            place,
            {
              entry: { change },
            },
          ] of shown.entries()) {
            const expected = changes[place] ?? null;
            if (expected === null) {
              expect(change).toBeUndefined();
              continue;
            }
            const { difference, ci95, pairs, strata } = expected;
            const p = adjusted[place] ?? null;
            if (compare !== 'baseline') expect(change?.from).toEqual(expected.from);
            const half = ci95 ? (ci95[1] - ci95[0]) / 2 : null;
            expect([
              change?.difference,
              difference,
              isRounded(change?.difference ?? null, difference, { scale: half }),
            ]).toEqual([change?.difference, difference, true]);
            expect([change?.ci95, ci95, isRoundedInterval(change?.ci95 ?? null, ci95)]).toEqual([
              change?.ci95,
              ci95,
              true,
            ]);
            const { verdict, reason } = verdictOf(expected, p, among);
            // Within what integrals are good to, either verdict is right.
            if (p === null || Math.abs(p - 0.05) > 1e-6)
              expect([change?.verdict, change?.reason]).toEqual([verdict, reason]);
            expect([change?.p_adjusted, p, isRoundedP(change?.p_adjusted, p)]).toEqual([
              change?.p_adjusted,
              p,
              true,
            ]);
            expect(change?.paired).toBe(pairs?.length);
            expect(change?.strata).toBe(strata ?? undefined);
            expect(change?.flips).toEqual(expected.flips ?? undefined);
            if (pairs) {
              const equal = pairs.filter(([was, is]) => was === is).length / pairs.length;
              expect(isRounded(change?.agreement, equal, { scale: 1, least: RATE })).toBe(true);
            }
            if (expected.kappa !== undefined)
              expect(isRounded(change?.kappa, expected.kappa, { scale: 1, least: RATE })).toBe(true);
            if (pairs) met.paired += 1;
            if (strata) met.strata += 1;
            if (verdict === 'up' || verdict === 'down') met.directed += 1;
            if (reason === 'no spread') met.none += 1;
            if (reason?.startsWith('clear alone')) met.alone += 1;
          }
        },
      ),
      { numRuns: 90 },
    );
    expect(Object.entries(met).filter(([, times]) => times === 0)).toEqual([]);
  });
});
