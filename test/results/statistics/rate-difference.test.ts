import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NORMAL_975 } from '../../../src/results/statistics/normal.ts';
import {
  pairedRateDifference,
  rateDifference,
  stratifiedRateDifference,
  type RateStratum,
} from '../../../src/results/statistics/rate-difference.ts';
import { figures, inOrder, turned } from './difference.ts';
import { relativeError } from './relative-error.ts';

const NONE = { difference: null, ci95: null };

const rate = fc.record({
  p: fc.double({ min: 0, max: 1, noNaN: true }),
  n: fc.integer({ min: 1, max: 100_000 }),
});
const count = (most: number) =>
  fc
    .integer({ min: 1, max: most })
    .chain((n) => fc.record({ x: fc.integer({ min: 0, max: n }), n: fc.constant(n) }));
const strata = fc.array(fc.record({ from: count(60), to: count(60) }), { minLength: 1, maxLength: 8 });

// Newcombe (1998), Statist. Med. 17:873–890, Table II, examples (a) to (h), method 10; the sides are the other way round.
test.each([
  [48, 80, 56, 70, 0.0524, 0.3339],
  [3, 10, 9, 10, 0.1705, 0.809],
  [2, 7, 6, 7, 0.0582, 0.8062],
  [0, 29, 5, 56, -0.0381, 0.1926],
  [0, 20, 0, 10, -0.1611, 0.2775],
  [0, 10, 0, 10, -0.2775, 0.2775],
  [0, 20, 10, 10, 0.6791, 1],
  [0, 10, 10, 10, 0.6075, 1],
])('the difference from %i of %i to %i of %i has the published interval', (x, m, y, n, low, high) => {
  const found = rateDifference({ p: x / m, n: m }, { p: y / n, n });
  expect(found.difference).toBe(y / n - x / m);
  expect(found.ci95?.map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
});

// The first four: Newcombe (1998), Statist. Med. 17:2635–2650, method 10. The fifth: Altman, Machin, Bryant and
// Gardner (2000), Statistics with Confidence, Table 6.2.
test.each([
  [{ both: 36, toOnly: 12, fromOnly: 2, neither: 0 }, 0.0569, 0.3404],
  [{ both: 18, toOnly: 12, fromOnly: 2, neither: 18 }, 0.0562, 0.329],
  [{ both: 53, toOnly: 0, fromOnly: 0, neither: 1 }, -0.0729, 0.0729],
  [{ both: 0, toOnly: 30, fromOnly: 0, neither: 0 }, 0.8395, 1],
  [{ both: 14, toOnly: 5, fromOnly: 0, neither: 22 }, 0.0115, 0.2265],
])('the paired difference of %o has the published interval', (table, low, high) => {
  const found = pairedRateDifference(table);
  const n = table.both + table.toOnly + table.fromOnly + table.neither;
  expect(found.difference).toBe((table.toOnly - table.fromOnly) / n);
  expect(found.ci95?.map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
});

test('the difference over six strata has the standard error that SAS prints', () => {
  // The example of `prop_diff_cmh` in the R package tern 0.9, whose own test gives what PROC FREQ says of it with
  // COMMONRISKDIFF: an estimate of −0.1377 with a standard error of 0.1081 by Sato's variance.
  const found = stratifiedRateDifference([
    { from: { x: 1, n: 4 }, to: { x: 3, n: 8 } },
    { from: { x: 8, n: 11 }, to: { x: 2, n: 9 } },
    { from: { x: 3, n: 8 }, to: { x: 1, n: 4 } },
    { from: { x: 4, n: 11 }, to: { x: 8, n: 9 } },
    { from: { x: 9, n: 13 }, to: { x: 2, n: 6 } },
    { from: { x: 7, n: 11 }, to: { x: 1, n: 6 } },
  ]);
  expect(found.difference).toBeCloseTo(-0.1376866, 7);
  const [low = NaN, high = NaN] = found.ci95 ?? [];
  expect((high - low) / 2 / NORMAL_975).toBeCloseTo(0.1080533, 7);
});

test('an empty side has no difference', () => {
  expect(rateDifference({ p: 0, n: 0 }, { p: 0.5, n: 2 })).toEqual(NONE);
  expect(rateDifference({ p: 0.5, n: 2 }, { p: 0, n: 0 })).toEqual(NONE);
  expect(pairedRateDifference({ both: 0, fromOnly: 0, toOnly: 0, neither: 0 })).toEqual(NONE);
  expect(stratifiedRateDifference([])).toEqual(NONE);
  expect(stratifiedRateDifference([{ from: { x: 0, n: 0 }, to: { x: 1, n: 2 } }])).toEqual(NONE);
});

test('a difference lies in its interval, within −1 to 1, and turns round with its sides', () => {
  fc.assert(
    fc.property(rate, rate, (from, to) => {
      const there = rateDifference(from, to);
      expect(inOrder(there)).toBe(true);
      expect(relativeError(figures(rateDifference(to, from)), turned(there))).toBeLessThan(1e-12);
    }),
  );
});

test('a paired difference lies in its interval, within −1 to 1, and turns round with its sides', () => {
  const cell = fc.integer({ min: 0, max: 500 });
  fc.assert(
    fc.property(cell, cell, cell, fc.integer({ min: 1, max: 500 }), (both, fromOnly, toOnly, neither) => {
      const there = pairedRateDifference({ both, fromOnly, toOnly, neither });
      const back = pairedRateDifference({ both, fromOnly: toOnly, toOnly: fromOnly, neither });
      expect(inOrder(there)).toBe(true);
      expect(relativeError(figures(back), turned(there))).toBeLessThan(1e-12);
    }),
  );
});

test('pairs without any correlation give the interval of independent rates', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (cell) => {
      const paired = pairedRateDifference({ both: cell, fromOnly: cell, toOnly: cell, neither: cell });
      const independent = rateDifference({ p: 0.5, n: 4 * cell }, { p: 0.5, n: 4 * cell });
      expect(relativeError(figures(paired), figures(independent))).toBeLessThan(1e-12);
    }),
  );
});

test('a stratified difference lies in its interval, within −1 to 1, and turns round with its sides', () => {
  fc.assert(
    fc.property(strata, (strata) => {
      const there = stratifiedRateDifference(strata);
      expect(inOrder(there)).toBe(true);
      expect(
        relativeError(figures(stratifiedRateDifference(strata.map(swapped))), turned(there)),
      ).toBeLessThan(1e-9);
    }),
  );
});

test('one stratum of equal sides has the variance of the two binomials', () => {
  fc.assert(
    fc.property(count(60), fc.double({ min: 0, max: 1, noNaN: true }), ({ x, n }, share) => {
      const y = Math.round(share * n);
      const [p, q] = [x / n, y / n];
      const variance = (p * (1 - p) + q * (1 - q)) / n;
      fc.pre(variance > 0);
      const half = NORMAL_975 * Math.sqrt(variance);
      const wanted = [q - p, Math.max(-1, q - p - half), Math.min(1, q - p + half)];
      expect(
        relativeError(figures(stratifiedRateDifference([{ from: { x, n }, to: { x: y, n } }])), wanted),
      ).toBeLessThan(1e-12);
    }),
  );
});

test('an easier mix of strata on one side makes no difference', () => {
  const found = stratifiedRateDifference([
    { from: { x: 90, n: 100 }, to: { x: 9, n: 10 } },
    { from: { x: 3, n: 10 }, to: { x: 30, n: 100 } },
  ]);
  expect(found.difference).toBeCloseTo(0, 12);
  expect(found.ci95?.[0]).toBeLessThan(-0.1);
  expect(found.ci95?.[1]).toBeGreaterThan(0.1);
});

test('a stratum without units on a side changes nothing', () => {
  fc.assert(
    fc.property(strata, count(60), (strata, { x, n }) => {
      const empty = { x: 0, n: 0 };
      const more = [{ from: empty, to: { x, n } }, ...strata, { from: { x, n }, to: empty }];
      expect(stratifiedRateDifference(more)).toEqual(stratifiedRateDifference(strata));
    }),
  );
});

test('strata that are all or nothing have the interval of independent rates, never one without a width', () => {
  const all = (n: number) => ({ x: n, n });
  const nothing = (n: number) => ({ x: 0, n });
  const up = stratifiedRateDifference([
    { from: nothing(10), to: all(12) },
    { from: nothing(7), to: all(9) },
  ]);
  expect(up).toEqual(rateDifference({ p: 0, n: 17 }, { p: 1, n: 21 }));
  const same = stratifiedRateDifference([
    { from: all(10), to: all(10) },
    { from: nothing(10), to: nothing(10) },
  ]);
  expect(same).toEqual(rateDifference({ p: 0.5, n: 20 }, { p: 0.5, n: 20 }));
});

function swapped({ from, to }: RateStratum): RateStratum {
  return { from: to, to: from };
}
