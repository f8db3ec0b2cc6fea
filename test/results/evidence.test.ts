import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/amigo/result.ts';
import { Evidence, type Only } from '../../src/results/figures/evidence.ts';
import type { Criterion } from '../../src/results/figures/criterion.ts';
import { rowOf } from '../support/results-worlds.ts';

interface Sample {
  readonly value: Value;
  readonly unit: number;
  readonly at: number;
  readonly source?: string;
}

/** The values and units of examples, which are the same in whatever order results come. */
function chosen(
  samples: readonly Sample[],
  {
    room = 3,
    criterion = null,
    only = 'all',
  }: { room?: number; criterion?: Criterion | null; only?: Only } = {},
): string[] {
  const rows = samples.map(({ source = 'post-session', value, ...sample }, place) => ({
    ...rowOf(place, { metricId: 'b', version: 1, source, value: null, ...sample }),
    value,
  }));
  const [first, second] = [rows, rows.toReversed()].map((all) => {
    const evidence = new Evidence(room, criterion);
    for (const row of all) evidence.offer(row);
    const typed = typeof rows[0]?.value === 'number' ? 'numerical' : 'boolean';
    return evidence
      .choose(only, typed, criterion !== null)
      .map(({ value, conversationId }) => `${value} ${conversationId}`);
  });
  expect(second).toEqual(first);
  return first ?? [];
}
const conversations = (...of: readonly [Value, number][]) =>
  of.map(([value, unit]) => `${value} conversation ${unit}`);

describe('examples', () => {
  it('are those of the rarer value, the newest first', () => {
    const samples = [true, true, false, true, false].map((value, unit) => ({ value, unit, at: unit }));
    expect(chosen(samples)).toEqual(conversations([false, 4], [false, 2]));
  });

  it('are the failing ones with a criterion, or what is asked for', () => {
    const criterion = { type: 'boolean' as const, expected: false };
    const samples = [true, false, null].map((value, unit) => ({ value, unit, at: unit }));
    expect(chosen(samples, { criterion })).toEqual(conversations([true, 0]));
    expect(chosen(samples, { criterion, only: 'passing' })).toEqual(conversations([false, 1]));
    expect(chosen(samples, { criterion, only: 'not_applicable' })).toEqual(conversations([null, 2]));
    expect(chosen(samples, { only: 'failing' })).toEqual([]);
  });

  it('of numbers are both ends in turn', () => {
    const samples = [3, 1, 5, 4, 2].map((value, unit) => ({ value, unit, at: 0 }));
    expect(chosen(samples)).toEqual(conversations([1, 1], [5, 2], [2, 4]));
  });

  it('are of different units before one comes again', () => {
    const samples = [1, 1, 1, 2].map((unit, at) => ({ value: false, unit, at: 10 - at }));
    expect(chosen(samples)).toEqual(conversations([false, 1], [false, 2], [false, 1]));
  });

  it('are of each source type in turn, the largest first', () => {
    const samples = [
      ...[1, 2, 3, 4].map((unit) => ({ value: false, unit, at: 100 + unit })),
      { value: false, unit: 9, at: 0, source: 'manual' },
    ];
    expect(chosen(samples)).toEqual(conversations([false, 4], [false, 9], [false, 3]));
  });
});
