import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Difference } from '../../../src/results/statistics/interval.ts';
import { differenceOfRates, pairedDifferenceOfRates } from '../../../src/results/statistics/newcombe.ts';
import { NORMAL_975 } from '../../../src/results/statistics/normal.ts';
import { wilson } from '../../../src/results/statistics/wilson.ts';
import { relativeError } from './relative-error.ts';

const rate = fc
  .tuple(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([n, share]) => ({ x: Math.round(n * share), n }));

// Newcombe (1998), Statist. Med. 17:857–872, Table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('the score interval of %i of %i is the published one', (x, n, low, high) => {
  const interval = wilson(x, n);
  expect(interval?.map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
});

test('a rate of nothing has no interval, and a rate at an end of the scale has that end exactly', () => {
  expect(wilson(0, 0)).toBeNull();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (n) => {
      expect(wilson(0, n)?.[0]).toBe(0);
      expect(wilson(n, n)?.[1]).toBe(1);
    }),
  );
});

test('the ends of the score interval solve its equation, by bisection', () => {
  fc.assert(
    fc.property(rate, ({ x, n }) => {
      const p = x / n;
      const distance = (theta: number) => (p - theta) ** 2 - (NORMAL_975 ** 2 * theta * (1 - theta)) / n;
      const [low = NaN, high = NaN] = wilson(x, n) ?? [];
      expect(relativeError([low, high], [bisect(distance, 0, p), bisect(distance, 1, p)])).toBeLessThan(1e-9);
      expect(low).toBeLessThanOrEqual(p);
      expect(high).toBeGreaterThanOrEqual(p);
    }),
  );
});

// Newcombe (1998), Statist. Med. 17:873–890, Table II, examples (a) and (b), method 10.
test.each([
  [{ x: 48, n: 80 }, { x: 56, n: 70 }, 0.2, 0.0524, 0.3339],
  [{ x: 3, n: 10 }, { x: 9, n: 10 }, 0.6, 0.1705, 0.809],
])('the difference from %o to %o has the published interval', (from, to, difference, low, high) => {
  const found = differenceOfRates(from, to);
  expect(found.difference).toBeCloseTo(difference, 12);
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
  const found = pairedDifferenceOfRates(table);
  const n = table.both + table.toOnly + table.fromOnly + table.neither;
  expect(found.difference).toBe((table.toOnly - table.fromOnly) / n);
  expect(found.ci95?.map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
});

test('an empty side has no difference', () => {
  expect(differenceOfRates({ x: 0, n: 0 }, { x: 1, n: 2 })).toEqual({ difference: null, ci95: null });
  expect(differenceOfRates({ x: 1, n: 2 }, { x: 0, n: 0 })).toEqual({ difference: null, ci95: null });
  expect(pairedDifferenceOfRates({ both: 0, fromOnly: 0, toOnly: 0, neither: 0 })).toEqual({
    difference: null,
    ci95: null,
  });
});

test('a difference lies in its interval, within −1 to 1, and turns round with its sides', () => {
  fc.assert(
    fc.property(rate, rate, (from, to) => {
      const there = differenceOfRates(from, to);
      expect(inOrder(there)).toBe(true);
      expect(relativeError(figures(differenceOfRates(to, from)), turned(there))).toBeLessThan(1e-12);
    }),
  );
});

test('a paired difference lies in its interval, within −1 to 1, and turns round with its sides', () => {
  const cell = fc.integer({ min: 0, max: 500 });
  fc.assert(
    fc.property(cell, cell, cell, fc.integer({ min: 1, max: 500 }), (both, fromOnly, toOnly, neither) => {
      const there = pairedDifferenceOfRates({ both, fromOnly, toOnly, neither });
      const back = pairedDifferenceOfRates({ both, fromOnly: toOnly, toOnly: fromOnly, neither });
      expect(inOrder(there)).toBe(true);
      expect(relativeError(figures(back), turned(there))).toBeLessThan(1e-12);
    }),
  );
});

test('pairs without any correlation give the interval of independent rates', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (cell) => {
      const paired = pairedDifferenceOfRates({ both: cell, fromOnly: cell, toOnly: cell, neither: cell });
      const independent = differenceOfRates({ x: 2 * cell, n: 4 * cell }, { x: 2 * cell, n: 4 * cell });
      expect(relativeError(figures(paired), figures(independent))).toBeLessThan(1e-12);
    }),
  );
});

function figures({ difference, ci95 }: Difference): number[] {
  return [difference ?? NaN, ...(ci95 ?? [])];
}

function turned({ difference, ci95 }: Difference): number[] {
  return [difference ?? NaN, ci95?.[1] ?? NaN, ci95?.[0] ?? NaN].map((figure) => -figure);
}

function inOrder({ difference, ci95 }: Difference): boolean {
  const places = [-1 - 1e-12, ci95?.[0] ?? NaN, difference ?? NaN, ci95?.[1] ?? NaN, 1 + 1e-12];
  return places.every((place, i) => i === 0 || (places[i - 1] ?? NaN) <= place);
}

/** Where `f` is 0 between a place where it is positive and one where it is not; `other` when it never is positive. */
function bisect(f: (x: number) => number, positive: number, other: number): number {
  let [outside, inside] = [positive, other];
  for (let step = 0; step < 100; step += 1) {
    const middle = (outside + inside) / 2;
    if (f(middle) > 0) outside = middle;
    else inside = middle;
  }
  return inside;
}
