import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numbersBeginning } from '../../src/resources/version-numbers.ts';

test('those that begin so, the greatest first, and how many there are, as counting them one by one finds', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom('', '0', '01', '1', '12', '-1', '1 ', '1e3', '١', 'latest'),
        fc.nat(2_000).map(String),
      ),
      fc.nat(2_000),
      fc.nat(150),
      (digits, newest, most) => {
        const all = Array.from({ length: newest }, (_, at) => newest - at);
        const beginning = all.filter((number) => String(number).startsWith(digits));
        expect(numbersBeginning(digits, newest, most)).toEqual({
          total: beginning.length,
          greatest: beginning.slice(0, most),
        });
      },
    ),
  );
});

test('is as quick for the greatest number as for a small one', () => {
  const newest = Number.MAX_SAFE_INTEGER;
  expect(numbersBeginning('', newest, 2)).toEqual({ total: newest, greatest: [newest, newest - 1] });
  expect(numbersBeginning('8', newest, 2)).toMatchObject({
    greatest: [8_999_999_999_999_999, 8_999_999_999_999_998],
  });
  expect(numbersBeginning('9'.repeat(400), newest, 2)).toEqual({ total: 0, greatest: [] });
});
