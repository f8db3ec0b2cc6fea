import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binsOver, countInBins } from '../../../src/results/statistics/histogram.ts';

const finite = fc.double({ noDefaultInfinity: true, noNaN: true });

test('the bins of 1 to 5 and of 0 to 1 have the ends that a person would write', () => {
  expect(binsOver(1, 5)).toEqual([1, 1.8, 2.6, 3.4, 4.2, 5]);
  expect(binsOver(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(binsOver(-10, 15)).toEqual([-10, -5, 0, 5, 10, 15]);
});

test('a value on an end is in the bin that starts there, the last one in the last bin', () => {
  expect(countInBins([0, 0.2, 0.4, 0.6, 0.8, 1], binsOver(0, 1))).toEqual([1, 1, 1, 1, 2]);
});

test('one number is one bin', () => {
  expect(binsOver(7, 7)).toEqual([7, 7]);
  expect(countInBins([7, 7, 7], [7, 7])).toEqual([3]);
});

test('bins span their range, and hold each value once, where their ends say', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1, maxLength: 200 }), (values) => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const bins = binsOver(low, high);
      expect([bins[0], bins.at(-1)]).toEqual([low, high]);
      expect(bins.every(Number.isFinite)).toBe(true);
      const counts = countInBins(values, bins);
      const wanted = counts.map((_, i) => {
        const [from = 0, to = 0] = [bins[i], bins[i + 1]];
        return values.filter((x) => x >= from && (x < to || i === counts.length - 1)).length;
      });
      expect(counts).toEqual(wanted);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    }),
  );
});
