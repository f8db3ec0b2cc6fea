import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { expect, test } from 'vitest';
import { Suggestions } from '../../src/resources/suggestions.ts';
import { createApp, serve, startServer } from '../support/client.ts';
import { after, json } from '../support/peer.ts';
import {
  id,
  listPage,
  metric,
  startAmigo,
  version,
  versionsOf,
  versionsPage,
  WIRE,
} from '../support/amigo.ts';

const TEMPLATE = 'amigo://metrics/{metric_id}/versions/{version}';

async function complete(
  client: Client,
  name: string,
  value: string,
  context: Record<string, string> = {},
  ref: { type: 'ref/resource'; uri: string } | { type: 'ref/prompt'; name: string } = {
    type: 'ref/resource',
    uri: TEMPLATE,
  },
) {
  const { completion } = await client.complete({
    ref,
    argument: { name, value },
    context: { arguments: context },
  });
  return completion;
}

const NAMES = ['Empathy', 'Safe advice', 'Safety', 'Is it safe?'];

async function organization() {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(listPage(NAMES.map((name, number) => metric(number, { name })))));
  return { peer, ...(await serve(env)) };
}

test('a metric is found by its name in any letter case, those that begin so first, and given by its id', async () => {
  const { client } = await organization();
  expect(await complete(client, 'metric_id', 'SAFE')).toEqual({
    values: [id(1), id(2), id(3)],
    total: 3,
    hasMore: false,
  });
});

test('a metric is found by a part of its id', async () => {
  const { client } = await organization();
  expect((await complete(client, 'metric_id', id(2).toUpperCase())).values).toEqual([id(2)]);
  expect((await complete(client, 'metric_id', '')).values).toHaveLength(4);
  expect((await complete(client, 'metric_id', 'nothing like it')).values).toEqual([]);
});

test('a prompt’s metric is given by its name', async () => {
  const { client } = await organization();
  const ref = { type: 'ref/prompt', name: 'review_results' } as const;
  expect((await complete(client, 'metric', 'safe', {}, ref)).values).toEqual(NAMES.slice(1));
});

test('each key pressed asks Amigo nothing new', async () => {
  const { peer, client } = await organization();
  await Promise.all(['s', 'sa', 'saf'].map((typed) => complete(client, 'metric_id', typed)));
  await complete(client, 'metric_id', 'safe');
  expect(peer.requests).toHaveLength(1);
});

test('at most a hundred are given, and how many there are', async () => {
  const { peer, env } = await startAmigo();
  const page = (number: number) => Array.from({ length: 50 }, (_, at) => metric(50 * number + at));
  peer.on(WIRE.list, json(listPage(page(0), 50)), json(listPage(page(1), 100)), json(listPage(page(2))));
  const { client } = await serve(env);
  const { values, total, hasMore } = await complete(client, 'metric_id', 'metric');
  expect({ given: values.length, total, hasMore }).toEqual({ given: 100, total: 150, hasMore: true });
});

test('a list that breaks off is given as far as it was read, without a total', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(listPage([metric(1)], 50)), json({ detail: 'no' }, 403));
  const { client } = await serve(env);
  expect(await complete(client, 'metric_id', '')).toEqual({ values: [id(1)], hasMore: true });
});

test('versions of the metric at hand: latest and the numbers, the newest first', async () => {
  const { peer, client } = await organization();
  peer.on(versionsOf(id(1)), json(versionsPage([version(1, { version: 12, description: 'Is it so?' })])));
  const context = { metric_id: id(1) };
  const all = await complete(client, 'version', '', context);
  expect(all.values.slice(0, 3)).toEqual(['latest', '12', '11']);
  expect(all).toMatchObject({ total: 13, hasMore: false });
  expect((await complete(client, 'version', '1', context)).values).toEqual(['12', '11', '10', '1']);
  expect((await complete(client, 'version', 'La', context)).values).toEqual(['latest']);
  // Of a metric that is not named yet, the latest is the one that is sure to be there.
  expect(await complete(client, 'version', '')).toEqual({ values: ['latest'], hasMore: true });
  expect((await complete(client, 'version', '1')).values).toEqual([]);

  const ref = { type: 'ref/prompt', name: 'compare_versions' } as const;
  const numbers = await complete(client, 'to', '', { metric: id(1) }, ref);
  expect(numbers.values.slice(0, 2)).toEqual(['12', '11']);
});

test('of thirty million versions a hundred are given, and how many there are', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(listPage([metric(1)])));
  peer.on(
    versionsOf(id(1)),
    json(versionsPage([version(1, { version: 30_000_000, description: 'Is it so?' })])),
  );
  // A process of its own: one that makes them all could not be ended from within.
  const { client } = await startServer(['serve'], env);
  const context = { metric_id: id(1) };
  const all = await complete(client, 'version', '', context);
  expect(all.values.slice(0, 3)).toEqual(['latest', '30000000', '29999999']);
  expect({ ...all, values: all.values.length }).toEqual({ values: 100, total: 30_000_001, hasMore: true });
  const some = await complete(client, 'version', '2999', context);
  expect(some.values.slice(0, 2)).toEqual(['29999999', '29999998']);
  expect({ ...some, values: some.values.length }).toEqual({ values: 100, total: 11_111, hasMore: true });
  expect(await complete(client, 'version', '300000', context)).toEqual({
    values: ['30000000', '3000009', '3000008', '3000007', '3000006', '3000005', '3000004', '3000003'].concat([
      '3000002',
      '3000001',
      '3000000',
      '300000',
    ]),
    total: 12,
    hasMore: false,
  });
});

test('a failing Amigo completes nothing, says so in the log, and is asked again', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json({ detail: 'no' }, 403), json(listPage([metric(1)])));
  const { client, log } = await serve(env);
  expect(await complete(client, 'metric_id', '')).toEqual({ values: [], hasMore: false });
  expect(log()).toContain('code=forbidden');
  expect((await complete(client, 'metric_id', '')).values).toEqual([id(1)]);
});

test('a version of a metric that is not there completes nothing', async () => {
  const { client, log } = await organization();
  expect((await complete(client, 'version', '', { metric_id: id(9) })).values).toEqual([]);
  expect(log()).toContain('code=not_found');
});

test('without credentials nothing is completed', async () => {
  const { client } = await serve({});
  expect((await complete(client, 'metric_id', '')).values).toEqual([]);
});

test('a created metric can be completed at once', async () => {
  const { client } = await serve({ AMIGO_SANDBOX: '1' });
  const name = 'Asked about allergies';
  expect((await complete(client, 'metric_id', name)).values).toEqual([]);
  const created = await client.callTool({
    name: 'create_metric',
    arguments: {
      name,
      description: 'Did the agent ask about allergies? True: it asked. False: it did not.',
      metric_value: { type: 'boolean' },
    },
  });
  expect(created.isError).toBeUndefined();
  expect((await complete(client, 'metric_id', name)).values).toHaveLength(1);
});

test('a list that was asked for before a write is not kept after it', async () => {
  const { peer, env } = await startAmigo();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  peer.on(WIRE.list, after(held, json(listPage([metric(1)]))), json(listPage([metric(1), metric(2)])));
  const suggestions = new Suggestions(createApp(env).app.context);
  const before = suggestions.metricIds('');
  await peer.received(1);
  suggestions.forget();
  release();
  await before;
  expect((await suggestions.metricIds('')).values).toEqual([id(1), id(2)]);
});

test.each([
  [{ type: 'ref/resource', uri: 'amigo://metrix' }],
  [{ type: 'ref/prompt', name: 'review_result' }],
] as const)('completing in %j, which there is not, is invalid params', async (ref) => {
  const { client } = await serve({});
  await expect(complete(client, 'metric_id', '', {}, ref)).rejects.toMatchObject({ code: -32602 });
});

test('what has nothing to complete completes to nothing', async () => {
  const { client } = await organization();
  const fixed = { type: 'ref/resource', uri: 'amigo://metrics' } as const;
  expect((await complete(client, 'metric_id', '', {}, fixed)).values).toEqual([]);
  const prompt = { type: 'ref/prompt', name: 'review_results' } as const;
  expect((await complete(client, 'period', 'l', {}, prompt)).values).toEqual([]);
  expect(await complete(client, 'constructor', 'l', {}, prompt)).toEqual({ values: [], hasMore: false });
});
