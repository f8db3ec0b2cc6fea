import { describe, expect, it } from 'vitest';
import { compare } from '../../src/results/figures/compare.ts';
import { adjusted, verdictOf } from '../../src/results/figures/verdicts.ts';
import type { UnitValues } from '../../src/results/figures/units.ts';

/** Units with these values, numbered from a first one on. */
const side = (
  values: readonly number[],
  { first = 0, strata = [] as readonly number[] } = {},
): UnitValues => ({
  units: values.map((_, place) => first + place),
  strata: values.map((_, place) => strata[place] ?? -1),
  values,
});
const rates = (positive: number, n: number) =>
  Array.from({ length: n }, (_, place) => Number(place < positive));
const FAR = { first: 1_000 };

describe('two sides are compared', () => {
  it('over the units that both judged, from ten on and a quarter of the smaller side', () => {
    const tens = compare(side(rates(5, 10)), side(rates(9, 10)), 'rate', true);
    expect(tens.paired?.flips).toEqual([4, 0]);
    // McNemar's mid-p of four changed pairs, all one way.
    expect(tens.p).toBe(0.0625);
    expect(compare(side(rates(5, 10)), side(rates(10, 10)), 'rate', true).p).toBeCloseTo(0.03125, 12);
    expect(compare(side(rates(5, 9)), side(rates(9, 9)), 'rate', true).paired).toBeUndefined();
    const tenOfForty = compare(side(rates(5, 40)), side(rates(9, 41), { first: 30 }), 'rate', true);
    expect(tenOfForty.paired?.pairs).toHaveLength(10);
    const tenOf41 = compare(side(rates(5, 41)), side(rates(9, 41), { first: 31 }), 'rate', true);
    expect(tenOf41.paired).toBeUndefined();
    expect(compare(side(rates(5, 20)), side(rates(9, 20)), 'rate', false).paired).toBeUndefined();
  });

  it('within the unit tests that both ran, from two on, so that another mix is no change', () => {
    // An easy test (9 of 10) and a hard one (1 of 10), run in another mix.
    const mixed = (easy: number, hard: number, first: number) =>
      side([...rates(easy * 0.9, easy), ...rates(hard * 0.1, hard)], {
        first,
        strata: [...Array.from({ length: easy }, () => 1), ...Array.from({ length: hard }, () => 2)],
      });
    const changed = compare(mixed(40, 10, 0), mixed(10, 40, 1_000), 'rate', true);
    expect(changed.strata).toBe(2);
    expect(changed.difference).toBeCloseTo(0, 12);
    expect(changed.p).toBeGreaterThan(0.5);
    const lone = compare(
      side(rates(5, 20), { strata: Array.from({ length: 20 }, () => 1) }),
      side(rates(9, 20), { ...FAR, strata: Array.from({ length: 20 }, () => 1) }),
      'rate',
      true,
    );
    expect(lone.strata).toBeUndefined();
  });

  it('with a p by units, not by results: half values are means', () => {
    const halves = compare(side([...rates(5, 10), 0.5]), side([...rates(9, 10), 0.5], FAR), 'rate', true);
    const whole = compare(side(rates(5, 11)), side(rates(9, 11), FAR), 'rate', true);
    expect(halves.p).not.toBe(whole.p);
    expect(halves.ci95).not.toBeNull();
  });

  it('only where both tests of means agree: the larger p counts', () => {
    const outlier = [...Array.from({ length: 19 }, (_, n) => n / 10), 1_000];
    const shifted = Array.from({ length: 20 }, (_, n) => n / 10 + 5);
    expect(compare(side(outlier), side(shifted, FAR), 'mean', true).p).toBeGreaterThan(0.3);
  });

  it('without a p where there is too little, no spread, or no order', () => {
    expect(compare(side(rates(5, 9)), side(rates(9, 30), FAR), 'rate', true)).toMatchObject({
      few: true,
      p: null,
    });
    const same = side(Array.from({ length: 20 }, () => 3));
    expect(
      compare(same, { ...same, units: same.units.map((unit) => unit + 1_000) }, 'mean', true),
    ).toMatchObject({ difference: 0, ci95: null, p: null, few: false });
    expect(compare(side([]), side(rates(5, 10)), 'rate', true)).toMatchObject({
      difference: null,
      ci95: null,
      few: true,
    });
    const categories = compare(
      side([0, 1, 2, 0, 1, 2, 0, 1, 2, 0]),
      side([0, 1, 2, 0, 1, 2, 0, 1, 2, 1]),
      'category',
      true,
    );
    expect(categories).toMatchObject({ difference: null, p: null, paired: { flips: [1], agreement: 0.9 } });
    // All false on both sides: Wilson stays, and so does the p.
    expect(compare(side(rates(0, 20)), side(rates(0, 20), FAR), 'rate', true)).toMatchObject({
      p: 1,
      difference: 0,
    });
  });
});

describe('a verdict', () => {
  const tested = { p: 0.01, ci95: [0.1, 0.4] as const, few: false };
  it('follows the adjusted p, and the interval can only veto it', () => {
    expect(verdictOf(tested, 0.04, 4)).toMatchObject({ verdict: 'up', pAdjusted: 0.04 });
    expect(verdictOf({ ...tested, ci95: [-0.4, -0.1] }, 0.04, 4).verdict).toBe('down');
    expect(verdictOf({ ...tested, ci95: [-0.1, 0.4] }, 0.04, 4)).toEqual({
      verdict: 'no clear change',
      pAdjusted: 0.04,
    });
    expect(verdictOf({ ...tested, ci95: null }, 0.04, 4).verdict).toBe('no clear change');
    expect(verdictOf(tested, 0.05, 5)).toEqual({
      verdict: 'no clear change',
      reason: 'clear alone, not among 5',
      pAdjusted: 0.05,
    });
    expect(verdictOf({ ...tested, p: 0.2 }, 0.2, 1)).toEqual({ verdict: 'no clear change', pAdjusted: 0.2 });
  });

  it('is none where there is too little or no spread, and those count for nothing', () => {
    expect(verdictOf({ ...tested, few: true }, null, 3)).toEqual({ verdict: 'too few' });
    expect(verdictOf({ ...tested, p: null }, null, 3)).toEqual({
      verdict: 'not comparable',
      reason: 'no spread',
    });
    expect(adjusted([0.01, null, 0.03, null])).toEqual([0.02, null, 0.03, null]);
  });
});
