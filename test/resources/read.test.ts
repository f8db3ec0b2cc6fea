import { readFile } from 'node:fs/promises';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { callTool, serve, startServer } from '../support/client.ts';
import { json } from '../support/peer.ts';
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

const LIMIT = 24_000;
const SANDBOX = { AMIGO_SANDBOX: '1' };

const entry = z.object({ id: z.string(), name: z.string(), type: z.string(), uri: z.string() });
const index = z.object({ metrics: z.array(entry), complete: z.boolean(), note: z.string().optional() });
const history = z.object({
  metric_id: z.string(),
  versions: z.array(z.object({ version: z.int(), description: z.string() })),
  complete: z.boolean(),
  note: z.string().optional(),
});

async function textOf(client: Client, uri: string): Promise<string> {
  const { contents } = await client.readResource({ uri });
  const [content, ...others] = contents;
  expect(others).toEqual([]);
  expect(content).toMatchObject({
    uri,
    mimeType: uri === 'amigo://guide' ? 'text/markdown' : 'application/json',
  });
  if (!content || !('text' in content)) throw new Error('no text');
  expect(content.text.length).toBeLessThanOrEqual(LIMIT);
  return content.text;
}

async function dataOf<T>(client: Client, uri: string, shape: z.ZodType<T>): Promise<T> {
  return shape.parse(JSON.parse(await textOf(client, uri)));
}

async function refusal(client: Client, uri: string): Promise<McpError> {
  const failure = await client.readResource({ uri }).catch((error: unknown) => error);
  if (!(failure instanceof McpError)) throw new Error('it was read');
  return failure;
}

test('from the index to one version: every URI leads on, and each content says that it is the sandbox’s', async () => {
  const { client } = await serve(SANDBOX);
  const { metrics, complete } = await dataOf(client, 'amigo://metrics', index);
  expect(complete).toBe(true);
  expect(metrics.length).toBeGreaterThanOrEqual(24);
  const [first] = metrics;
  const uri = first?.uri ?? '';

  const all = z.looseObject({});
  const definition = await dataOf(client, uri, all);
  expect(definition).toMatchObject({
    id: first?.id,
    name: first?.name,
    metric_value_type: first?.type,
    sandbox: true,
  });
  const { versions, complete: whole } = await dataOf(client, `${uri}/versions`, history);
  expect(whole).toBe(true);
  const [newest] = versions;
  expect(definition.latest_version).toMatchObject({ ...newest });
  expect(versions.map((each) => each.version)).toEqual(versions.map((_, at) => versions.length - at));

  const latest = await dataOf(client, `${uri}/versions/latest`, all);
  expect(latest).toMatchObject({ metric_id: first?.id, ...newest, sandbox: true });
  expect(Object.keys(latest)).toEqual(
    expect.arrayContaining(['metric_value', 'creator', 'created_at', 'description', 'version']),
  );
  expect(await dataOf(client, `${uri}/versions/${versions.length}`, all)).toEqual(latest);
});

test('the guide can be read without credentials: three examples, a readable length', async () => {
  const { client } = await serve({});
  const guide = await textOf(client, 'amigo://guide');
  expect(guide.match(/^> /gm)).toHaveLength(3);
  const words = guide.split(/\s+/).length;
  expect(words).toBeGreaterThan(600);
  expect(words).toBeLessThan(1_000);
});

test('in the sandbox the guide names a file of labels that are there to be compared with', async () => {
  const { client } = await serve(SANDBOX);
  const guide = await textOf(client, 'amigo://guide');
  const file = /`([^`]+\.json)`/.exec(guide)?.[1] ?? '';
  const schema = z.object({ metrics: z.array(z.object({ name: z.string(), labels: z.array(z.unknown()) })) });
  const { metrics } = schema.parse(JSON.parse(await readFile(file, 'utf8')));
  const [first] = metrics;
  for (const { name } of metrics) expect(guide).toContain(`*${name}*`);
  const question = { metric_id: [first?.name], labels: first?.labels };
  const { structured } = await callTool(client, 'get_metric_evaluation_results', question);
  expect(structured).toMatchObject({ metrics: [{ agreement: { labelled: 40, found: 40 } }] });
});

test('the hexadecimal digits of an id may be capitals', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(listPage([metric(10)])));
  peer.on(versionsOf(id(10)), json(versionsPage([version(10, { description: 'Is it so?' })])));
  const { client } = await serve(env);
  const text = await textOf(client, `amigo://metrics/${id(10).toUpperCase()}`);
  expect(JSON.parse(text)).toMatchObject({ id: id(10), latest_version: { description: 'Is it so?' } });
});

test.each([
  'amigo://metrix',
  'AMIGO://metrics',
  'amigo://Metrics',
  'amigo://metrics/',
  'amigo://metrics?x=1',
  'amigo://metrics#x',
  'amigo://guide/',
  'amigo://metrics/Empathy%20score',
  `amigo://metrics/${id(1)}/`,
  `amigo://metrics/${id(1)}/version`,
  `amigo://metrics/${id(1)}%2Fversions`,
  `amigo://metrics/${id(1)}/versions/0`,
  `amigo://metrics/${id(1)}/versions/1-2`,
  `amigo://metrics/${id(1)}/versions/Latest`,
  `amigo://metrics/../metrics/${id(1)}`,
  'https://example.org/',
  '',
])('the URI %j stands for nothing, which needs no question to Amigo', async (uri) => {
  const { peer, env } = await startAmigo();
  const { client } = await serve(env);
  expect(await refusal(client, uri)).toMatchObject({ code: -32002, data: { uri } });
  expect(peer.requests).toEqual([]);
});

test.each(['', '/versions', '/versions/1', '/versions/latest'])(
  'an unknown metric is not found under %j',
  async (path) => {
    const { client } = await serve(SANDBOX);
    const uri = `amigo://metrics/${id(1)}${path}`;
    expect(await refusal(client, uri)).toMatchObject({ code: -32002, data: { uri } });
  },
);

test('a version that is not there is not found', async () => {
  const { client } = await serve(SANDBOX);
  const { metrics } = await dataOf(client, 'amigo://metrics', index);
  const uri = `${metrics[0]?.uri}/versions/99`;
  expect(await refusal(client, uri)).toMatchObject({ code: -32002, data: { uri } });
});

test('without credentials reading a metric says what is missing', async () => {
  const { client } = await serve({});
  const { code, message } = await refusal(client, 'amigo://metrics');
  expect(code).toBe(-32603);
  expect(message).toMatch(/not_configured.*AMIGO_ORG_ID/);
});

test('a failure of Amigo’s is told as tools tell it', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json({ detail: 'not yours' }, 403));
  const { client } = await serve(env);
  const failure = await refusal(client, `amigo://metrics/${id(1)}`);
  expect(failure).toMatchObject({ code: -32603, data: { code: 'forbidden' } });
  expect(failure.message).toContain('Metric:GetMetric');
  expect(String(failure)).not.toContain('token-of-a-test');
});

test('a long index is cut, and says how to see the others', async () => {
  const { peer, env } = await startAmigo();
  const page = (number: number) => Array.from({ length: 50 }, (_, at) => metric(50 * number + at));
  peer.on(WIRE.list, ...Array.from({ length: 8 }, (_, at) => json(listPage(page(at), 50 * (at + 1)))));
  const { client } = await serve(env);
  const { metrics, complete, note } = await dataOf(client, 'amigo://metrics', index);
  expect(complete).toBe(false);
  expect(note).toContain(`${metrics.length} metrics`);
  expect(note).toContain('get_metrics');
  expect(metrics.length).toBeGreaterThan(100);
  // No page is read whose metrics could not be shown.
  expect(peer.requests.length).toBeLessThan(8);
});

test('an index whose second page fails shows the first, and says why it ends', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(listPage([metric(1), metric(1)], 50)), json({ detail: 'no' }, 403));
  const { client } = await serve(env);
  const { metrics, complete, note } = await dataOf(client, 'amigo://metrics', index);
  expect({ ids: metrics.map((each) => each.id), complete }).toEqual({ ids: [id(1)], complete: false });
  expect(note).toContain('forbidden');
});

test('long versions: the newest that fit are whole, the note says where the others are', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(listPage([metric(1)])));
  const descriptions = Array.from({ length: 10 }, (_, at) =>
    version(1, { version: 10 - at, description: 'x'.repeat(5_000) }),
  );
  peer.on(versionsOf(id(1)), json(versionsPage(descriptions)));
  const { client } = await serve(env);
  const { versions, complete, note } = await dataOf(client, `amigo://metrics/${id(1)}/versions`, history);
  expect(versions.map((each) => [each.version, each.description.length])).toEqual(
    [10, 9, 8, 7].map((number) => [number, 5_000]),
  );
  expect(complete).toBe(false);
  expect(note).toContain('before 7');
  expect(note).toContain(`amigo://metrics/${id(1)}/versions/{version}`);
});

test('a version that is longer than any content is cut, and so are the others: the process does not spin', async () => {
  const { peer, env } = await startAmigo();
  const categories = Array.from({ length: 50 }, (_, at) => `${at} ${'c'.repeat(97)}`);
  const long = (number: number) => ({
    ...version(1, { version: number, description: 'why '.repeat(5_000) }),
    metric_value: { type: 'categorical', categories },
  });
  const numbers = Array.from({ length: 11 }, (_, at) => 11 - at);
  peer.on(WIRE.list, json(listPage([metric(1)])));
  peer.on(
    versionsOf(id(1)),
    json(versionsPage(numbers.slice(0, 10).map(long), 10)),
    json(versionsPage(numbers.slice(10).map(long))),
  );
  // A process of its own: one that spins could not be ended from within.
  const { client } = await startServer(['serve'], env);
  const { versions, note } = await dataOf(client, `amigo://metrics/${id(1)}/versions`, history);
  expect(versions.map((each) => each.version)).toEqual([11]);
  expect(versions[0]?.description).toMatch(/^why .*…$/);
  expect(note).toMatch(/before 11 are left out.*Long texts are cut/);
});

test('the longest texts that a tool accepts, fifty times, are served within a second', async () => {
  const { peer, env } = await startAmigo();
  const long = '"why" '.repeat(3_334).slice(0, 20_000);
  const categories = Array.from({ length: 50 }, (_, at) => `${at} ${long}`);
  const value = {
    ...version(1, { version: 1, description: long }),
    metric_value: { type: 'categorical', categories },
  };
  peer.on(WIRE.list, json(listPage([metric(1, { additional_notes: long })])));
  peer.on(versionsOf(id(1)), json(versionsPage([value])));
  const { client } = await serve(env);
  const times: number[] = [];
  for (const path of ['', '/versions', '/versions/latest', '', '/versions', '/versions/latest']) {
    const start = performance.now();
    expect(await textOf(client, `amigo://metrics/${id(1)}${path}`)).toContain('Long texts are cut');
    times.push(performance.now() - start);
  }
  // The fastest half: a machine that is busy with something else slows the others down.
  expect(times.toSorted((a, b) => a - b)[2]).toBeLessThan(1_000);
});

test('a definition that is longer than any content is cut where it is longest, and says so', async () => {
  const { peer, env } = await startAmigo();
  const services = Array.from({ length: 2_000 }, (_, at) => id(at));
  peer.on(WIRE.list, json(listPage([metric(1, { applied_to_services: services })])));
  peer.on(versionsOf(id(1)), json(versionsPage([version(1, { description: 'why '.repeat(20_000) })])));
  const { client } = await serve(env);
  const text = await textOf(client, `amigo://metrics/${id(1)}`);
  expect(JSON.parse(text)).toMatchObject({ id: id(1), note: expect.stringContaining('cut') });
});

test('what Amigo’s text hides is not shown', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(listPage([metric(1, { name: 'Me\u202etric\u{e0041}', secret_field: 'planted' })])));
  peer.on(versionsOf(id(1)), json(versionsPage([version(1, { description: 'Is\u0000 it?' })])));
  const { client } = await serve(env);
  const text = await textOf(client, `amigo://metrics/${id(1)}`);
  expect(JSON.parse(text)).toMatchObject({ name: 'Metric', latest_version: { description: 'Is it?' } });
  expect(text).not.toContain('planted');
});

test('a deleted metric can still be read by its id, even where its versions cannot', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.list, json(listPage([])), json(listPage([metric(1, { is_deleted: true })])));
  peer.on(versionsOf(id(1)), json({ detail: 'gone' }, 404));
  const { client } = await serve(env);
  const text = await textOf(client, `amigo://metrics/${id(1)}`);
  expect(JSON.parse(text)).toMatchObject({ is_deleted: true, note: expect.stringContaining('no version') });
  expect(peer.requests.map(({ query }) => query.get('is_deleted'))).toEqual(['false', 'true', null]);
});

test('an organization that Amigo does not know is no missing resource', async () => {
  const { peer, env } = await startAmigo();
  peer.onSignIn(json({ detail: 'Organization not found' }, 404));
  const { AMIGO_TOKEN: _, ...rest } = env;
  const key = { AMIGO_API_KEY: 'a-key-of-a-test', AMIGO_API_KEY_ID: 'key', AMIGO_USER_ID: 'user' };
  const { client } = await serve({ ...rest, ...key });
  const failure = await refusal(client, `amigo://metrics/${id(1)}`);
  expect(failure).toMatchObject({ code: -32603, message: expect.stringContaining('AMIGO_ORG_ID') });
});
