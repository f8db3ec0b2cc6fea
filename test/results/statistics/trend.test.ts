import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalTail } from '../../../src/results/statistics/normal.ts';
import { meanTrend, rateTrend } from '../../../src/results/statistics/trend.ts';

const FLAT = { slope: 0, p: 1 };

const finite = fc.double({ noDefaultInfinity: true, noNaN: true });
const counts = fc.array(
  fc
    .integer({ min: 0, max: 40 })
    .chain((n) => fc.record({ x: fc.integer({ min: 0, max: n }), n: fc.constant(n) })),
  { minLength: 2, maxLength: 12 },
);
const cells = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 }), {
  minLength: 2,
  maxLength: 12,
});

// Smokers among patients with lung cancer in four studies, Fleiss (1981), Statistical Methods for Rates and Proportions,
// p. 139; on the page of R's prop.trend.test with these scores.
test.each([
  [[1, 2, 3, 4], 0.004132],
  [[0, 0, 0, 1], 0.0004848],
])('smokers over studies scored %j have the published p', (scores, p) => {
  const patients = [86, 93, 136, 82];
  const groups = [83, 90, 129, 70].map((x, i) => ({ score: scores[i] ?? NaN, x, n: patients[i] ?? NaN }));
  const found = rateTrend(groups);
  expect(found.p / p).toBeCloseTo(1, 3);
  expect(found.slope).toBeLessThan(0);
});

test('malformations rise with what the mother drank', () => {
  // Agresti (2013), Categorical Data Analysis, 3rd ed., Table 3.8 and 5.3.5: z² = 6.57, p = 0.010.
  const found = rateTrend([
    { score: 0, x: 48, n: 17_114 },
    { score: 0.5, x: 38, n: 14_502 },
    { score: 1.5, x: 5, n: 793 },
    { score: 4, x: 1, n: 127 },
    { score: 7, x: 1, n: 38 },
  ]);
  expect(found.p).toBeCloseTo(normalTail(Math.sqrt(6.57)), 5);
  expect(found.slope).toBeGreaterThan(0);
});

test("the first of Anscombe's quartet has its slope and p", () => {
  // Anscombe (1973), Am. Stat. 27:17–21: slope 0.500 with a standard error of 0.118, R² 0.667; p 0.00217 by R's lm.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const found = meanTrend(x.map((score, i) => ({ score, values: [y[i] ?? NaN] })));
  expect(found.slope).toBeCloseTo(0.5000909, 7);
  expect(found.p).toBeCloseTo(0.002169629, 9);
});

test('units that are all alike, or all in one group, have no trend', () => {
  expect(rateTrend([])).toEqual(FLAT);
  expect(rateTrend([{ score: 3, x: 2, n: 9 }])).toEqual(FLAT);
  expect(
    rateTrend([
      { score: 1, x: 0, n: 5 },
      { score: 2, x: 0, n: 9 },
    ]),
  ).toEqual(FLAT);
  expect(
    rateTrend([
      { score: 1, x: 5, n: 5 },
      { score: 2, x: 9, n: 9 },
    ]),
  ).toEqual(FLAT);
  expect(
    rateTrend([
      { score: 0.1, x: 1, n: 3 },
      { score: 0.1, x: 5, n: 7 },
      { score: 0.1, x: 2, n: 11 },
      { score: 9, x: 0, n: 0 },
    ]),
  ).toEqual(FLAT);
  expect(meanTrend([])).toEqual(FLAT);
  expect(meanTrend([{ score: 1, values: [1, 2, 3] }])).toEqual(FLAT);
  const tenths = [1, 2, 3].map((score) => ({ score, values: [0.1, 0.1, 0.1] }));
  expect(meanTrend(tenths)).toEqual(FLAT);
  expect(
    meanTrend([
      { score: 0.1, values: [1] },
      { score: 0.1, values: [5, 4] },
      { score: 0.1, values: [2, 9] },
    ]),
  ).toEqual(FLAT);
});

test('values that are all alike have no trend, whatever rounding makes of their mean', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 9 });
  fc.assert(
    fc.property(finite, sizes, (value, sizes) => {
      const groups = sizes.map((n, score) => ({ score, values: Array.from({ length: n }, () => value) }));
      expect(meanTrend(groups)).toEqual(FLAT);
    }),
    { numRuns: 1000 },
  );
});

test('a rise and a fall that cancel have a slope of 0, in any unit', () => {
  const roof = (scores: readonly number[], low: number, high: number) =>
    meanTrend([low, high, low].map((value, i) => ({ score: scores[i] ?? NaN, values: [value] })));
  expect(roof([1, 2, 3], 5, 7)).toEqual(FLAT);
  expect(roof([0, 5e-324, 1e-323], 1e308, 1.5e308)).toEqual(FLAT);
});

test('two values are a line and prove nothing; three on a line prove it', () => {
  const line = (...values: number[]) => meanTrend(values.map((value, score) => ({ score, values: [value] })));
  expect(line(1, 3)).toEqual({ slope: 2, p: 1 });
  expect(line(1, 3, 5)).toEqual({ slope: 2, p: 0 });
});

test('the slope of a rate is the slope of its zeros and ones', () => {
  fc.assert(
    fc.property(counts, (counts) => {
      const ofRate = rateTrend(counts.map(({ x, n }, score) => ({ score, x, n })));
      const ofMean = meanTrend(
        counts.map(({ x, n }, score) => ({
          score,
          values: Array.from({ length: n }, (_, i) => (i < x ? 1 : 0)),
        })),
      );
      expect(ofRate.slope).toBeCloseTo(ofMean.slope, 12);
    }),
  );
});

test('of two groups the trend of the rate is the pooled test of two rates', () => {
  fc.assert(
    fc.property(counts, ([a, b]) => {
      fc.pre(a !== undefined && b !== undefined && a.n > 0 && b.n > 0);
      const p = (a.x + b.x) / (a.n + b.n);
      fc.pre(p > 0 && p < 1);
      const z = (b.x / b.n - a.x / a.n) / Math.sqrt(p * (1 - p) * (1 / a.n + 1 / b.n));
      const found = rateTrend([
        { score: 3, ...a },
        { score: 5, ...b },
      ]);
      expect(found.p).toBeCloseTo(normalTail(z), 10);
      expect(found.slope).toBeCloseTo((b.x / b.n - a.x / a.n) / 2, 12);
    }),
  );
});

test('backwards a trend has the other sign, and the same p wherever scores begin and whatever their unit', () => {
  const shift = fc.constantFrom(0, 1970, -1e6);
  const unit = fc.constantFrom(1, 7, 86_400_000, 1e-9);
  fc.assert(
    fc.property(counts, cells, shift, unit, (counts, cells, shift, unit) => {
      const trends = (score: (i: number) => number) => [
        rateTrend(counts.map(({ x, n }, i) => ({ score: score(i), x, n }))),
        meanTrend(cells.map((values, i) => ({ score: score(i), values }))),
      ];
      const [plain, back, moved] = [trends((i) => i), trends((i) => -i), trends((i) => (i + shift) * unit)];
      for (const [i, { slope, p }] of plain.entries()) {
        expect(back[i]?.slope).toBeCloseTo(-slope, 12);
        expect(back[i]?.p).toBeCloseTo(p, 9);
        expect((moved[i]?.slope ?? NaN) * unit).toBeCloseTo(slope, 7);
        expect(moved[i]?.p).toBeCloseTo(p, 7);
      }
    }),
  );
});

test('values in another unit, far from 0 or beside empty groups have the same p', () => {
  fc.assert(
    fc.property(cells, fc.constantFrom(1e-300, 0.5, 1e300), (cells, unit) => {
      const trend = (change: (x: number) => number) =>
        meanTrend(cells.map((values, score) => ({ score, values: values.map(change) })));
      const plain = trend((x) => x);
      expect(trend((x) => x * unit).slope / unit).toBeCloseTo(plain.slope, 9);
      expect(trend((x) => x * unit).p).toBeCloseTo(plain.p, 9);
      expect(trend((x) => x + 2 ** 30).p).toBeCloseTo(plain.p, 4);
      const more = meanTrend([
        ...cells.map((values, score) => ({ score, values })),
        { score: 1e9, values: [] },
      ]);
      expect(more).toEqual(plain);
    }),
  );
});

test('of any finite numbers the slope is finite and the p a probability', () => {
  const groups = fc.array(
    fc.record({
      score: finite,
      values: fc.array(finite, { maxLength: 4 }),
      n: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(groups, (groups) => {
      const rates = groups.map(({ score, n }, i) => ({ score, n, x: Math.min(n, i) }));
      for (const { slope, p } of [rateTrend(rates), meanTrend(groups)]) {
        expect(Number.isFinite(slope)).toBe(true);
        expect(p >= 0 && p <= 1).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});
