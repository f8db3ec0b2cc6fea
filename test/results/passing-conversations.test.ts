import { expect, it } from 'vitest';
import { PassingConversations } from '../../src/results/figures/passing-conversations.ts';
import type { Value } from '../../src/amigo/result.ts';
import { rowOf } from '../support/results-worlds.ts';

type Judged = readonly [unit: number, value: Value, at: number | null, source?: string];

function passing(...results: readonly Judged[]): string[][] {
  return [results, results.toReversed()].map((all) => {
    const found = new PassingConversations();
    for (const [place, [unit, value, at, source = 'post-session']] of all.entries())
      found.add({ ...rowOf(place, { metricId: 'b', version: 1, source, unit, value: null, at }), value });
    return [...found.where({ type: 'boolean', expected: true })].sort();
  });
}
const both = (...conversations: string[]) => [conversations, conversations];

it('a conversation passes by its newest result, in whatever order they come', () => {
  expect(passing([1, true, 5], [2, false, 5], [1, false, 4], [2, true, 4])).toEqual(both('conversation 1'));
  expect(passing([1, true, null], [1, false, 1])).toEqual(both());
});

it('only where the newest of every source type say the same', () => {
  expect(passing([1, true, 5], [1, true, 1, 'manual'])).toEqual(both('conversation 1'));
  expect(passing([1, true, 5], [1, false, 1, 'manual'])).toEqual(both());
  expect(passing([1, true, 5], [1, false, 5])).toEqual(both());
});

it('never by null, a value of another type, or a simulation', () => {
  expect(passing([1, null, 5], [2, 'true', 5], [3, true, 5, 'simulation'])).toEqual(both());
  expect(passing([1, true, 5], [1, null, 1, 'manual'])).toEqual(both());
});
