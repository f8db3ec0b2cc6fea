import { describe, expect, it } from 'vitest';
import { summaryOf, type Options } from '../support/results-summary.ts';
import { rowOf, type WorldRow } from '../support/results-worlds.ts';

type Value = WorldRow['value'];

/** Results of units 0, 1, 2 …: one of each value. */
function judged(
  metricId: string,
  version: number,
  source: string,
  values: readonly Value[],
  first = 0,
): WorldRow[] {
  return values.map((value, place) =>
    rowOf(version * 1_000 + first + place, { metricId, version, source, unit: first + place, value, at: 0 }),
  );
}
const times = (n: number, value: Value) => Array.from({ length: n }, () => value);
const changeOf = (rows: readonly WorldRow[], version: number, source: string, options: Options = {}) =>
  summaryOf(rows, options).metrics[0]?.entries?.find(
    (entry) => entry.version === version && entry.source_type === source,
  )?.change;

describe('a version is compared', () => {
  it('with the one before it of its source type, though another lies between', () => {
    const rows = [
      ...judged('b', 1, 'manual', times(12, true)),
      ...judged('b', 2, 'post-session', times(12, true), 50),
      ...judged('b', 3, 'manual', times(12, false), 100),
    ];
    expect(changeOf(rows, 3, 'manual')).toMatchObject({ from: 1, verdict: 'down', difference: -1 });
    expect(changeOf(rows, 2, 'post-session')).toBeUndefined();
  });

  it('by hand with post-session results of the version before, over the conversations that both judged', () => {
    const tried = [
      ...judged('b', 1, 'post-session', [...times(12, false), null, null]),
      ...judged('b', 2, 'manual', [...times(12, true), null, true]),
    ];
    expect(changeOf(tried, 2, 'manual')).toMatchObject({
      from: { version: 1, source_type: 'post-session' },
      verdict: 'up',
      paired: 12,
      flips: [12, 0],
      not_applicable_both: 1,
    });
    const strangers = [
      ...judged('b', 1, 'post-session', times(12, false)),
      ...judged('b', 2, 'manual', times(12, true), 100),
    ];
    expect(changeOf(strangers, 2, 'manual')).toBeUndefined();
    // Its own source type comes first when both are paired.
    const own = [...tried, ...judged('b', 1, 'manual', times(12, true))];
    expect(changeOf(own, 2, 'manual')).toMatchObject({ from: 1, paired: 12, flips: [0, 0] });
  });

  it.each([
    ['bounds differ', 'n', 2, null],
    ['definition unread', 'u', 1, null],
    ['no criterion', 'c', 1, null],
    ['categories differ', 'c', 2, { type: 'categorical', expected: ['booked'], none: false } as const],
  ])('not where the number does not mean the same: %s', (reason, metricId, version, criterion) => {
    const value = metricId === 'c' ? 'booked' : 5;
    const rows = [version, version + 1].flatMap((number) =>
      judged(metricId, number, 'manual', times(12, value), number * 100),
    );
    expect(changeOf(rows, version + 1, 'manual', { criterion })).toMatchObject({
      verdict: 'not comparable',
      reason,
      difference: null,
    });
  });
});

it('source types are compared with post-session of the same version', () => {
  const rows = [
    ...judged('b', 1, 'post-session', times(12, true)),
    ...judged('b', 1, 'simulation', times(12, false)),
    ...judged('b', 2, 'simulation', times(12, false)),
  ];
  expect(changeOf(rows, 1, 'simulation', { compare: 'sources' })).toMatchObject({
    from: 'post-session',
    verdict: 'down',
  });
  expect(changeOf(rows, 1, 'post-session', { compare: 'sources' })).toBeUndefined();
  expect(changeOf(rows, 2, 'simulation', { compare: 'sources' })).toBeUndefined();
});

it('a period is compared with the same version in another one, never by pairs', () => {
  const baseline = judged('b', 1, 'manual', [...times(9, true), ...times(3, false)]);
  const rows = [...judged('b', 1, 'manual', times(12, true)), ...judged('b', 2, 'manual', times(12, true))];
  const asked: Options = { compare: 'baseline', baseline };
  const change = changeOf(rows, 1, 'manual', asked);
  expect(change).toMatchObject({ from: { n: 12, true_rate: 0.75 }, difference: 0.25 });
  expect(change?.paired).toBeUndefined();
  expect(changeOf(rows, 2, 'manual', asked)).toMatchObject({
    from: { n: 0 },
    verdict: 'not comparable',
    reason: 'other version',
  });
});
