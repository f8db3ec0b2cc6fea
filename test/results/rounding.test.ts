import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RATE, rounded, roundedP, roundedWith } from '../../src/results/figures/rounding.ts';
import { wilsonInterval } from '../../src/results/statistics/wilson-interval.ts';

const NUMBERS = { least: Number.NEGATIVE_INFINITY, marks: [0, 1] };

describe('a figure and its interval', () => {
  it.each([
    [15_260, [15_170, 15_350], { value: 15_260, ci95: [15_170, 15_350] }],
    [15_263.4, [15_252.1, 15_274.7], { value: 15_263, ci95: [15_252, 15_275] }],
    [3.999, [3.997, 4.001], { value: 3.999, ci95: [3.997, 4.001] }],
    [3.14159, [2.04159, 4.24159], { value: 3.1, ci95: [2, 4.2] }],
    [1_234_567, [1_034_567, 1_434_567], { value: 1_230_000, ci95: [1_030_000, 1_430_000] }],
  ])('%d in %j have the second significant digit of the half width', (value, interval, shown) => {
    const [low = 0, high = 0] = interval;
    expect(roundedWith(value, [low, high], { ...NUMBERS, scale: null })).toEqual(shown);
  });

  it('have three decimals at least where they are rates, and are never all or none by rounding', () => {
    const rate = { ...RATE, scale: null };
    expect(roundedWith(0.5, wilsonInterval(0.5, 20), rate)).toEqual({ value: 0.5, ci95: [0.299, 0.701] });
    const { value, ci95 } = roundedWith(9_999 / 10_000, wilsonInterval(0.9999, 10_000), rate);
    expect(value).toBe(0.9999);
    expect(ci95?.[1]).toBeLessThan(1);
    // The interval of a change: its lower end is above 0, and stays there.
    expect(roundedWith(0.051, [0.0002, 0.101], { least: 3, marks: [0], scale: null })).toEqual({
      value: 0.051,
      ci95: [0.0002, 0.101],
    });
  });

  it('stay in their order: the figure within its interval, two different ends two', () => {
    const triple = fc
      .tuple(...Array.from({ length: 3 }, () => fc.double({ min: -1e6, max: 1e6, noNaN: true })))
      .map((ends) => ends.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(triple, fc.constantFrom(NUMBERS, RATE), ([low = 0, value = 0, high = 0], precision) => {
        const { value: shown, ci95 } = roundedWith(value, [low, high], { ...precision, scale: null });
        const [from = Number.NaN, to = Number.NaN] = ci95 ?? [];
        expect(from <= (shown ?? Number.NaN) && (shown ?? Number.NaN) <= to).toBe(true);
        if (high - low > 1e-12) expect(from).toBeLessThan(to);
        if (Math.abs(value) > 1e-12) expect(shown).not.toBe(0);
        if (Math.abs(value - 1) > 1e-12) expect(shown).not.toBe(1);
        expect(Object.is(shown, -0)).toBe(false);
      }),
    );
  });

  it('are off by half of that digit at most', () => {
    const centre = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    const halfWidth = fc.double({ min: 1e-3, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(centre, halfWidth, (value, half) => {
        const shown = roundedWith(value, [value - half, value + half], { ...NUMBERS, scale: null });
        const unit = 10 ** (Math.floor(Math.log10(half)) - 1);
        expect(Math.abs((shown.value ?? Number.NaN) - value)).toBeLessThanOrEqual(unit * 0.5001);
      }),
    );
  });
});

describe('a figure without an interval', () => {
  it('has the second significant digit of its spread, or six digits where there is none', () => {
    expect(rounded([3.14159], { ...NUMBERS, scale: 0.5 })).toEqual([3.14]);
    expect(rounded([3.75], { ...NUMBERS, scale: 0 })).toEqual([3.75]);
    expect(rounded([2 / 3], { ...NUMBERS, scale: null })).toEqual([0.666667]);
    expect(rounded([1_234_567.25], { ...NUMBERS, scale: null })).toEqual([1_234_567]);
  });

  it('does not become a bound that it is not', () => {
    const precision = { scale: 20, least: Number.NEGATIVE_INFINITY, marks: [0, 1, 5] };
    expect(rounded([4.9], precision)).toEqual([4.9]);
    expect(rounded([5], precision)).toEqual([5]);
    // What two ways to compute it differ by is no difference.
    expect(rounded([5 + 1e-14], precision)).toEqual([5]);
  });

  it('keeps figures apart that differ, and its sign only where it is not 0', () => {
    expect(rounded([1.001, 1.002], { ...NUMBERS, scale: 10 })).toEqual([1.001, 1.002]);
    expect(Object.is(rounded([-0], { ...NUMBERS, scale: 1 })[0], 0)).toBe(true);
  });
});

describe('a p-value', () => {
  it('has two digits, and more before it would be 0 or 1', () => {
    expect([0.04321, 0.9961, 0.99961, 1, 1e-20].map(roundedP)).toEqual([0.043, 0.996, 0.9996, 1, 1e-20]);
  });
});
