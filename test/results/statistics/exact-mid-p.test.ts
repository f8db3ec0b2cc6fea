import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactMidP, mcNemarMidP } from '../../../src/results/statistics/exact-mid-p.ts';
import type { RateStratum } from '../../../src/results/statistics/rate-difference.ts';

const count = (most: number) =>
  fc
    .integer({ min: 0, max: most })
    .chain((n) => fc.record({ x: fc.integer({ min: 0, max: n }), n: fc.constant(n) }));
const strataOf = (most: number, maxLength: number) =>
  fc.array(fc.record({ from: count(most), to: count(most) }), { maxLength });

/** How far one p is off another, as a share of it. */
function off(p: number, wanted: number): number {
  return Math.abs(p - wanted) / wanted;
}

test('of eight cups of tea, three of four told right', () => {
  // Agresti (2007), An Introduction to Categorical Data Analysis, 2nd ed., 2.6: one-sided mid-p 0.129.
  const p = exactMidP([{ from: { x: 1, n: 4 }, to: { x: 3, n: 4 } }]);
  expect(p / 2).toBeCloseTo(0.129, 3);
  expect(off(p, (2 * (16 / 2 + 1)) / 70)).toBeLessThan(1e-9);
});

test('rabbits that had penicillin at once or later, at five doses', () => {
  // Agresti (1990), pp. 231–237, as on the page of R's mantelhaen.test: exact p of more cures at once 0.020, the number
  // seen having a probability of 0.0186.
  const rabbits = [
    [0, 6, 0, 5],
    [3, 3, 0, 6],
    [6, 0, 2, 4],
    [5, 1, 6, 0],
    [2, 0, 5, 0],
  ].map(([cured = 0, died = 0, curedLate = 0, diedLate = 0]) => ({
    from: { x: curedLate, n: curedLate + diedLate },
    to: { x: cured, n: cured + died },
  }));
  const p = exactMidP(rabbits);
  expect(p / 2 + 0.0185950413223 / 2).toBeCloseTo(0.0199724517906, 10);
});

// Admissions to Berkeley in 1973 by department: Bickel, Hammel and O'Connell (1975), Science 187:398–403; R's
// UCBAdmissions. Men admitted and rejected, women admitted and rejected.
const BERKELEY = [
  [512, 313, 89, 19],
  [353, 207, 17, 8],
  [120, 205, 202, 391],
  [138, 279, 131, 244],
  [53, 138, 94, 299],
  [22, 351, 24, 317],
];
const berkeley = (times: number): RateStratum[] =>
  BERKELEY.map(([men = 0, menNot = 0, women = 0, womenNot = 0]) => ({
    from: { x: women * times, n: (women + womenNot) * times },
    to: { x: men * times, n: (men + menNot) * times },
  }));

test('men and women at Berkeley are admitted alike within departments, and not over all of them', () => {
  // The distribution that R's mantelhaen.test(UCBAdmissions, exact = TRUE) uses.
  expect(off(exactMidP(berkeley(1)), 2 * 0.1084929150987313)).toBeLessThan(1e-9);
  const all = (side: 'from' | 'to') => ({
    x: berkeley(1).reduce((sum, stratum) => sum + stratum[side].x, 0),
    n: berkeley(1).reduce((sum, stratum) => sum + stratum[side].n, 0),
  });
  expect(exactMidP([{ from: all('from'), to: all('to') }])).toBeLessThan(1e-20);
});

test('beyond 4,000 units in a stratum the p is that of Mantel and Haenszel', () => {
  // R: mantelhaen.test(UCBAdmissions * 10, correct = FALSE).
  expect(off(exactMidP(berkeley(10)), 9.34997154998599e-5)).toBeLessThan(1e-9);
});

test('up to 4,000 units and beyond, the p is nearly the same', () => {
  const p = (n: number) => exactMidP([{ from: { x: 900, n: 2000 }, to: { x: 960, n } }]);
  expect(p(2000) / p(2001)).toBeGreaterThan(0.9);
  expect(p(2000) / p(2001)).toBeLessThan(1.1);
});

// Fagerland, Lydersen and Laake (2013), BMC Med. Res. Methodol. 13:91, Tables 1 and 2.
test.each([
  [1, 7, 0.039],
  [6, 16, 0.035],
])('of the pairs that changed, %i against %i have the published mid-p %d', (fromOnly, toOnly, wanted) => {
  expect(mcNemarMidP(fromOnly, toOnly)).toBeCloseTo(wanted, 3);
});

test('four pairs that all changed one way are not enough, five are', () => {
  expect(mcNemarMidP(0, 4)).toBe(0.0625);
  expect(mcNemarMidP(5, 0)).toBe(0.03125);
  expect(mcNemarMidP(0, 0)).toBe(1);
  expect(mcNemarMidP(12, 12)).toBe(1);
});

test('a stratum for each pair gives the p of McNemar', () => {
  const pairs = fc.integer({ min: 0, max: 80 });
  fc.assert(
    fc.property(pairs, pairs, pairs, (fromOnly, toOnly, unchanged) => {
      const stratum = (from: number, to: number) => ({ from: { x: from, n: 1 }, to: { x: to, n: 1 } });
      const strata = [
        ...Array.from({ length: fromOnly }, () => stratum(1, 0)),
        ...Array.from({ length: toOnly }, () => stratum(0, 1)),
        ...Array.from({ length: unchanged }, (_, i) => stratum(i % 2, i % 2)),
      ];
      expect(off(exactMidP(strata), mcNemarMidP(fromOnly, toOnly))).toBeLessThan(1e-9);
    }),
  );
});

test('the p is the one of counting every way in which the positives can fall', () => {
  fc.assert(
    fc.property(strataOf(9, 4), (strata) => {
      expect(off(exactMidP(strata), byEnumeration(strata))).toBeLessThan(1e-9);
    }),
    { numRuns: 300 },
  );
});

test('the p keeps its digits however small it is', () => {
  // All 300 against none: one way out of 600 over 300.
  const one = exactMidP([{ from: { x: 0, n: 300 }, to: { x: 300, n: 300 } }]);
  expect(off(one, 1 / Number(binomial(600, 300)))).toBeLessThan(1e-9);
  expect(one).toBeLessThan(1e-178);
  const stratum = { from: { x: 2, n: 40 }, to: { x: 38, n: 40 } };
  expect(
    off(exactMidP([stratum, stratum, stratum]), byEnumeration([stratum, stratum, stratum])),
  ).toBeLessThan(1e-9);
  expect(off(mcNemarMidP(0, 1000), 2 ** -1000)).toBeLessThan(1e-9);
  // Too small for a double.
  expect(exactMidP([{ from: { x: 0, n: 2000 }, to: { x: 2000, n: 2000 } }])).toBe(0);
  expect(mcNemarMidP(50_000, 0)).toBe(0);
});

test('the p stays when sides, or positive and negative, or strata change places', () => {
  fc.assert(
    fc.property(strataOf(60, 6), (strata) => {
      const p = exactMidP(strata);
      expect(p).toBeGreaterThanOrEqual(0);
      expect(p).toBeLessThanOrEqual(1);
      expect(off(exactMidP(strata.map(({ from, to }) => ({ from: to, to: from }))), p)).toBeLessThan(1e-9);
      const negative = ({ x, n }: RateStratum['from']) => ({ x: n - x, n });
      expect(
        off(exactMidP(strata.map(({ from, to }) => ({ from: negative(from), to: negative(to) }))), p),
      ).toBeLessThan(1e-9);
      expect(off(exactMidP(strata.toReversed()), p)).toBeLessThan(1e-9);
    }),
  );
});

test('strata in which a side is empty, or nobody or everybody is positive, say nothing', () => {
  const silent = [
    { from: { x: 0, n: 0 }, to: { x: 3, n: 7 } },
    { from: { x: 3, n: 7 }, to: { x: 0, n: 0 } },
    { from: { x: 0, n: 3000 }, to: { x: 0, n: 3000 } },
    { from: { x: 5, n: 5 }, to: { x: 9, n: 9 } },
  ];
  expect(exactMidP([])).toBe(1);
  expect(exactMidP(silent)).toBe(1);
  fc.assert(
    fc.property(strataOf(30, 4), (strata) => {
      expect(exactMidP([...silent, ...strata])).toBe(exactMidP(strata));
    }),
  );
});

test('with the same positives in all, the further apart the sides are, the smaller the p', () => {
  const side = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(side, side, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (m, n, share) => {
      const positive = Math.round(share * (m + n));
      const [least, most] = [Math.max(0, positive - m), Math.min(n, positive)];
      const ps = Array.from({ length: most - least + 1 }, (_, i) =>
        exactMidP([{ from: { x: positive - least - i, n: m }, to: { x: least + i, n } }]),
      );
      const top = ps.indexOf(Math.max(...ps));
      const rising = ps.every(
        (p, i) => i === 0 || (i <= top ? p >= (ps[i - 1] ?? NaN) : p <= (ps[i - 1] ?? NaN)),
      );
      expect(rising).toBe(true);
    }),
  );
});

/** In whole numbers: in how many ways each total of positives in `to` can come about, stratum by stratum. */
function byEnumeration(strata: readonly RateStratum[]): number {
  let ways = new Map([[0, 1n]]);
  let seen = 0;
  for (const { from, to } of strata) {
    const positive = from.x + to.x;
    if (from.n === 0 || to.n === 0) continue;
    seen += to.x;
    const next = new Map<number, bigint>();
    for (const [total, before] of ways) {
      for (let x = Math.max(0, positive - from.n); x <= Math.min(to.n, positive); x += 1) {
        const more = before * binomial(to.n, x) * binomial(from.n, positive - x);
        next.set(total + x, (next.get(total + x) ?? 0n) + more);
      }
    }
    ways = next;
  }
  const sum = (wanted: (total: number) => boolean) =>
    [...ways].reduce((sum, [total, count]) => (wanted(total) ? sum + count : sum), 0n);
  const [below, equal, above] = [sum((x) => x < seen), sum((x) => x === seen), sum((x) => x > seen)];
  const smaller = 2n * (below < above ? below : above) + equal;
  // In units of 1e-60, since no quotient of whole numbers is exact; a p of the tests is well above.
  return Number((smaller * 10n ** 60n) / sum(() => true)) / 1e60;
}

function binomial(n: number, k: number): bigint {
  let ways = 1n;
  for (let i = 1; i <= k; i += 1) ways = (ways * BigInt(n - k + i)) / BigInt(i);
  return ways;
}
