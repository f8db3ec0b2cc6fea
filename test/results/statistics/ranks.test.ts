import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalTail } from '../../../src/results/statistics/normal.ts';
import { rankSumP, signedRankP } from '../../../src/results/statistics/ranks.ts';

const score = fc.integer({ min: -5, max: 5 });
const scores = (minLength: number) => fc.array(score, { minLength, maxLength: 40 });

test('ozone in May and in August has the p of the example on the page of wilcox.test', () => {
  // New York, 1973: Chambers et al. (1983), Graphical Methods for Data Analysis; R's airquality.
  const may = [
    41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37,
  ];
  const august = [
    39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
  ];
  expect(rankSumP(may, august)).toBeCloseTo(0.0001208, 7);
});

test('permeability of membranes has the p of the large-sample test', () => {
  // Hollander and Wolfe (1973), p. 69, on the same page: W = 35 of 10 and 5, z = 10 / √(50 · 16 / 12) without the
  // correction, one-sided p 0.1103; the correction takes half a rank from the 10.
  const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const earlier = [1.15, 0.88, 0.9, 0.74, 1.21];
  expect(normalTail(10 / Math.sqrt((50 * 16) / 12)) / 2).toBeCloseTo(0.1103, 4);
  expect(rankSumP(earlier, term)).toBeCloseTo(normalTail(9.5 / Math.sqrt((50 * 16) / 12)), 12);
});

test('what rounding tells apart is a tie, as in the last example on that page', () => {
  // wilcox.test(4:2, 3:1, paired = TRUE), and the same in tenths with digits.rank = 9.
  expect(signedRankP([1, 1, 1])).toBeCloseTo(0.1489, 4);
  expect(signedRankP([0.4 - 0.3, 0.3 - 0.2, 0.2 - 0.1])).toBe(signedRankP([1, 1, 1]));
});

test('depression scores before and after a tranquillizer have the p of the large-sample test', () => {
  // Hollander and Wolfe (1973), p. 29, on the same page: V = 5 of 9, one-sided p 0.01908 without the correction.
  const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  const error = Math.sqrt((9 * 10 * 19) / 24);
  expect(normalTail((22.5 - 5) / error) / 2).toBeCloseTo(0.01908, 5);
  const differences = second.map((score, i) => score - (first[i] ?? NaN));
  expect(signedRankP(differences)).toBeCloseTo(normalTail((22.5 - 5 - 0.5) / error), 12);
});

test('without values on a side, or a spread to rank, there is no p', () => {
  expect(rankSumP([], [1, 2])).toBeNull();
  expect(rankSumP([1, 2], [])).toBeNull();
  expect(rankSumP([3, 3, 3], [3, 3])).toBeNull();
  expect(signedRankP([])).toBeNull();
  expect(signedRankP([0, -0, 0])).toBeNull();
  expect(rankSumP([0, 0], [-0, 1])).not.toBeNull();
});

test('sides that are ranked alike have a p of 1', () => {
  expect(rankSumP([1, 4], [2, 3])).toBe(1);
  expect(signedRankP([1, -1, 2, -2])).toBe(1);
});

test('the p of the rank sum is the one of counting, for each pair of values, which is larger', () => {
  fc.assert(
    fc.property(scores(1), scores(1), (from, to) => {
      const all = [...from, ...to];
      fc.pre(new Set(all).size > 1);
      const wins = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0);
      const u = sum(to.map((a) => sum(from.map((b) => wins(a, b)))));
      const n = all.length;
      const ties = sum([...new Set(all)].map((value) => cubeLess(all.filter((x) => x === value).length)));
      const variance = ((from.length * to.length) / 12) * (n + 1 - ties / (n * (n - 1)));
      const off = Math.max(0, Math.abs(u - (from.length * to.length) / 2) - 0.5);
      expect(rankSumP(from, to)).toBeCloseTo(normalTail(off / Math.sqrt(variance)), 12);
    }),
  );
});

test('the p of the signed ranks is the one of ranking by comparison with each', () => {
  fc.assert(
    fc.property(scores(1), (differences) => {
      const told = differences.filter((x) => x !== 0);
      fc.pre(told.length > 0);
      const sizes = told.map(Math.abs);
      const rank = (size: number) =>
        sizes.filter((x) => x < size).length + (sizes.filter((x) => x === size).length + 1) / 2;
      const v = sum(told.filter((x) => x > 0).map(rank));
      const n = told.length;
      const ties = sum([...new Set(sizes)].map((size) => cubeLess(sizes.filter((x) => x === size).length)));
      const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
      const off = Math.max(0, Math.abs(v - (n * (n + 1)) / 4) - 0.5);
      expect(signedRankP(differences)).toBeCloseTo(normalTail(off / Math.sqrt(variance)), 12);
    }),
  );
});

test('the p stays when sides change places, and whatever keeps the order is done to the values', () => {
  fc.assert(
    fc.property(scores(1), scores(1), (from, to) => {
      const p = rankSumP(from, to);
      expect(rankSumP(to, from)).toBe(p);
      const cubed = (values: readonly number[]) => values.map((x) => x ** 3 + 7e6);
      expect(rankSumP(cubed(from), cubed(to))).toBe(p);
      expect(rankSumP(Float64Array.from(from), Float64Array.from(to).reverse())).toBe(p);
      const changed = signedRankP(from);
      expect(signedRankP(from.map((x) => -x))).toBe(changed);
      expect(signedRankP(from.map((x) => x * 0.1))).toBe(changed);
      expect(signedRankP([...from, 0, -0])).toBe(changed);
    }),
  );
});

test('of any finite numbers the p is a probability or null', () => {
  const side = fc.array(fc.double({ noDefaultInfinity: true, noNaN: true }), { maxLength: 12 });
  fc.assert(
    fc.property(side, side, (from, to) => {
      for (const p of [rankSumP(from, to), signedRankP(from)])
        expect(p === null || (p >= 0 && p <= 1)).toBe(true);
    }),
  );
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function cubeLess(ties: number): number {
  return ties ** 3 - ties;
}
