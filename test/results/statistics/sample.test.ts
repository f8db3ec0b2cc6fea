import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sample } from '../../../src/results/statistics/sample.ts';
import { relativeError } from './relative-error.ts';

const finite = fc.double({ noDefaultInfinity: true, noNaN: true });
const moderate = fc.double({ min: -1e6, max: 1e6, noNaN: true });

// Hyndman and Fan's type 7 is what R's quantile() and NumPy's percentile() give unless told otherwise.
test.each([
  [[1, 2, 3, 4], 0.25, 1.75],
  [[1, 2, 3, 4], 0.5, 2.5],
  [[10, 7, 4, 3, 2, 1], 0.75, 6.25],
  [[5], 0.25, 5],
  [[1, 2], 0, 1],
  [[1, 2], 1, 2],
  // The smallest numbers that a double can hold, 2e-323 being four of them.
  [[2e-323, 3.5e-323], 0.75, 3.5e-323],
])('the quantile of %j at %d is %d', (values, p, wanted) => {
  expect(sampleOf(values).quantile(p)).toBe(wanted);
});

test('the quantile is the straight line between neighbours, whatever came in between', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(moderate, { minLength: 1, maxLength: 300 }), share, moderate, (values, p, more) => {
      const sample = sampleOf(values);
      expect(relativeError([sample.quantile(p)], [lineAt(values, p)])).toBeLessThan(1e-9);
      sample.add(more);
      expect(relativeError([sample.quantile(p)], [lineAt([...values, more], p)])).toBeLessThan(1e-9);
      expect(sample.count).toBe(values.length + 1);
    }),
  );
});

test('quantiles of any finite numbers are finite and between the ends', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), fc.constantFrom(0.25, 0.5, 0.75), (values, p) => {
      const quantile = sampleOf(values).quantile(p) ?? NaN;
      expect(quantile).toBeGreaterThanOrEqual(Math.min(...values));
      expect(quantile).toBeLessThanOrEqual(Math.max(...values));
    }),
  );
});

test('an empty sample has no quantile', () => {
  expect(new Sample().quantile(0.5)).toBeNull();
  expect(new Sample().values).toHaveLength(0);
});

function sampleOf(values: readonly number[]): Sample {
  const sample = new Sample();
  for (const value of values) sample.add(value);
  return sample;
}

/** The height at `p` of the line through the points (i / (n − 1), i-th smallest value). */
function lineAt(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const right = sorted.findIndex((_, i) => i / (sorted.length - 1) >= p);
  const [x, y] = [sorted[right - 1], sorted[right]];
  if (y === undefined) return sorted.at(-1) ?? NaN;
  if (x === undefined) return y;
  const share = p * (sorted.length - 1) - (right - 1);
  return x * (1 - share) + y * share;
}
