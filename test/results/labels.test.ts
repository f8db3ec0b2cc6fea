import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelledEntry, LabelledResults } from '../../src/results/figures/label-agreement.ts';
import type { LabelAgreement } from '../../src/results/figures/shape.ts';
import {
  agreementOf,
  labelledRows,
  type OracleAgreement,
  type OracleLabel,
} from '../support/oracle-labels.ts';
import { groupBy } from '../support/results-oracle.ts';
import { isRounded, isRoundedInterval } from '../support/results-differences.ts';
import { questionOf, RATE, summaryOf, type Options } from '../support/results-summary.ts';
import { CRITERIA, rowOf, START, TYPES, worldOf, worlds, type WorldRow } from '../support/results-worlds.ts';

const SHARE = { scale: 1, least: RATE };
const REASON = 'because';

type Value = boolean | number | string;
interface People {
  readonly metricId: string;
  /** Share of labels that are the judge's, in hundredths. */
  readonly agreed: number;
  readonly labelled: number;
  /** Results of all metrics together. */
  readonly rows: number;
  readonly salt: number;
}

/** What people say: mostly what the judge said of some of the conversations, and of some that it never saw. */
const people: fc.Arbitrary<People> = fc.record({
  metricId: fc.constantFrom(...Object.keys(TYPES)),
  agreed: fc.constantFrom(0, 50, 90, 100),
  labelled: fc.constantFrom(1, 12, 80, 80),
  rows: fc.constantFrom(12, 250, 2_400),
  salt: fc.nat(1_000),
});

function labelsFor(rows: readonly WorldRow[], asked: People): OracleLabel[] {
  const { metricId, agreed, labelled, salt } = asked;
  const others = {
    boolean: [true, false],
    numerical: [3, 5.25, 8],
    categorical: ['booked', 'declined', 'elsewhere'],
  }[TYPES[metricId] ?? 'boolean'];
  return Array.from({ length: labelled }, (_, place) => {
    const conversation = `conversation ${place}`;
    const drawn = (place * 7_919 + salt * 104_729) % 100;
    const seen = rows.findLast(
      ({ unit, value }) => unit === conversation && typeof value === typeof others[0],
    );
    const own = drawn < agreed ? seen?.value : undefined;
    return { conversation, label: own ?? others[(place + salt) % others.length] ?? true };
  });
}

function shownAgreement(
  rows: readonly WorldRow[],
  labels: readonly OracleLabel[],
  asked: Options,
): LabelAgreement | null {
  const values = new Map(labels.map(({ label }) => [String(label), label]));
  const labelled = new LabelledResults(
    new Map(labels.map(({ conversation, label }) => [conversation, String(label)])),
  );
  for (const row of rows) labelled.offer({ ...row, justification: REASON });
  const subject = labelledEntry(summaryOf(rows, asked).drawn.map((entry) => entry.subject));
  return subject
    ? labelled.against(
        subject,
        (label) => values.get(label) ?? null,
        (reason) => reason,
      )
    : null;
}

describe('agreement with people equals that of a plain computation', () => {
  it('of each type, with and without a criterion', () => {
    let met = { found: 0, corrected: 0, numbers: 0, none: 0 };
    fc.assert(
      fc.property(worlds, people, fc.constantFrom(...CRITERIA), (world, asked, criterion) => {
        const rows = worldOf({ ...world, rows: asked.rows }).filter(
          ({ metricId }) => metricId === asked.metricId,
        );
        const labels = labelsFor(rows, asked);
        const own = rows.length > 0 ? labelledRows(rows) : [];
        const shown = shownAgreement(rows, labels, { criterion });
        if (own.length === 0 || !shown) {
          expect([own.length, shown]).toEqual([0, null]);
          met.none += 1;
          return;
        }
        const exact = agreementOf(own, labels, questionOf({ criterion }));
        expect(shown).toMatchObject({ version: own[0]?.version, source_type: own[0]?.source });
        expect([shown.labelled, shown.found]).toEqual([labels.length, exact.found.length]);
        const cells = groupBy(exact.found, ({ label, value }) => JSON.stringify([label, value]));
        expect(
          new Map(shown.table.map(({ label, value, n }) => [JSON.stringify([label, value]), n])),
        ).toEqual(new Map([...cells].map(([cell, pairs]) => [cell, pairs.length])));
        expect(shown.table.map(({ n }) => n)).toEqual(
          shown.table.map(({ n }) => n).toSorted((first, second) => second - first),
        );
        expectFigures(shown, exact);
        expect(shown.disagreements ?? []).toEqual(
          exact.disagreements.slice(0, 10).map(({ conversation, label, value }) => ({
            conversation_id: conversation,
            label,
            value,
            justification: REASON,
          })),
        );
        met = {
          ...met,
          found: met.found + exact.found.length,
          corrected: met.corrected + (exact.corrected_rate?.ci95 ? 1 : 0),
          numbers: met.numbers + (exact.sd_of_differences ? 1 : 0),
        };
      }),
      { numRuns: 250 },
    );
    // Each kind of figure was met.
    expect(Object.entries(met).filter(([, times]) => times === 0)).toEqual([]);
  });
});

/** Every figure, rounded as its interval or spread says; the same ones are there. */
function expectFigures(shown: LabelAgreement, exact: OracleAgreement): void {
  const names = [
    'agreement',
    'kappa',
    'exact',
    'within_one',
    'mean_difference',
    'sd_of_differences',
  ] as const;
  const rates = ['right_when_true', 'right_when_false', 'corrected_rate'] as const;
  const all = [...names, ...rates];
  expect(all.filter((name) => shown[name] !== undefined)).toEqual(
    all.filter((name) => exact[name] !== undefined),
  );
  for (const name of names) {
    const figure = exact[name];
    if (figure === undefined) continue;
    const precision = name.includes('difference') ? { scale: exact.sd_of_differences ?? null } : SHARE;
    const holds = isRounded(shown[name], figure, precision);
    expect([name, shown[name], figure, holds]).toEqual([name, shown[name], figure, true]);
  }
  for (const name of rates) {
    const [figure, own] = [exact[name], shown[name]];
    if (!figure || !own) {
      expect([name, own]).toEqual([name, figure]);
      continue;
    }
    const [low = 0, high = 0] = figure.ci95 ?? [];
    const half = figure.ci95 ? (high - low) / 2 : null;
    expect([own, isRounded(own.rate, figure.rate, { scale: half, least: RATE })]).toEqual([own, true]);
    expect([own, isRoundedInterval(own.ci95, figure.ci95, RATE)]).toEqual([own, true]);
    if ('n' in own) expect(own).toMatchObject({ n: Object(figure).n });
  }
}

/** Pairs as an answer has them: each a conversation with a label and the judge's value. */
function ofPairs(metricId: string, pairs: readonly (readonly [label: Value, value: Value])[]) {
  const rows = pairs.map(([, value], unit) =>
    rowOf(unit, { metricId, version: 1, source: 'manual', unit, value, at: START }),
  );
  const labels = pairs.map(([label], place) => ({ conversation: `conversation ${place}`, label }));
  return shownAgreement(rows, labels, {});
}

const times = <T>(count: number, pair: T): T[] => Array.from({ length: count }, () => pair);

describe('published examples come out of the whole', () => {
  it('two judges of 200 cases agree less than chance would have it (Cohen 1960, Table 1)', () => {
    const table = [
      [50, 26, 24],
      [24, 4, 32],
      [6, 30, 4],
    ];
    const names = ['booked', 'declined', 'elsewhere'];
    const pairs = table.flatMap((row, i) =>
      row.flatMap((count, j) => times(count, [names[i] ?? '', names[j] ?? ''] as const)),
    );
    expect(ofPairs('c', pairs)).toMatchObject({ found: 200, agreement: 0.29, kappa: -0.092 });
  });

  it('a map of lost forest is right as often as its labelled places say (Card 1982, by the R package mapac)', () => {
    // User's accuracy 0.9403670 of 436 places and 0.8463303 of 436.
    const shown = ofPairs('b', [
      ...times(410, [true, true] as const),
      ...times(26, [false, true] as const),
      ...times(369, [false, false] as const),
      ...times(67, [true, false] as const),
    ]);
    expect(shown).toMatchObject({
      right_when_true: { n: 436, rate: 0.94 },
      right_when_false: { n: 436, rate: 0.846 },
    });
    // All of them are labelled: the corrected rate is the labels' own.
    expect(shown?.corrected_rate?.rate).toBeCloseTo((410 + 67) / 872, 3);
  });

  it('two meters for peak expiratory flow differ by -2.1, sd 38.8 (Bland and Altman 1986, Table 1)', () => {
    const large = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427];
    const mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];
    const pairs = large.map((flow, place) => [mini[place] ?? NaN, flow] as const);
    expect(ofPairs('n', pairs)).toMatchObject({
      exact: 0,
      within_one: 0.059,
      mean_difference: -2,
      sd_of_differences: 39,
    });
  });
});
