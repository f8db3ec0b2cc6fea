import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm } from '../../../src/results/statistics/holm.ts';

const p = fc.double({ min: 0, max: 1, noNaN: true });
const ps = fc.array(p, { maxLength: 60 });

test('of fifteen endpoints of a thrombolysis trial three stay below 0.05', () => {
  // Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57:289–300, 4.1: controlled for any error, the three smallest.
  const trial = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  const adjusted = holm(trial);
  expect(adjusted.filter((p) => p < 0.05)).toHaveLength(3);
  // R: p.adjust(trial, "holm").
  const wanted = [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213];
  expect(adjusted.slice(0, 9).map((p) => Number(p.toFixed(4)))).toEqual(wanted);
  expect(adjusted.slice(9)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('one p alone stays as it is, and none are none', () => {
  expect(holm([0.03])).toEqual([0.03]);
  expect(holm([])).toEqual([]);
  expect(holm([0.02, 0.02])).toEqual([0.04, 0.04]);
});

test('adjusted p keep their order, are no smaller than before, and no larger than Bonferroni has them', () => {
  fc.assert(
    fc.property(ps, (ps) => {
      const adjusted = holm(ps);
      for (const [i, p] of ps.entries()) {
        expect(adjusted[i]).toBeGreaterThanOrEqual(p);
        expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * ps.length));
        for (const [j, q] of ps.entries()) {
          if (p <= q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? NaN);
        }
      }
    }),
  );
});

test('the order that the p come in makes no difference', () => {
  fc.assert(
    fc.property(ps, (ps) => {
      expect(holm(ps.toReversed())).toEqual(holm(ps).toReversed());
    }),
  );
});

test('stepping down from the smallest, as Holm wrote it, calls the same ones', () => {
  fc.assert(
    fc.property(
      fc.array(
        p.map((p) => p ** 4),
        { maxLength: 40 },
      ),
      (ps) => {
        const sorted = ps.toSorted((a, b) => a - b);
        const first = sorted.findIndex((p, i) => p * (ps.length - i) >= 0.05);
        const called = first === -1 ? ps.length : first;
        expect(holm(ps).filter((p) => p < 0.05)).toHaveLength(called);
      },
    ),
  );
});
