import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIXED, TEMPLATES } from '../../src/resources/index.ts';
import { match } from '../../src/resources/resource.ts';

const KINDS = [...FIXED, ...TEMPLATES];
const ID = '0a'.repeat(12);

test('a URI that a template stands for gives its variables, and no other template takes it', () => {
  const version = fc.oneof(fc.constant('latest'), fc.integer({ min: 1, max: 999_999_999 }).map(String));
  const id = fc.string({
    unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')),
    minLength: 24,
    maxLength: 24,
  });
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), id, version, (kind, metric_id, number) => {
      const uri = kind.uri.replace('{metric_id}', metric_id).replace('{version}', number);
      expect(KINDS.filter((other) => match(other, uri))).toEqual([kind]);
      expect(match(kind, uri)).toEqual({
        metric_id: kind.uri.includes('{metric_id}') ? metric_id.toLowerCase() : '',
        version: kind.uri.includes('{version}') ? number : '',
      });
    }),
  );
});

/** Milliseconds of the shortest of several tries: whatever else the machine does can only make one longer. */
function fastest(work: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

const SHORT = 1_000;
const LONG = 8 * SHORT;
/** Between growth with the length, 8, and growth with its square, 64. */
const MOST_GROWTH = 24;
/** What is quicker than this is as good as nothing: its growth says little. */
const NOTHING_MS = 0.1;

test.each([
  '/',
  'a',
  '0',
  '{metric_id}/',
  'amigo://metrics/',
  `amigo://metrics/${ID}/versions/`,
  `${ID}/`,
  '1/',
  '%2F',
  '\u0000',
])('a million characters of %j are refused in a time that grows with their number alone', (part) => {
  const hostile = (length: number) => {
    const end = part.repeat(Math.ceil(length / part.length));
    return ['', 'amigo://metrics/', `amigo://metrics/${ID}/versions/`].map((beginning) => beginning + end);
  };
  const refuse = (uris: readonly string[]) =>
    uris.flatMap((uri) => KINDS.filter((kind) => match(kind, uri) !== undefined));
  const [short, long] = [hostile(SHORT), hostile(LONG)];
  const before = fastest(() => refuse(short));
  expect(fastest(() => refuse(long))).toBeLessThan(MOST_GROWTH * Math.max(before, NOTHING_MS));
  expect(refuse(hostile(1_000_000))).toEqual([]);
});
