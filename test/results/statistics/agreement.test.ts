import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blandAltman, correctedRate, kappa } from '../../../src/results/statistics/agreement.ts';

const table = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc.array(fc.array(fc.nat(50), { minLength: size, maxLength: size }), {
    minLength: size,
    maxLength: size,
  }),
);
const labelled = fc
  .integer({ min: 10, max: 200 })
  .chain((n) => fc.record({ right: fc.integer({ min: 0, max: n }), n: fc.constant(n) }));
const entry = fc.record({
  rate: fc.double({ min: 0, max: 1, noNaN: true }),
  n: fc.integer({ min: 20, max: 100_000 }),
  trueVerdicts: labelled,
  falseVerdicts: labelled,
});

test('two judges of 200 cases agree less than chance would have it', () => {
  // Cohen (1960), Table 1: 0.29 agreed, 0.35 by chance.
  const found = kappa([
    [50, 26, 24],
    [24, 4, 32],
    [6, 30, 4],
  ]);
  expect(found).toBeCloseTo((0.29 - 0.35) / (1 - 0.35), 12);
});

test('two pathologists agree moderately', () => {
  // Agresti (2013), Categorical Data Analysis, 3rd ed., Table 11.9: kappa 0.493.
  const found = kappa([
    [22, 2, 2, 0],
    [5, 7, 14, 0],
    [0, 2, 36, 0],
    [0, 1, 17, 10],
  ]);
  expect(found).toBeCloseTo(0.493, 3);
});

test('kappa is 1 for full agreement, 0 for what chance gives, and null where chance is always right', () => {
  expect(
    kappa([
      [7, 0],
      [0, 3],
    ]),
  ).toBe(1);
  expect(
    kappa([
      [12, 6],
      [6, 3],
    ]),
  ).toBe(0);
  expect(
    kappa([
      [0, 0],
      [0, 9],
    ]),
  ).toBeNull();
  expect(
    kappa([
      [0, 9],
      [0, 0],
    ]),
  ).toBe(0);
  expect(kappa([])).toBeNull();
  expect(
    kappa([
      [0, 0],
      [0, 0],
    ]),
  ).toBeNull();
});

test('kappa is the same whoever is asked first and however values are ordered', () => {
  fc.assert(
    fc.property(table, (table) => {
      const found = kappa(table);
      expect(kappa(table.map((_, i) => table.map((row) => row[i] ?? NaN)))).toBe(found);
      expect(kappa(table.map((row) => row.toReversed()).toReversed())).toBe(found);
      if (found !== null) expect(found >= -1 && found <= 1).toBe(true);
    }),
  );
});

test('a map corrected by 872 labelled places has the published share and about its interval', () => {
  // Loss of forest: the mapped share is 828,837 of 33,896,120 pixels; of 436 places on either side 410 and 369 were
  // mapped right. Card (1982), Photogramm. Eng. Remote Sens. 48:431–439, by the R package mapac: 0.1729 ± 0.0331 with a
  // symmetric interval and no labels added.
  const found = correctedRate({
    rate: 828_837 / 33_896_120,
    n: 33_896_120,
    trueVerdicts: { right: 410, n: 436 },
    falseVerdicts: { right: 369, n: 436 },
  });
  expect(found?.rate).toBeCloseTo(0.1729063, 7);
  const [low = NaN, high = NaN] = found?.ci95 ?? [];
  expect((high - low) / 2).toBeCloseTo(0.0331, 3);
});

test('the interval is the one of the delta method, worked out by hand', () => {
  // 0.8 · 0.9 + 0.2 · 0.3 = 0.78; with a right and a wrong label more 37/42 and 15/22 are right.
  const found = correctedRate({
    rate: 0.8,
    n: 400,
    trueVerdicts: { right: 36, n: 40 },
    falseVerdicts: { right: 14, n: 20 },
  });
  expect(found?.rate).toBeCloseTo(0.78, 12);
  const variance =
    ((37 / 42 + 15 / 22 - 1) ** 2 * 0.16) / 400 + (0.64 * 37 * 5) / 42 ** 3 + (0.04 * 15 * 7) / 22 ** 3;
  const half = (1.959963984540054 * Math.sqrt(variance)) / (0.78 * 0.22);
  const logit = Math.log(0.78 / 0.22);
  expect(found?.ci95?.[0]).toBeCloseTo(1 / (1 + Math.exp(half - logit)), 12);
  expect(found?.ci95?.[1]).toBeCloseTo(1 / (1 + Math.exp(-half - logit)), 12);
});

test('ten labels beside each verdict are needed', () => {
  const ten = { right: 9, n: 10 };
  const nine = { right: 9, n: 9 };
  const rate = { rate: 0.5, n: 100 };
  expect(correctedRate({ ...rate, trueVerdicts: ten, falseVerdicts: ten })).not.toBeNull();
  expect(correctedRate({ ...rate, trueVerdicts: nine, falseVerdicts: ten })).toBeNull();
  expect(correctedRate({ ...rate, trueVerdicts: ten, falseVerdicts: nine })).toBeNull();
});

test('a rate of 0 or 1 has no interval', () => {
  const right = { right: 10, n: 10 };
  const wrong = { right: 0, n: 10 };
  const most = { right: 8, n: 10 };
  const all = { rate: 1, n: 100 };
  expect(correctedRate({ ...all, trueVerdicts: right, falseVerdicts: most })).toEqual({
    rate: 1,
    ci95: null,
  });
  expect(correctedRate({ ...all, trueVerdicts: most, falseVerdicts: most })).toEqual({
    rate: 0.8,
    ci95: null,
  });
  const half = { rate: 0.5, n: 100 };
  expect(correctedRate({ ...half, trueVerdicts: wrong, falseVerdicts: right })).toEqual({
    rate: 0,
    ci95: null,
  });
});

test('verdicts that are always right leave the rate as it is; an interval holds its rate within 0 and 1', () => {
  fc.assert(
    fc.property(entry, (entry) => {
      const right = (n: number) => ({ right: n, n });
      const { trueVerdicts, falseVerdicts } = entry;
      const same = { trueVerdicts: right(trueVerdicts.n), falseVerdicts: right(falseVerdicts.n) };
      expect(correctedRate({ ...entry, ...same })?.rate).toBe(entry.rate);
      const { rate = NaN, ci95 } = correctedRate(entry) ?? {};
      expect(rate >= 0 && rate <= 1).toBe(true);
      if (!ci95) return;
      expect(ci95[0] > 0 && ci95[0] <= rate && rate <= ci95[1] && ci95[1] < 1).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('the rate of the opposite is what is left, with its interval mirrored', () => {
  fc.assert(
    fc.property(entry, ({ rate, n, trueVerdicts, falseVerdicts }) => {
      const found = correctedRate({ rate, n, trueVerdicts, falseVerdicts });
      const opposite = correctedRate({
        rate: 1 - rate,
        n,
        trueVerdicts: falseVerdicts,
        falseVerdicts: trueVerdicts,
      });
      expect(opposite?.rate).toBeCloseTo(1 - (found?.rate ?? NaN), 12);
      if (!found?.ci95 || !opposite?.ci95) return;
      // Near 0 and 1 the rate itself has few digits left.
      fc.pre(found.rate > 1e-3 && found.rate < 1 - 1e-3);
      expect(opposite.ci95[0]).toBeCloseTo(1 - found.ci95[1], 9);
      expect(opposite.ci95[1]).toBeCloseTo(1 - found.ci95[0], 9);
    }),
  );
});

test('two meters for peak expiratory flow are 2 litres a minute apart, give or take 39', () => {
  // Bland and Altman (1986), Table 1, the first measurement by each: mean −2.1, standard deviation 38.8.
  const large = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427];
  const mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];
  const found = blandAltman(large.map((flow, i) => flow - (mini[i] ?? NaN)));
  expect(found.mean).toBeCloseTo(-2.1, 1);
  expect(found.sd).toBeCloseTo(38.8, 1);
  expect(blandAltman([])).toEqual({ mean: null, sd: null });
  expect(blandAltman([1.5])).toEqual({ mean: 1.5, sd: null });
});
