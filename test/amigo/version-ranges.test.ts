import fc from 'fast-check';
import { expect, it } from 'vitest';
import { versionRanges } from '../../src/amigo/version-ranges.ts';

const PAGE = 10;
/** The numbers that a range spans. */
const spanned = (range: string) => {
  const [from = 0, to = from] = range.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
};
const requestsOf = (range: string) => Math.ceil(spanned(range).length / PAGE);
const numbers = fc.array(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 999_999_999 })));

it.each([
  [[], []],
  [[7], ['7']],
  [
    [200, 1],
    ['1', '200'],
  ],
  [[1, 2, 3], ['1-3']],
  [[3, 1, 10, 3], ['1-10']],
  [
    [1, 11],
    ['1', '11'],
  ],
  [Array.from({ length: 25 }, (_, at) => at + 1), ['1-10', '11-20', '21-25']],
])('%j is read as %j', (wanted, ranges) => {
  expect(versionRanges(wanted)).toEqual(ranges);
});

it('every number is in exactly one range, and no range is wider than a page', () => {
  fc.assert(
    fc.property(numbers, (wanted) => {
      const ranges = versionRanges(wanted);
      expect(ranges.every((range) => requestsOf(range) === 1)).toBe(true);
      const all = ranges.flatMap(spanned);
      expect(new Set(all).size).toBe(all.length);
      for (const number of wanted) expect(all).toContain(number);
    }),
  );
});

it('takes no more requests than single reads, one range over all, or any range over neighbours', () => {
  fc.assert(
    fc.property(numbers, fc.array(fc.boolean()), (wanted, cuts) => {
      const sorted = [...new Set(wanted)].sort((a, b) => a - b);
      const requests = versionRanges(wanted).length;
      expect(requests).toBeLessThanOrEqual(sorted.length);
      const groups: number[][] = [];
      for (const [at, number] of sorted.entries()) {
        if (at === 0 || cuts[at]) groups.push([]);
        groups.at(-1)?.push(number);
      }
      const asRanges = groups.map((group) => Math.ceil(((group.at(-1) ?? 0) - (group[0] ?? 0) + 1) / PAGE));
      expect(requests).toBeLessThanOrEqual(asRanges.reduce((sum, each) => sum + each, 0));
    }),
  );
});
