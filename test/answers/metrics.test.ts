import { expect, it } from 'vitest';
import { metricsInWords, missingLatest } from '../../src/answers/metrics.ts';
import { HttpError } from '../../src/errors.ts';
import { metricShape as metric } from './metric-shape.ts';

/** The cells of the table, its heads first. */
const cellsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.includes(' | '))
    .map((line) => line.split(' | '));

it('of two metrics nothing is said for all', () => {
  const text = metricsInWords([
    metric({ is_deleted: true, tags: [{ key: 'team', value: 'a|b' }] }),
    metric({ is_deleted: true }),
  ]);
  expect(cellsOf(text)).toEqual([
    ['name', 'id', 'type', 'tags', 'updated (UTC)', 'state'],
    [String.raw`Kind\|ness`, 'a', 'boolean', String.raw`team:a\|b`, 'time unknown', 'deleted'],
    [String.raw`Kind\|ness`, 'a', 'boolean', '', 'time unknown', 'deleted'],
  ]);
  expect(text).not.toContain('For all');
});

it('what three or more metrics have in common is said once, their names never', () => {
  const shared = {
    creator: { org_id: 'org', user_id: 'user' },
    tags: [
      { key: 'new', value: null },
      { key: 'team', value: 'care' },
    ],
    applied_to_services: ['s', 't'],
    is_deleted: true,
  };
  const text = metricsInWords([
    metric(shared),
    metric({ ...shared, id: 'b' }),
    metric({ ...shared, id: 'c', updated_at: '2026-11-20T10:00:00Z' }),
  ]);
  expect(text.split('\n')[0]).toBe(
    'For all: type boolean; tags new, team:care; services s, t; creator org,user; state deleted.',
  );
  expect(cellsOf(text)).toEqual([
    ['name', 'id', 'updated (UTC)'],
    [String.raw`Kind\|ness`, 'a', 'time unknown'],
    [String.raw`Kind\|ness`, 'b', 'time unknown'],
    [String.raw`Kind\|ness`, 'c', '2026-11-20 10:00'],
  ]);
});

it('what differs in the last of them is said of each', () => {
  const text = metricsInWords([metric({}), metric({}), metric({ metric_value_type: 'numerical' })]);
  expect(text.split('\n')[0]).toBe('For all: id a; updated (UTC) time unknown.');
  expect(cellsOf(text).map((cells) => cells[1])).toEqual(['type', 'boolean', 'boolean', 'numerical']);
});

it('notes are cut to their share of the answer, the shorter the more metrics there are', () => {
  const notes = (count: number) => {
    const all = Array.from({ length: count }, (_, n) =>
      metric({ additional_notes: `${n} ${'long '.repeat(2_000)}` }),
    );
    const [heads = [], , row = []] = cellsOf(metricsInWords(all));
    return row[heads.indexOf('notes')]?.length ?? 0;
  };
  expect(notes(2)).toBeGreaterThan(2 * notes(20));
  expect(notes(200)).toBeGreaterThan(20);
});

it('a definition stands under the table', () => {
  const latest_version = {
    version: 3,
    description: 'Is it "so"?',
    metric_value: { type: 'categorical' as const, categories: ['a', 'b'] },
  };
  expect(
    metricsInWords([metric({ latest_version })])
      .split('\n')
      .at(-1),
  ).toBe(String.raw`Kind|ness v3, one of "a", "b": "Is it \"so\"?"`);
  expect(metricsInWords([metric({})])).not.toContain(' v3');
});

it('latest versions that are missing are counted, with the reason and when to try again', () => {
  const two = [metric({}), metric({})];
  const failure = (retryAfterSeconds?: number) =>
    new HttpError('late', {
      code: 'rate_limited',
      operation: 'get-metrics',
      executed: 'no',
      retryAfterSeconds,
    });
  const one = new Map([['a', undefined as never]]);
  const both = new Map([...one, ['b', undefined as never]]);
  expect(missingLatest(two, { versions: both, failure: failure() })).toBeNull();
  expect(missingLatest(two, { versions: one, failure: undefined })).toBe(
    '1 of them without latest_version: get_metric_versions reads it.',
  );
  expect(missingLatest(two, { versions: one, failure: failure() })).toBe(
    '1 of them without latest_version (rate_limited): get_metric_versions reads it.',
  );
  expect(missingLatest(two, { versions: new Map(), failure: failure(7) })).toBe(
    '2 of them without latest_version (rate_limited, again in 7 s): get_metric_versions reads it.',
  );
});
