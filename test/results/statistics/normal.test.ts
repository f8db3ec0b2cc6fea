import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NORMAL_975, normalTail } from '../../../src/results/statistics/normal.ts';

// erfc(x) is the two-sided p of x√2. Abramowitz and Stegun (1964), tables 7.1 and 7.3; with 17 digits from the same
// integral, computed with 40.
test.each([
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [1.75, 0.013328328780817557],
  [2, 0.004677734981047266],
  [3, 2.209049699858544e-5],
  [5, 1.5374597944280349e-12],
  [10, 2.088487583762545e-45],
  [26, 5.663192408856143e-296],
])('erfc(%d) is %d', (x, wanted) => {
  expect(Math.abs(normalTail(x * Math.SQRT2) / wanted - 1)).toBeLessThan(1e-12);
});

test('1.96 standard errors leave out one time in twenty', () => {
  expect(normalTail(NORMAL_975)).toBeCloseTo(0.05, 14);
});

test('the p falls from 1 to 0 as z goes to either side', () => {
  expect(normalTail(0)).toBe(1);
  expect(normalTail(1e-320)).toBe(1);
  expect(normalTail(1e308)).toBe(0);
  expect(normalTail(Infinity)).toBe(0);
  const z = fc.double({ min: 0, max: 40, noNaN: true });
  fc.assert(
    fc.property(z, z, (a, b) => {
      expect(normalTail(-a)).toBe(normalTail(a));
      const [near, far] = [normalTail(Math.min(a, b)), normalTail(Math.max(a, b))];
      expect(far).toBeLessThanOrEqual(near * (1 + 1e-13));
      expect(near).toBeLessThanOrEqual(1);
    }),
  );
});

test('between its bounds the p is the density, summed by Simpson', () => {
  const z = fc.double({ min: 0.01, max: 30, noNaN: true });
  fc.assert(
    fc.property(z, (z) => {
      const step = 1e-3;
      const density = (x: number) => Math.sqrt(2 / Math.PI) * Math.exp(-0.5 * x * x);
      const slice = (step / 6) * (density(z) + 4 * density(z + step / 2) + density(z + step));
      // Relative to the slice; the two p are alike but for it.
      const found = normalTail(z) - normalTail(z + step);
      expect(Math.abs(found - slice)).toBeLessThan(1e-9 * slice + 1e-13 * normalTail(z));
    }),
  );
});
