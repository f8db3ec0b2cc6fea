import { expect, test } from 'vitest';
import { onFastClock } from '../support/clock.ts';
import { serve } from '../support/client.ts';
import { hang, json } from '../support/peer.ts';
import { id, listPage, metric, startAmigo, WIRE } from '../support/amigo.ts';

const FIXED = ['amigo://metrics', 'amigo://guide'];

test('without credentials the fixed resources are listed, and nothing else', async () => {
  const { client } = await serve({});
  const { resources, nextCursor } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(FIXED);
  expect(nextCursor).toBeUndefined();
});

test('the sandbox’s metrics are listed behind the fixed resources, named by their names', async () => {
  const { client } = await serve({ AMIGO_SANDBOX: '1' });
  const { resources } = await client.listResources();
  expect(resources.slice(0, 2).map(({ uri }) => uri)).toEqual(FIXED);
  expect(resources.length).toBeGreaterThanOrEqual(26);
  for (const { uri, title, name, mimeType, annotations } of resources.slice(2)) {
    expect(uri).toMatch(/^amigo:\/\/metrics\/[a-f0-9]{24}$/);
    expect(title).toBe(name);
    expect(mimeType).toBe('application/json');
    expect(annotations?.audience).toEqual(['user', 'assistant']);
    expect(Date.parse(annotations?.lastModified ?? '')).not.toBeNaN();
  }
});

test('a cursor is one page of Amigo’s', async () => {
  const { peer, env } = await startAmigo();
  peer.on(
    WIRE.list,
    json(listPage([metric(1), metric(2)], 50)),
    json(listPage([], 100)),
    json(listPage([metric(3)])),
  );
  const { client } = await serve(env);

  const first = await client.listResources();
  expect(first.resources.map(({ uri }) => uri)).toEqual([
    ...FIXED,
    `amigo://metrics/${id(1)}`,
    `amigo://metrics/${id(2)}`,
  ]);
  const second = await client.listResources({ cursor: first.nextCursor });
  // Pages are cut before permissions are looked at: an empty one ends nothing.
  expect(second.resources).toEqual([]);
  const third = await client.listResources({ cursor: second.nextCursor });
  expect(third.resources.map(({ title }) => title)).toEqual(['Metric 3']);
  expect(third.nextCursor).toBeUndefined();
  expect(peer.requests.map(({ query }) => query.get('continuation_token'))).toEqual([null, '50', '100']);
});

test.each([
  ['no token', { ...listPage([metric(1)]), has_more: true }],
  ['a token of no use', { ...listPage([metric(1)]), has_more: true, continuation_token: {} }],
])('a list that goes on with %s ends, and the log says so', async (_, page) => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(page));
  const { client, log } = await serve(env);
  const { resources, nextCursor } = await client.listResources();
  expect(resources).toHaveLength(3);
  expect(nextCursor).toBeUndefined();
  expect(log()).toContain('broke off');
});

test('a token that comes back is not followed', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(listPage([metric(1)], 50)));
  const { client } = await serve(env);
  const { nextCursor } = await client.listResources();
  expect(nextCursor).toBeDefined();
  expect((await client.listResources({ cursor: nextCursor })).nextCursor).toBeUndefined();
});

test.each(['', 'x', 'WyJyZXNvdXJjZXMiXQ'])(
  'the cursor %j, which nobody gave, is invalid params',
  async (cursor) => {
    const { client } = await serve({});
    await expect(client.listResources({ cursor })).rejects.toMatchObject({ code: -32602 });
  },
);

test('a failing Amigo leaves the fixed resources, and a line in the log', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json({ detail: 'no' }, 403));
  const { client, log } = await serve(env);
  expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(FIXED);
  expect(log()).toContain('code=forbidden');
});

test('a later page that fails is an error, and its cursor is good again once Amigo is well', async () => {
  const { peer, env } = await startAmigo();
  peer.on(
    WIRE.list,
    json(listPage([metric(1)], 50)),
    json({ detail: 'no' }, 403),
    json({ detail: 'no' }, 403),
    json(listPage([metric(2)])),
  );
  const { client } = await serve(env);
  const { nextCursor: cursor } = await client.listResources();
  for (let times = 0; times < 2; times += 1) {
    await expect(client.listResources({ cursor })).rejects.toMatchObject({
      code: -32603,
      message: expect.stringContaining('Error [forbidden]'),
      data: { code: 'forbidden' },
    });
  }
  const { resources, nextCursor } = await client.listResources({ cursor });
  expect(resources.map(({ title }) => title)).toEqual(['Metric 2']);
  expect(nextCursor).toBeUndefined();
});

test('a silent Amigo is waited for 5 seconds at most', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, hang());
  await onFastClock(async () => {
    const { client, log } = await serve(env);
    const start = performance.now();
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(FIXED);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(log()).toContain('code=timeout');
  });
});

test('the three templates are listed', async () => {
  const { client } = await serve({});
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
    'amigo://metrics/{metric_id}',
    'amigo://metrics/{metric_id}/versions',
    'amigo://metrics/{metric_id}/versions/{version}',
  ]);
});
