import fc from 'fast-check';
import { expect, test } from 'vitest';
import { studentTQuantile, studentTTail } from '../../../src/results/statistics/student-t.ts';
import { relativeError } from './relative-error.ts';

// Computed with 40 digits from the incomplete beta function; the last one from Abramowitz and Stegun (1964), 26.7.5.
test.each([
  [0.975, 0.1, 1682362288745.03],
  [0.975, 1.5, 6.01666310442793],
  [0.975, 3, 3.18244630528371],
  [0.975, 9, 2.26215716279821],
  [0.975, 17.7764735161785, 2.1028172415698],
  [0.975, 29.5, 2.04372496677212],
  [0.975, 1000, 1.96233908082641],
  [0.975, 99_999, 1.95998770777184],
  [0.6, 7, 0.263166861352023],
  [0.999, 2.25, 17.047201597628],
  [0.999999, 12, 8.50430271805458],
  [1e-12, 50, -9.26013968368414],
  [1e-12, 1_000_000, -7.0345726084113],
  [0.975, 10_000_000, 1.95996422176721],
])('the quantile at %d with %d degrees of freedom', (p, df, wanted) => {
  expect(Math.abs(studentTQuantile(p, df) / wanted - 1)).toBeLessThan(1e-9);
});

test('with one and with two degrees of freedom the quantile has a closed form', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.501, max: 0.9999, noNaN: true }), (p) => {
      const inner = 2 * p - 1;
      const closed = [Math.tan(Math.PI * (p - 0.5)), inner * Math.sqrt(2 / (1 - inner * inner))];
      const ratios = closed.map((t, i) => studentTQuantile(p, i + 1) / t);
      expect(relativeError(ratios, [1, 1])).toBeLessThan(1e-9);
    }),
  );
});

test('the quantile puts its share of the density, summed by Simpson, under the curve', () => {
  const df = fc.double({ min: 3, max: 200, noNaN: true });
  const p = fc.double({ min: 0.51, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(p, df, (p, df) => {
      // With t = √df tan θ the density is a constant times cos(θ)^(df − 1).
      const angle = Math.atan(studentTQuantile(p, df) / Math.sqrt(df));
      const density = (theta: number) => Math.cos(theta) ** (df - 1);
      const share = simpson(density, 0, angle) / simpson(density, 0, Math.PI / 2);
      expect(relativeError([0.5 + share / 2], [p])).toBeLessThan(1e-6);
    }),
  );
});

test('the quantile is odd around one half, and refuses what is no probability and no freedom', () => {
  expect(studentTQuantile(0.5, 4)).toBe(0);
  expect(studentTQuantile(0.025, 4)).toBeCloseTo(-studentTQuantile(0.975, 4), 9);
  expect(() => studentTQuantile(1, 4)).toThrow(RangeError);
  expect(() => studentTQuantile(0, 4)).toThrow(RangeError);
  expect(() => studentTQuantile(0.975, 0)).toThrow(RangeError);
  expect(() => studentTQuantile(0.975, NaN)).toThrow(RangeError);
});

// Abramowitz and Stegun (1964), table 26.10: the t that is exceeded on either side with the probability in its column.
test.each([
  [12.706, 1, 0.05],
  [4.303, 2, 0.05],
  [2.228, 10, 0.05],
  [3.169, 10, 0.01],
  [4.587, 10, 0.001],
  [2.042, 30, 0.05],
  [1.98, 120, 0.05],
])('the two-sided p of %d with %d degrees of freedom is %d', (t, df, p) => {
  expect(studentTTail(t, df) / p).toBeCloseTo(1, 2);
});

test('the p of a quantile is what lies beyond it on both sides', () => {
  const p = fc.double({ min: 0.501, max: 1 - 1e-9, noNaN: true });
  const df = fc.double({ min: 0.5, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(p, df, (p, df) => {
      expect(Math.abs(studentTTail(studentTQuantile(p, df), df) / (2 * (1 - p)) - 1)).toBeLessThan(1e-6);
    }),
  );
});

test('with one and with two degrees of freedom the p has a closed form, however far out', () => {
  const t = fc.double({ min: -300, max: 300, noNaN: true }).map((exponent) => 10 ** exponent);
  fc.assert(
    fc.property(t, (t) => {
      expect(studentTTail(t, 1) / ((2 / Math.PI) * Math.atan(1 / t))).toBeCloseTo(1, 10);
      fc.pre(t < 1e150);
      // 1 − t/√(2 + t²), by its conjugate.
      const root = Math.sqrt(2 + t * t);
      expect(studentTTail(t, 2) / (2 / (root * (root + t)))).toBeCloseTo(1, 10);
    }),
  );
});

test('the p falls from 1 to 0 as t goes to either side, and refuses what is no freedom', () => {
  expect(studentTTail(0, 5)).toBe(1);
  expect(studentTTail(5e-324, 5)).toBe(1);
  expect(studentTTail(1e308, 1)).toBeCloseTo(0, 12);
  expect(studentTTail(Infinity, 5)).toBe(0);
  expect(studentTTail(-2, 5)).toBe(studentTTail(2, 5));
  expect(() => studentTTail(1, 0)).toThrow(RangeError);
  expect(() => studentTTail(1, NaN)).toThrow(RangeError);
  const t = fc.double({ min: 0, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(t, t, fc.integer({ min: 1, max: 1000 }), (a, b, df) => {
      const [near, far] = [studentTTail(Math.min(a, b), df), studentTTail(Math.max(a, b), df)];
      expect(far).toBeLessThanOrEqual(near + 1e-14);
      expect(near).toBeLessThanOrEqual(1);
      expect(far).toBeGreaterThanOrEqual(0);
    }),
  );
});

function simpson(f: (x: number) => number, low: number, high: number, steps = 2000): number {
  const width = (high - low) / steps;
  let sum = f(low) + f(high);
  for (let i = 1; i < steps; i += 1) sum += f(low + i * width) * (i % 2 === 1 ? 4 : 2);
  return (sum * width) / 3;
}
