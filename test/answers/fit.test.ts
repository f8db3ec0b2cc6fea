import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fit, keepOf, type Cut } from '../../src/answers/fit.ts';

interface Data {
  readonly rows: readonly string[];
  readonly note: string;
}
const size = (data: Data) => JSON.stringify(data).length;
const dropRows: Cut<Data> = ({ rows }, share) =>
  rows.length === 0
    ? undefined
    : { rows: rows.slice(0, keepOf(rows.length, share)), note: 'rows are left out' };
const dropNote: Cut<Data> = (data) => (data.note === '' ? undefined : { ...data, note: '' });

it('cuts until it fits, says so, and cuts nothing that fits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string(), { maxLength: 200 }),
      fc.integer({ min: 60, max: 2_000 }),
      (rows, limit) => {
        const data = { rows, note: '' };
        const fitted = fit(data, [dropRows], size, limit);
        expect(size(fitted)).toBeLessThanOrEqual(
          Math.max(limit, size({ rows: [], note: 'rows are left out' })),
        );
        if (size(data) <= limit) expect(fitted).toBe(data);
        else expect(fitted.note).toBe('rows are left out');
      },
    ),
  );
});

it('takes the ways in their order, and the next one only when the first has nothing left', () => {
  const data = { rows: ['a'.repeat(40)], note: 'b'.repeat(40) };
  expect(fit(data, [dropNote, dropRows], size, 70)).toEqual({ rows: data.rows, note: '' });
  expect(fit(data, [dropNote, dropRows], size, 40)).toEqual({ rows: [], note: 'rows are left out' });
});

it('always keeps fewer than there are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (count, share) => {
        const kept = keepOf(count, share);
        expect(kept).toBeLessThan(count);
        expect(kept).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
