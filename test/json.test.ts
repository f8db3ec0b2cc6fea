import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapStrings, mapValues } from '../src/json.ts';

test('every text and every key is changed, and nothing else', () => {
  const upper = (text: string) => text.toUpperCase();
  const data = { name: 'a', list: ['b', 1, null, { inner: ['c', true] }], number: 20261125, none: undefined };
  expect(mapStrings(data, upper)).toEqual({
    NAME: 'A',
    LIST: ['B', 1, null, { INNER: ['C', true] }],
    NUMBER: 20261125,
    NONE: undefined,
  });
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value);
      expect(mapStrings(JSON.parse(json), (text) => `${text}!`)).toEqual(
        JSON.parse(json, (_, part: unknown) => {
          if (typeof part === 'string') return `${part}!`;
          if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
          return Object.fromEntries(Object.entries(part).map(([key, field]) => [`${key}!`, field]));
        }),
      );
    }),
  );
});

test('what does not change stays the same object, and only that', () => {
  const data = { left: { text: 'x' }, right: [{ text: 'y' }, { number: Number.NaN }] };
  expect(mapStrings(data, (text) => text)).toBe(data);
  const changed = mapStrings(data, (text) => (text === 'y' ? 'z' : text));
  expect(changed).toEqual({ ...data, right: [{ text: 'z' }, { number: Number.NaN }] });
  expect(changed.left).toBe(data.left);
  expect(changed.right[1]).toBe(data.right[1]);
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(mapStrings(value, (text) => text)).toBe(value);
    }),
  );
});

test('a value is told the key that it stands under, or its list, the inner ones first', () => {
  const seen: unknown[] = [];
  mapValues({ a: ['b', ['c']], d: { e: 1 } }, (value, key) => {
    seen.push([key, value]);
    return value;
  });
  expect(seen).toEqual([
    ['a', 'b'],
    ['a', 'c'],
    ['a', ['c']],
    ['a', ['b', ['c']]],
    ['e', 1],
    ['d', { e: 1 }],
    ['', { a: ['b', ['c']], d: { e: 1 } }],
  ]);
});
