import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Units, type Judgement } from '../../src/results/figures/units.ts';

const judgement = (fields: Partial<Judgement>): Judgement => ({
  unit: 1,
  stratum: -1,
  value: 1,
  at: 0,
  id: 'a',
  ...fields,
});
const filled = (judgements: readonly Judgement[], dated = true) => {
  const units = new Units(dated);
  for (const each of judgements) units.add(each);
  return units;
};

describe('a unit', () => {
  it('counts once, with the mean of its values', () => {
    const units = filled([1, 0, 1, 1].map((value) => judgement({ value })));
    expect([units.units, units.results]).toEqual([[1], 4]);
    expect(units.means().values).toEqual([0.75]);
    expect(units.means((value) => 1 - value).values).toEqual([0.25]);
    expect(units.count((value) => value === 1)).toBe(3);
  });

  it('has the newest of several categories, and of equal times that of the smaller id', () => {
    const newest = (...judgements: Judgement[]) =>
      [judgements, judgements.toReversed()].map((all) => filled(all).newest().values[0]);
    expect(newest(judgement({ value: 1, at: 5 }), judgement({ value: 2, at: 6 }))).toEqual([2, 2]);
    expect(newest(judgement({ value: 1, id: 'b' }), judgement({ value: 2, id: 'a' }))).toEqual([2, 2]);
    expect(newest(judgement({ value: 1, at: null }), judgement({ value: 2, at: -5 }))).toEqual([2, 2]);
  });

  it('keeps the unit test that it is a run of', () => {
    const { units, strata } = filled([judgement({ unit: 7, stratum: 3 }), judgement({ unit: 8 })]).means();
    expect([units, strata]).toEqual([
      [7, 8],
      [3, -1],
    ]);
  });
});

it('two lots of judgements say together what they would have said as one', () => {
  const one = fc.record({
    unit: fc.integer({ min: 0, max: 4 }),
    value: fc.integer({ min: 0, max: 3 }),
    at: fc.option(fc.integer({ min: 0, max: 3 })),
    id: fc.string({ minLength: 1, maxLength: 3 }),
  });
  const byUnit = ({ units, values }: { units: readonly number[]; values: readonly number[] }) =>
    units.map((unit, place) => [unit, values[place] ?? 0]).toSorted(([a = 0], [b = 0]) => a - b);
  fc.assert(
    fc.property(fc.uniqueArray(one, { selector: ({ id }) => id }), fc.nat(20), (all, cut) => {
      const judgements = all.map(judgement);
      const whole = filled(judgements);
      const merged = filled(judgements.slice(cut));
      merged.merge(filled(judgements.slice(0, cut)));
      expect([merged.units, merged.results]).toEqual([whole.units, whole.results]);
      expect(byUnit(merged.newest())).toEqual(byUnit(whole.newest()));
      expect(byUnit(merged.means())).toEqual(byUnit(whole.means()));
    }),
  );
});
