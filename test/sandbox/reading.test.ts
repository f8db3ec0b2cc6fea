import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMINISTRATOR, AUTHORS, ORGANIZATION, SERVICES } from '../../src/sandbox/organization.ts';
import { idOf, read, startUser, type SandboxUser } from './user.ts';

let user: SandboxUser;
beforeAll(async () => {
  user = await startUser();
});
afterAll(() => user.close());

function list(query: string) {
  return read.metrics(user.ask('GET', `/metric/?${query}`));
}
async function names(query: string): Promise<string[]> {
  return (await list(query)).metrics.map(({ name }) => name);
}
async function found(query: string): Promise<string[]> {
  const hits = await read.hits(user.ask('GET', `/metric/search/?${query}`));
  return hits.map(({ name }) => name);
}

test('lists living metrics, deleted ones only when asked for', async () => {
  const living = await list('');
  const deleted = await list('is_deleted=true');
  expect(living.metrics.every(({ is_deleted }) => !is_deleted)).toBe(true);
  expect(deleted.metrics.map(({ name }) => name)).toEqual(['Overall satisfaction guess']);
  const id = deleted.metrics[0]?.id;
  expect(await names(`id=${id}`)).toEqual([]);
  expect(await names(`id=${id}&is_deleted=true`)).toEqual(['Overall satisfaction guess']);
});

test('filters by id, type, service and creator: one value of each kind must hold', async () => {
  const [one, two] = [await idOf(user, 'Empathy score'), await idOf(user, 'Call outcome')];
  expect((await names(`id=${one}&id=${two}`)).toSorted()).toEqual(['Call outcome', 'Empathy score']);
  expect(await names(`id=${one}&id=${two}&type=categorical`)).toEqual(['Call outcome']);
  const typed = await list('type=boolean&type=numerical');
  expect(new Set(typed.metrics.map((metric) => metric.metric_value_type))).toEqual(
    new Set(['boolean', 'numerical']),
  );
  const served = await list(`applied_to_service=${SERVICES[1]}`);
  expect(served.metrics.length).toBeGreaterThan(5);
  expect(served.metrics.every((metric) => metric.applied_to_services.includes(SERVICES[1]))).toBe(true);
  const created = await list(`creator=${ORGANIZATION}%2C${AUTHORS[1].user_id}`);
  expect(created.metrics.length).toBeGreaterThan(5);
  expect(created.metrics.every(({ creator }) => creator.user_id === AUTHORS[1].user_id)).toBe(true);
});

test('filters by tag: with a value, any value or none', async () => {
  const valued = await list('tag=team%3Asafety');
  expect(valued.metrics.length).toBeGreaterThan(2);
  expect(valued.metrics.every(({ tags }) => tags.some((tag) => tag.value === 'safety'))).toBe(true);
  const any = await list('tag=stage%3A*');
  expect(new Set(any.metrics.flatMap(({ tags }) => tags.find(({ key }) => key === 'stage')?.value))).toEqual(
    new Set(['production', 'pilot']),
  );
  expect(await names('tag=gate%3A')).toEqual(['Emergency symptoms escalated']);
  expect(await names('tag=team%3A')).toEqual([]);
  expect((await names('tag=gate%3A&tag=stage%3Apilot')).length).toBeGreaterThan(1);
});

test('pages by a token, with filter values on the first page only, and sorts by the last update', async () => {
  const first = await list('sort_by=%2Bupdated_at&limit=20');
  expect(first).toMatchObject({ has_more: true, continuation_token: 20 });
  expect(first.filter_values?.tags).toContain('team');
  const second = await list('sort_by=%2Bupdated_at&limit=20&continuation_token=20');
  expect(second).toMatchObject({ has_more: false, continuation_token: null, filter_values: null });
  const all = [...first.metrics, ...second.metrics];
  expect(new Set(all.map(({ id }) => id)).size).toBe((await list('')).metrics.length);
  const updated = all.map((metric) => Date.parse(metric.updated_at));
  expect(updated).toEqual(updated.toSorted((one, other) => one - other));
  const backwards = await list('sort_by=-updated_at');
  expect(backwards.metrics.map(({ id }) => id)).toEqual(all.map(({ id }) => id).reverse());
});

test('a limit of 0 is legal and gives a list that ends, wherever it is asked for', async () => {
  const nothing = { metrics: [], has_more: false, continuation_token: null };
  expect(await list('limit=0')).toMatchObject(nothing);
  expect(await list('limit=0&continuation_token=3')).toMatchObject(nothing);
});

test('takes the last of a value given twice, and ignores parameters that it does not know', async () => {
  expect(await names('limit=5&limit=2&colour=red')).toHaveLength(2);
});

test.each([
  ['/metric/?limit=51', 'limit'],
  ['/metric/?limit=-1', 'limit'],
  ['/metric/?limit=x', 'limit'],
  ['/metric/?continuation_token=abc', 'continuation_token'],
  ['/metric/?id=abc', 'id'],
  [`/metric/?id=${'a'.repeat(24)}&id=${'a'.repeat(24)}`, 'id'],
  ['/metric/?type=text', 'type'],
  ['/metric/?type=boolean&type=boolean', 'type'],
  ['/metric/?is_deleted=maybe', 'is_deleted'],
  ['/metric/?creator=nobody', 'creator'],
  ['/metric/?tag=team', 'tag'],
  ['/metric/?sort_by=updated_at', 'sort_by'],
  ['/metric/?sort_by=+updated_at', 'sort_by'],
  ['/metric/?sort_by=-name', 'sort_by'],
  ['/metric/search/', 'query'],
  ['/metric/search/?query=%20', 'query'],
  [`/metric/${'a'.repeat(24)}/version?limit=11`, 'limit'],
  [`/metric/${'a'.repeat(24)}/version?limit=0`, 'limit'],
  [`/metric/${'a'.repeat(24)}/version?version=first`, 'version'],
])('complains of %s', async (path, name) => {
  const reply = await user.ask('GET', path);
  expect(reply.status).toBe(422);
  expect(reply.body).toMatchObject({
    detail: [
      { loc: expect.arrayContaining(['query', name]), msg: expect.any(String), type: expect.any(String) },
    ],
  });
});

test('searches names: the whole before the beginning before a part before single words', async () => {
  expect((await found('query=empathy%20SCORE'))[0]).toBe('Empathy score');
  expect(await found('query=call')).toEqual(
    expect.arrayContaining(['Call outcome', 'Caller frustration', 'Callback number confirmed']),
  );
  expect((await found('query=read%20back'))[0]).toBe('Medication name read back');
  expect(await found('query=outcome%20language')).toEqual(
    expect.arrayContaining(['Call outcome', 'Plain language grade', 'Conversation language']),
  );
  expect(await found('query=zebra')).toEqual([]);
  expect(await found('query=Overall%20satisfaction%20guess')).toEqual([]);
  expect(await found('query=call&type=numerical')).toEqual(['Caller frustration']);
});

test('a search gives 50 hits at most', async () => {
  const own = await startUser();
  for (let number = 1; number <= 55; number += 1) {
    await own.ask('POST', '/metric/', {
      name: `Probe ${number}`,
      applied_to_services: [],
      additional_notes: null,
      tags: {},
      initial_version_metric_value: { description: 'Probe?', metric_value: { type: 'boolean' } },
    });
  }
  expect(await read.hits(own.ask('GET', '/metric/search/?query=Probe'))).toHaveLength(50);
  await own.close();
});

test.each([
  ['', [1, 2, 3, 4]],
  ['version=3', [3]],
  ['version=latest', [4]],
  ['version=2-3', [2, 3]],
  ['version=3-latest', [3, 4]],
  ['version=1-latest&sort_by=-version', [4, 3, 2, 1]],
  ['version=9', []],
])('reads versions by %s', async (query, expected) => {
  const id = await idOf(user, 'Empathy score');
  const { metric_versions } = await read.versions(user.ask('GET', `/metric/${id}/version?${query}`));
  expect(metric_versions.map(({ version }) => version)).toEqual(expected);
});

test('pages versions, of deleted metrics too', async () => {
  const id = await idOf(user, 'Empathy score');
  const path = `/metric/${id}/version?limit=3`;
  expect(await read.versions(user.ask('GET', path))).toMatchObject({
    has_more: true,
    continuation_token: 3,
  });
  expect(await read.versions(user.ask('GET', `${path}&continuation_token=3`))).toMatchObject({
    metric_versions: [{ version: 4 }],
    has_more: false,
    continuation_token: null,
  });
  const [deleted] = (await list('is_deleted=true')).metrics;
  const versions = await read.versions(user.ask('GET', `/metric/${deleted?.id}/version`));
  expect(versions.metric_versions).toHaveLength(1);
  expect((await user.ask('GET', `/metric/${'a'.repeat(24)}/version`)).status).toBe(404);
});

test('one author is the administrator', () => {
  expect(AUTHORS[0].user_id).toBe(ADMINISTRATOR.userId);
});
