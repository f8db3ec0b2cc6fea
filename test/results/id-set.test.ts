import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IdSet } from '../../src/results/reading/id-set.ts';

const close = fc.integer({ min: 0, max: 300 }).map((n) => n.toString(16).padStart(24, '0'));
const far = fc.stringMatching(/^[a-f0-9]{24}$/);
const odd = fc.constantFrom('', 'x', 'A'.repeat(24), '0'.repeat(24), `${'0'.repeat(23)}g`, 'f'.repeat(25));

it('tells new ids from known ones as a set of strings does', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(close, far, odd), { maxLength: 400 }), (ids) => {
      const [ours, plain] = [new IdSet(), new Set<string>()];
      for (const id of ids) {
        expect(ours.add(id)).toBe(!plain.has(id));
        plain.add(id);
      }
    }),
  );
});

it('tells ids apart that differ in one digit, whichever it is', () => {
  for (const base of ['0'.repeat(24), 'a'.repeat(24), '0123456789abcdef01234567']) {
    const ids = Array.from({ length: 24 }, (_, place) =>
      ['0', '9', 'a', 'f'].map((digit) => `${base.slice(0, place)}${digit}${base.slice(place + 1)}`),
    ).flat();
    const set = new IdSet();
    const added = ids.filter((id) => set.add(id));
    expect(added).toEqual([...new Set(ids)]);
  }
});

it('keeps every id while it grows', () => {
  const ids = Array.from({ length: 20_000 }, (_, n) => (n * 65_537).toString(16).padStart(24, 'a'));
  const set = new IdSet();
  expect(ids.every((id) => set.add(id))).toBe(true);
  expect(ids.some((id) => set.add(id))).toBe(false);
});
