import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  meanDifference,
  pairedMeanDifference,
  stratifiedMeanDifference,
  type MeanStratum,
} from '../../../src/results/statistics/mean-difference.ts';
import { studentInterval } from '../../../src/results/statistics/student-interval.ts';
import type { Values } from '../../../src/results/statistics/descriptive.ts';
import { figures, turned } from './difference.ts';
import { relativeError } from './relative-error.ts';

const NONE = { difference: null, ci95: null, p: null };

const finite = fc.double({ noDefaultInfinity: true, noNaN: true });
/** Numbers that a large one can be added to without rounding. */
const coarse = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((k) => k / 1024);
const values = (minLength: number) => fc.array(coarse, { minLength, maxLength: 40 });
const strata = fc.array(fc.record({ from: values(1), to: values(1) }), { minLength: 1, maxLength: 5 });

// The hours of sleep that two drugs gave ten patients, from "Student" (1908), Biometrika 6:1–25; what R prints for them.
const DRUG_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const DRUG_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

test("Student's sleep data have the interval and p of Welch that R's t.test prints", () => {
  const found = meanDifference(DRUG_1, DRUG_2);
  expect(relativeError(figures(found), [1.58, -0.205483230711711, 3.36548323071171])).toBeLessThan(1e-9);
  expect(found.p).toBeCloseTo(0.0793941401873582, 12);
});

test("Student's sleep data have the paired interval and p that R's t.test prints", () => {
  const found = pairedMeanDifference(DRUG_2.map((hours, i) => hours - (DRUG_1[i] ?? NaN)));
  expect(relativeError(figures(found), [1.58, 0.700114236723018, 2.45988576327698])).toBeLessThan(1e-9);
  expect(found.p).toBeCloseTo(0.00283289019738427, 12);
});

test("Student's sleep data as one stratum have the p that R's t.test prints for equal variances", () => {
  const found = stratifiedMeanDifference([{ from: DRUG_1, to: DRUG_2 }]);
  expect(found.difference).toBeCloseTo(1.58, 12);
  expect(found.p).toBeCloseTo(0.0791867142159381, 12);
});

test('warp breaks of two wools at three tensions have the p of their analysis of variance', () => {
  // Tukey (1977), Exploratory Data Analysis; on the page of R's warpbreaks, anova(lm(breaks ~ wool * tension)) gives
  // the wool an F of 3.7653 with 1 and 48 degrees of freedom and a p of 0.058213.
  const found = stratifiedMeanDifference([
    { from: [26, 30, 54, 25, 70, 52, 51, 26, 67], to: [27, 14, 29, 19, 29, 31, 41, 20, 44] },
    { from: [18, 21, 29, 17, 12, 18, 35, 30, 36], to: [42, 26, 19, 16, 39, 28, 21, 39, 29] },
    { from: [36, 21, 24, 18, 10, 43, 28, 15, 26], to: [20, 21, 24, 17, 13, 15, 15, 16, 28] },
  ]);
  expect(found.difference).toBeCloseTo(-5.7778, 4);
  expect(found.p).toBeCloseTo(0.058213, 6);
});

test('the interval of a mean is the one of Student, not clipped to what values there are', () => {
  // t at 0.975 with three degrees of freedom.
  const half = 0.25 * 3.18244630528371;
  expect(relativeError(studentInterval([0, 0, 0, 1]) ?? [], [0.25 - half, 0.25 + half])).toBeLessThan(1e-9);
  expect(studentInterval([])).toBeNull();
  expect(studentInterval([3])).toBeNull();
  expect(studentInterval([4, 4, 4])).toBeNull();
});

test('without values on a side there is no difference, without two on each no interval', () => {
  expect(meanDifference([], [1, 2])).toEqual(NONE);
  expect(meanDifference([1, 2], [])).toEqual(NONE);
  expect(meanDifference([3], [1, 2])).toEqual({ difference: -1.5, ci95: null, p: null });
  expect(meanDifference([1, 2], [3])).toEqual({ difference: 1.5, ci95: null, p: null });
  expect(pairedMeanDifference([])).toEqual(NONE);
  expect(pairedMeanDifference([2])).toEqual({ difference: 2, ci95: null, p: null });
  expect(stratifiedMeanDifference([])).toEqual(NONE);
  expect(stratifiedMeanDifference([{ from: [], to: [1, 2] }])).toEqual(NONE);
  expect(
    stratifiedMeanDifference([
      { from: [1], to: [2] },
      { from: [4], to: [7] },
    ]),
  ).toEqual({ difference: 2, ci95: null, p: null });
});

test('without a spread there is no interval; a spread on one side is enough', () => {
  expect(meanDifference([4, 4, 4], [5, 5])).toEqual({ difference: 1, ci95: null, p: null });
  expect(pairedMeanDifference([0.5, 0.5, 0.5])).toEqual({ difference: 0.5, ci95: null, p: null });
  expect(stratifiedMeanDifference([{ from: [1, 1], to: [2, 2] }])).toEqual({
    difference: 1,
    ci95: null,
    p: null,
  });
  // With one side constant Welch's test is the one-sample test of the other: R, t.test(c(5, 5, 4, 5), mu = 4).
  const found = meanDifference([4, 4, 4], [5, 5, 4, 5]);
  expect(found.difference).toBe(0.75);
  expect(found.p).toBeCloseTo(0.05766889, 8);
});

test('what rounding makes of equal differences is no spread', () => {
  // R: t.test((4:2) / 10 - (3:1) / 10) stops, the data being essentially constant.
  const found = pairedMeanDifference([0.4 - 0.3, 0.3 - 0.2, 0.2 - 0.1]);
  expect(found.difference).toBeCloseTo(0.1, 15);
  expect(found).toMatchObject({ ci95: null, p: null });
  const thirds = [1 - 2 / 3, 2 / 3 - 1 / 3, 1 / 3, 1 / 3, 1 - 2 / 3];
  expect(pairedMeanDifference(thirds)).toMatchObject({ ci95: null, p: null });
});

test('differences turn round with their sides, and keep their p', () => {
  fc.assert(
    fc.property(values(2), values(2), strata, (from, to, strata) => {
      const [there, back] = [meanDifference(from, to), meanDifference(to, from)];
      expect(relativeError(figures(back), turned(there))).toBeLessThan(1e-9);
      expect(relativeError([back.p], [there.p])).toBeLessThan(1e-12);
      const [up, down] = [
        stratifiedMeanDifference(strata),
        stratifiedMeanDifference(strata.map(({ from, to }) => ({ from: to, to: from }))),
      ];
      expect(relativeError(figures(down), turned(up))).toBeLessThan(1e-9);
      expect(relativeError([down.p], [up.p])).toBeLessThan(1e-12);
    }),
  );
});

test('far from 0 a difference is what it is near 0; in another unit it is that many of them', () => {
  const shift = fc.constantFrom(2 ** 10, -(2 ** 30), 2 ** 32);
  const unit = fc.constantFrom(0.001, 3, 60_000, 1e300, 1e-300);
  fc.assert(
    fc.property(values(2), values(2), shift, unit, (from, to, shift, unit) => {
      const near = meanDifference(from, to);
      fc.pre(near.p !== null);
      const far = meanDifference(
        from.map((x) => x + shift),
        to.map((x) => x + shift),
      );
      expect(relativeError(figures(far), figures(near))).toBeLessThan(1e-9);
      expect(relativeError([far.p], [near.p])).toBeLessThan(1e-9);
      const scaled = meanDifference(
        from.map((x) => x * unit),
        to.map((x) => x * unit),
      );
      const inUnits = figures(scaled).map((figure) => figure / unit);
      expect(relativeError(inUnits, figures(near))).toBeLessThan(1e-9);
      expect(relativeError([scaled.p], [near.p])).toBeLessThan(1e-9);
    }),
  );
});

test('what is common to both sides of a stratum makes no difference', () => {
  fc.assert(
    fc.property(strata, fc.array(coarse, { minLength: 5, maxLength: 5 }), (strata, levels) => {
      const plain = stratifiedMeanDifference(strata);
      fc.pre(plain.p !== null);
      const levelled = strata.map(({ from, to }, i) => ({
        from: from.map((x) => x + (levels[i] ?? 0)),
        to: to.map((x) => x + (levels[i] ?? 0)),
      }));
      const found = stratifiedMeanDifference(levelled);
      expect(relativeError(figures(found), figures(plain))).toBeLessThan(1e-9);
      expect(relativeError([found.p], [plain.p])).toBeLessThan(1e-9);
    }),
  );
});

test('a stratum without values on a side changes nothing', () => {
  fc.assert(
    fc.property(strata, values(1), (strata, more) => {
      const withEmpty = [{ from: [], to: more }, ...strata, { from: more, to: [] }];
      expect(stratifiedMeanDifference(withEmpty)).toEqual(stratifiedMeanDifference(strata));
    }),
  );
});

test('the p is below 0.05 just where the interval leaves out 0', () => {
  fc.assert(
    fc.property(values(2), values(2), strata, (from, to, strata) => {
      for (const found of [
        meanDifference(from, to),
        pairedMeanDifference(from),
        stratifiedMeanDifference(strata),
      ]) {
        const { p, ci95 } = found;
        if (p === null || ci95 === null || Math.abs(p - 0.05) < 1e-9) continue;
        expect(ci95[0] > 0 || ci95[1] < 0).toBe(p < 0.05);
      }
    }),
  );
});

test('of any finite numbers the figures are numbers or null', () => {
  const side = fc.array(finite, { maxLength: 6 });
  const proper = (figure: number | null) => figure === null || Number.isFinite(figure);
  fc.assert(
    fc.property(side, side, side, (from, to, more) => {
      const stratified: MeanStratum[] = [
        { from, to },
        { from: to, to: more },
      ];
      for (const { difference, ci95, p } of [
        meanDifference(from, to),
        pairedMeanDifference(from),
        stratifiedMeanDifference(stratified),
      ]) {
        expect([difference, ...(ci95 ?? [])].every(proper)).toBe(true);
        expect(p === null || (p >= 0 && p <= 1)).toBe(true);
        if (ci95) expect(ci95[0] <= (difference ?? NaN) && (difference ?? NaN) <= ci95[1]).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('numbers near the largest one are compared like any others', () => {
  const large = (values: Values) => Array.from(values, (x) => x * 1e307);
  const found = meanDifference(large(DRUG_1), large(DRUG_2));
  expect(found.p).toBeCloseTo(0.0793941401873582, 12);
  expect((found.ci95?.[1] ?? NaN) / 1e307).toBeCloseTo(3.36548323071171, 9);
  // The difference itself is beyond it.
  expect(meanDifference([-1.7e308, -1.6e308], [1.7e308, 1.6e308])).toMatchObject({
    difference: null,
    ci95: null,
  });
});
