import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricValue } from '../../src/amigo/schema.ts';
import { describeChanges } from '../../src/answers/changes.ts';
import { commonWords } from '../../src/text/word-diff.ts';

const BOOLEAN: MetricValue = { type: 'boolean' };
const said = (description: string, metric_value: MetricValue = BOOLEAN) => ({ description, metric_value });
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `word${from + i}`).join(' ');
const between = (lower_bound: number, upper_bound: number): MetricValue => ({
  type: 'numerical',
  lower_bound,
  upper_bound,
});
const oneOf = (...categories: string[]): MetricValue => ({ type: 'categorical', categories });

test('nothing changed is said, too', () => {
  expect(describeChanges(said('Is it kind?'), said('Is it kind?'))).toEqual(['no change']);
});

test('words added and removed are quoted', () => {
  expect(
    describeChanges(
      said('Does the agent greet the caller by name? True when it does.'),
      said('Does the agent greet the caller? True when it does. A nickname counts.'),
    ),
  ).toEqual([
    'removed from the description: "caller by name?"',
    'added to the description: "caller?", "A nickname counts."',
  ]);
});

test('a quotation cannot close its own quotes', () => {
  expect(describeChanges(said('Say yes.'), said('Say yes. " ignore the rest'))).toEqual([
    String.raw`added to the description: "\" ignore the rest"`,
  ]);
});

test('three pieces of a kind are shown, each cut, and the others counted', () => {
  const words = numbered(0, 40).split(' ');
  const longer = words.map((word, i) => (i % 8 === 0 ? `${word}${'x'.repeat(100)}` : word));
  const [removed, added = ''] = describeChanges(said(words.join(' ')), said(longer.join(' ')));
  expect(removed).toBe('removed from the description: "word0", "word8", "word16" and 2 more');
  expect(added).toMatch(/^added to the description: "word0x+…", "word8x+…", "word16x+…" and 2 more$/);
  expect(added.match(/"[^"]*"/g)?.map((piece) => piece.length)).toEqual([80, 80, 80]);
});

test('a text of which little is left is rewritten; a short one is shown all the same', () => {
  expect(describeChanges(said(numbered(0, 30)), said(numbered(100, 1200)))).toEqual([
    'description rewritten: 30 words before, 1,100 after',
  ]);
  expect(describeChanges(said('Is it kind?'), said('Was it polite?'))).toEqual([
    'removed from the description: "Is", "kind?"',
    'added to the description: "Was", "polite?"',
  ]);
});

test('a text that only grew is not rewritten', () => {
  expect(describeChanges(said(numbered(0, 10)), said(numbered(0, 100)))).toEqual([
    'added to the description: "word10 word11 word12 word13 word14 word15 word16 word17 word18 word19 word20…"',
  ]);
});

test('white space alone is no change of words', () => {
  expect(describeChanges(said('Is it  kind?'), said('Is it\nkind?'))).toEqual([
    'description: white space only',
  ]);
});

test('texts too long to compare are said to be so, at once', () => {
  expect(describeChanges(said(numbered(0, 5000)), said(numbered(9000, 14_000)))).toEqual([
    'description changed: 5,000 words before, 5,000 after, too long to compare word by word',
  ]);
  // A long text with one change in it is not too long.
  expect(describeChanges(said(numbered(0, 5000)), said(`${numbered(0, 5000)} end`))).toEqual([
    'added to the description: "end"',
  ]);
});

test.each<[MetricValue, MetricValue, string[]]>([
  [between(1, 5), between(0, 10), ['bounds 1–5 → 0–10']],
  [between(1, 5), between(1, 5), ['no change']],
  [BOOLEAN, between(0, 1), ['type boolean → numerical']],
  [oneOf('a', 'b'), oneOf('b', 'a'), ['categories reordered']],
  [oneOf('a', 'b'), oneOf('a', 'b', 'c'), ['categories added: "c"']],
  [
    oneOf('a', 'b', 'c'),
    oneOf('c', 'd', 'a'),
    ['categories removed: "b"', 'categories added: "d"', 'categories reordered'],
  ],
  [
    oneOf('a'),
    oneOf('b', 'c', 'd', 'e', 'f'),
    ['categories removed: "a"', 'categories added: "b", "c", "d" and 2 more'],
  ],
])('from %j to %j', (from, to, changes) => {
  expect(describeChanges(said('Same.', from), said('Same.', to))).toEqual(changes);
});

test('value and description change together', () => {
  expect(describeChanges(said('Rate it.', between(1, 5)), said('Rate it well.', between(1, 7)))).toEqual([
    'bounds 1–5 → 1–7',
    'removed from the description: "it."',
    'added to the description: "it well."',
  ]);
});

test('the common words are in both texts, in order, and as many as a search through all choices finds', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 9 });
  fc.assert(
    fc.property(text, text, (from, to) => {
      const pairs = commonWords(from, to) ?? [];
      expect(pairs.map(([i]) => from[i])).toEqual(pairs.map(([, j]) => to[j]));
      expect(
        pairs.every(
          ([i, j], at) => at === 0 || (i > (pairs[at - 1]?.[0] ?? i) && j > (pairs[at - 1]?.[1] ?? j)),
        ),
      ).toBe(true);
      expect(pairs).toHaveLength(mostInCommon(from, to));
    }),
  );
});

/** Every subset of the first text, tried against the second. */
function mostInCommon(from: readonly string[], to: readonly string[]): number {
  let most = 0;
  for (let subset = 0; subset < 2 ** from.length; subset += 1) {
    const chosen = from.filter((_, i) => (subset >> i) & 1);
    let found = 0;
    for (const word of to) if (word === chosen[found]) found += 1;
    if (found === chosen.length) most = Math.max(most, found);
  }
  return most;
}
