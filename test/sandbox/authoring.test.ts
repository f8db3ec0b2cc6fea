import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMINISTRATOR, SERVICES } from '../../src/sandbox/organization.ts';
import { idOf, read, startUser, type SandboxUser } from './user.ts';

let user: SandboxUser;
beforeAll(async () => {
  user = await startUser();
});
afterAll(() => user.close());

const BOOLEAN = { description: 'Is it so?', metric_value: { type: 'boolean' } };

function request(name: string, more: Record<string, unknown> = {}) {
  return {
    name,
    applied_to_services: [],
    additional_notes: null,
    tags: {},
    initial_version_metric_value: BOOLEAN,
    ...more,
  };
}
function create(name: string, more: Record<string, unknown> = {}): Promise<string> {
  return read.id(user.ask('POST', '/metric/', request(name, more)));
}
async function metric(id: string, deleted = false) {
  const { metrics } = await read.metrics(user.ask('GET', `/metric/?id=${id}&is_deleted=${deleted}`));
  return metrics[0];
}
async function latest(id: string) {
  const { metric_versions } = await read.versions(user.ask('GET', `/metric/${id}/version?version=latest`));
  return metric_versions[0];
}

test('creates a metric, trimmed, with tags as a list', async () => {
  const id = await create('  Says goodbye ', {
    applied_to_services: [SERVICES[2]],
    additional_notes: ' note ',
    tags: { ' größe ': null, team: ' très bien ' },
  });
  expect(await metric(id)).toMatchObject({
    name: 'Says goodbye',
    applied_to_services: [SERVICES[2]],
    additional_notes: 'note',
    tags: [
      { key: 'größe', value: null },
      { key: 'team', value: 'très bien' },
    ],
    creator: { user_id: ADMINISTRATOR.userId },
    metric_value_type: 'boolean',
    is_deleted: false,
  });
  expect(await latest(id)).toMatchObject({ version: 1, ...BOOLEAN });
});

test('a name is unique among living metrics', async () => {
  const id = await create('Only once');
  const again = await user.ask('POST', '/metric/', request(' Only once '));
  expect(again).toMatchObject({ status: 409, body: { detail: 'A metric with this name already exists.' } });
  await user.ask('DELETE', `/metric/${id}/`);
  expect(await create('Only once')).not.toBe(id);
});

test('a service must exist', async () => {
  const reply = await user.ask('POST', '/metric/', request('X', { applied_to_services: ['a'.repeat(24)] }));
  expect(reply.status).toBe(404);
});

const version = (description: string, metric_value: unknown) => ({
  initial_version_metric_value: { description, metric_value },
});
test.each([
  ['a blank name', { name: ' ' }, 'name'],
  ['blank notes', { additional_notes: ' ' }, 'additional_notes'],
  ['missing notes', { additional_notes: undefined }, 'additional_notes'],
  ['a blank description', version(' ', { type: 'boolean' }), 'description'],
  ['a type that is none', version('d', { type: 'text' }), 'type'],
  ['missing bounds', version('d', { type: 'numerical', lower_bound: 1 }), 'upper_bound'],
  [
    'bounds in the wrong order',
    version('d', { type: 'numerical', lower_bound: 2, upper_bound: 1 }),
    'metric_value',
  ],
  ['no category', version('d', { type: 'categorical', categories: [] }), 'categories'],
  ['a blank category', version('d', { type: 'categorical', categories: [' '] }), 'categories'],
  ['a category twice', version('d', { type: 'categorical', categories: ['a', 'a '] }), 'categories'],
  ['a tag with a hyphen', { tags: { 'a-b': null } }, 'tags'],
  ['a blank tag value', { tags: { a: ' ' } }, 'tags'],
  ['21 tags', { tags: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, null])) }, 'tags'],
  ['a service that is no id', { applied_to_services: ['x'] }, 'applied_to_services'],
])('complains of %s', async (_, more, place) => {
  const reply = await user.ask('POST', '/metric/', request('New', more));
  const complaint = expect.objectContaining({ loc: expect.arrayContaining(['body', place]) });
  expect(reply.status).toBe(422);
  expect(reply.body).toMatchObject({ detail: expect.arrayContaining([complaint]) });
});

test('creates versions: the expected number must be the next, the type must stay', async () => {
  const id = await create('Versioned');
  const path = `/metric/${id}/version/`;
  const next = { description: 'Is it really so?', metric_value: { type: 'boolean' } };
  expect(await user.ask('POST', `${path}?version=3`, next)).toMatchObject({ status: 409 });
  expect(await user.ask('POST', `${path}?version=2`, next)).toMatchObject({
    status: 201,
    body: { version: 2 },
  });
  expect(await user.ask('POST', `${path}?version=2`, next)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('is 3') },
  });
  expect(await user.ask('POST', path, next)).toMatchObject({ status: 201, body: { version: 3 } });
  const scale = { description: 'd', metric_value: { type: 'numerical', lower_bound: 0, upper_bound: 1 } };
  expect(await user.ask('POST', path, scale)).toMatchObject({
    status: 400,
    body: { detail: 'The metric value type cannot be changed between versions.' },
  });
  expect(await user.ask('POST', `${path}?version=0`, next)).toMatchObject({ status: 422 });
  expect(await user.ask('POST', path, { description: 'd' })).toMatchObject({ status: 422 });
  expect(await latest(id)).toMatchObject({ version: 3, ...next });
});

test('updates replace; what is left out stays, null clears notes only', async () => {
  const before = { applied_to_services: [SERVICES[0]], additional_notes: 'note', tags: { a: '1', b: null } };
  const id = await create('Updated', before);
  const path = `/metric/${id}/`;
  const kept = { applied_to_services: [SERVICES[0]], additional_notes: 'note' };
  for (const nothing of [{}, { applied_to_services: null, tags: null }, { additional_notes: {} }]) {
    expect(await user.ask('POST', path, nothing)).toMatchObject({ status: 200 });
    expect(await metric(id)).toMatchObject({ ...kept, tags: [{ key: 'a' }, { key: 'b' }] });
  }
  await user.ask('POST', path, { tags: { c: null } });
  expect(await metric(id)).toMatchObject({ ...kept, tags: [{ key: 'c', value: null }] });
  await user.ask('POST', path, { applied_to_services: [], additional_notes: null, tags: {} });
  expect(await metric(id)).toMatchObject({ applied_to_services: [], additional_notes: null, tags: [] });
  expect((await user.ask('POST', path, { additional_notes: ' ' })).status).toBe(422);
  expect((await user.ask('POST', path, { tags: { 'a-b': null } })).status).toBe(422);
  expect((await user.ask('POST', `/metric/${'a'.repeat(24)}/`, {})).status).toBe(404);
});

test('an update moves a metric to the front of the list', async () => {
  const id = await idOf(user, 'Follow-up scheduled');
  await user.ask('POST', `/metric/${id}/`, { additional_notes: 'Moved' });
  const { metrics } = await read.metrics(user.ask('GET', '/metric/?sort_by=-updated_at&limit=1'));
  expect(metrics[0]).toMatchObject({ id, updated_by: { user_id: ADMINISTRATOR.userId } });
});

test('deletes softly: readable by id, closed to writes, its results stay', async () => {
  const id = await idOf(user, 'Allergies asked');
  expect((await user.ask('DELETE', `/metric/${id}/`)).status).toBe(200);
  expect(await metric(id)).toBeUndefined();
  expect(await metric(id, true)).toMatchObject({ is_deleted: true, name: 'Allergies asked' });
  expect((await user.ask('DELETE', `/metric/${id}/`)).status).toBe(404);
  expect((await user.ask('POST', `/metric/${id}/`, {})).status).toBe(404);
  expect((await user.ask('POST', `/metric/${id}/version/`, BOOLEAN)).status).toBe(404);
  const path = `/metric/metric_evaluation_result?metric_id_and_version=${id}-`;
  const { metric_evaluation_results: rows } = await read.results(user.ask('GET', path));
  expect(rows.length).toBeGreaterThan(200);
  const conversation_id = rows.find(({ source }) => source.conversation_id)?.source.conversation_id;
  expect((await user.ask('POST', '/metric/evaluate', { metric_ids: [id], conversation_id })).status).toBe(
    404,
  );
});

test('a metric that a unit test uses cannot be deleted', async () => {
  const id = await idOf(user, 'Emergency symptoms escalated');
  expect(await user.ask('DELETE', `/metric/${id}/`)).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('unit test') },
  });
  expect(await metric(id)).toMatchObject({ is_deleted: false });
});
