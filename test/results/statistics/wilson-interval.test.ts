import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NORMAL_975 } from '../../../src/results/statistics/normal.ts';
import { wilsonInterval } from '../../../src/results/statistics/wilson-interval.ts';
import { relativeError } from './relative-error.ts';

const units = fc.integer({ min: 1, max: 100_000 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

// Newcombe (1998), Statist. Med. 17:857–872, Table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('the score interval of %i of %i is the published one', (x, n, low, high) => {
  expect(wilsonInterval(x / n, n)?.map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
});

test('a rate of nothing has no interval', () => {
  expect(wilsonInterval(0, 0)).toBeNull();
});

test('an end is 0 or 1 just where the rate is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e15 }), share, (n, p) => {
      const [low = NaN, high = NaN] = wilsonInterval(p, n) ?? [];
      expect(low === 0).toBe(p === 0);
      expect(high === 1).toBe(p === 1);
      expect(low).toBeLessThanOrEqual(p);
      expect(high).toBeGreaterThanOrEqual(p);
    }),
    {
      examples: [
        [1e15, 5e-324],
        [1e15, 1 - 2 ** -53],
        [1, 5e-324],
        [1, 0],
        [1, 1],
      ],
    },
  );
});

test('the ends solve the equation of the interval, by bisection', () => {
  fc.assert(
    fc.property(units, share, (n, p) => {
      const distance = (theta: number) => (p - theta) ** 2 - (NORMAL_975 ** 2 * theta * (1 - theta)) / n;
      const ends = wilsonInterval(p, n) ?? [];
      expect(relativeError(ends, [bisect(distance, 0, p), bisect(distance, 1, p)])).toBeLessThan(1e-9);
    }),
  );
});

test('the interval of what is left is the interval, mirrored', () => {
  fc.assert(
    fc.property(units, share, (n, p) => {
      const [low = NaN, high = NaN] = wilsonInterval(p, n) ?? [];
      expect(relativeError(wilsonInterval(1 - p, n) ?? [], [1 - high, 1 - low])).toBeLessThan(1e-12);
    }),
  );
});

test('a larger rate has higher ends, and more units a narrower interval', () => {
  fc.assert(
    fc.property(units, share, share, (n, p, q) => {
      const width = (n: number) => {
        const [low = NaN, high = NaN] = wilsonInterval(p, n) ?? [];
        return high - low;
      };
      expect(width(2 * n)).toBeLessThan(width(n));
      const [smaller, larger] = [wilsonInterval(Math.min(p, q), n), wilsonInterval(Math.max(p, q), n)];
      expect(smaller?.[0]).toBeLessThanOrEqual((larger?.[0] ?? NaN) + 1e-15);
      expect(smaller?.[1]).toBeLessThanOrEqual((larger?.[1] ?? NaN) + 1e-15);
    }),
  );
});

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
