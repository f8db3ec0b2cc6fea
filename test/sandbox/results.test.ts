import { afterAll, beforeAll, expect, test } from 'vitest';
import { allResults, idOf, read, startUser, type ResultRow, type SandboxUser } from './user.ts';

const PATH = '/metric/metric_evaluation_result';

let user: SandboxUser;
let all: ResultRow[];
beforeAll(async () => {
  user = await startUser();
  all = await allResults(user);
});
afterAll(() => user.close());

function page(query: string) {
  return read.results(user.ask('GET', `${PATH}?${query}`));
}
function ids(rows: readonly ResultRow[]): string[] {
  return rows.map(({ id }) => id);
}
/** The results that a query finds without, or misses in spite of, passing the test. */
async function misfits(query: string, test: (row: ResultRow) => boolean): Promise<string[]> {
  const expected = new Set(ids(all.filter(test)));
  if (expected.size === 0 || expected.size === all.length) throw new Error(`Proves nothing: ${query}`);
  const found = new Set(ids(await allResults(user, query)));
  return ids(all).filter((id) => expected.has(id) !== found.has(id));
}

test('pages of 500, newest or oldest first, filter values on the first one only', async () => {
  const first = await page('sort_by=-created_at');
  expect(first.metric_evaluation_results).toHaveLength(500);
  expect(first).toMatchObject({ has_more: true, continuation_token: 500 });
  expect(first.filter_values?.metric_ids.length).toBeGreaterThanOrEqual(24);
  const second = await page('sort_by=-created_at&continuation_token=500');
  expect(second.filter_values).toBeNull();
  const times = all.map((row) => Date.parse(row.created_at));
  expect(times).toEqual(times.toSorted((one, other) => other - one));
  const oldest = await page('sort_by=%2Bcreated_at&limit=1');
  expect(Date.parse(oldest.metric_evaluation_results[0]?.created_at ?? '')).toBe(times.at(-1));
  const past = await page('continuation_token=1000000');
  const nothing = { metric_evaluation_results: [], has_more: false, continuation_token: null };
  expect(past).toMatchObject(nothing);
  expect(await page('limit=0')).toMatchObject(nothing);
  expect(await page('limit=0&continuation_token=3')).toMatchObject(nothing);
});

test('both ends of a period are included', async () => {
  const [newer, older] = [all[100], all[900]];
  const [after, before] = [older?.created_at ?? '', newer?.created_at ?? ''];
  const range = `&timestamp_after=${encodeURIComponent(after)}&timestamp_before=${encodeURIComponent(before)}`;
  expect(await misfits(range, ({ created_at }) => created_at >= after && created_at <= before)).toEqual([]);
  const instant = encodeURIComponent(after);
  expect(
    await misfits(
      `&timestamp_after=${instant}&timestamp_before=${instant}`,
      ({ created_at }) => created_at === after,
    ),
  ).toEqual([]);
  const elsewhere = encodeURIComponent('2026-11-01T02:00:00+02:00');
  expect(
    await misfits(`&timestamp_before=${elsewhere}`, ({ created_at }) => created_at <= '2026-11-01T00:00:00Z'),
  ).toEqual([]);
});

test('filters by metric, with or without a version', async () => {
  const [one, two] = [await idOf(user, 'Empathy score'), await idOf(user, 'Call outcome')];
  expect(await misfits(`&metric_id_and_version=${one}-`, ({ metric_id }) => metric_id === one)).toEqual([]);
  expect(await misfits(`&metric_id=${one}`, ({ metric_id }) => metric_id === one)).toEqual([]);
  expect(
    await misfits(
      `&metric_id_and_version=${one}-2&metric_id_and_version=${two}-`,
      ({ metric_id, metric_version }) => metric_id === two || (metric_id === one && metric_version === 2),
    ),
  ).toEqual([]);
});

test('filters by source, conversation and run; each kind must hold', async () => {
  const conversation = all.find(({ source }) => source.conversation_id)?.source.conversation_id;
  const run = all.find(({ source }) => source.unit_test_id)?.source.simulation_unit_test_set_run_id;
  expect(await misfits('&source_type=manual', ({ source }) => source.type === 'manual')).toEqual([]);
  expect(
    await misfits(
      '&source_type=manual&source_type=simulation',
      ({ source }) => source.type !== 'post-session',
    ),
  ).toEqual([]);
  expect(
    await misfits(
      `&conversation_id=${conversation}&source_type=post-session`,
      ({ source }) => source.conversation_id === conversation && source.type === 'post-session',
    ),
  ).toEqual([]);
  expect(
    await misfits(
      `&simulation_unit_test_set_run_id=${run}`,
      ({ source }) => source.simulation_unit_test_set_run_id === run,
    ),
  ).toEqual([]);
  const both = await page(`conversation_id=${conversation}&simulation_unit_test_set_run_id=${run}`);
  expect(both.metric_evaluation_results).toEqual([]);
});

test.each([
  'limit=501',
  'timestamp_after=2026-11-01',
  'timestamp_after=2026-11-01T00:00:00',
  'timestamp_after=2026-11-01T00:00:00+00:00',
  'timestamp_before=yesterday',
  'metric_id_and_version=abc-1',
  `metric_id_and_version=${'a'.repeat(24)}`,
  `metric_id_and_version=${'a'.repeat(24)}-latest`,
  'source_type=imported',
  'source_type=manual&source_type=manual',
  'conversation_id=abc',
  'sort_by=-updated_at',
])('complains of %s', async (query) => {
  expect((await user.ask('GET', `${PATH}?${query}`)).status).toBe(422);
});
