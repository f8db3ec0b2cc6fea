import { once } from 'node:events';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createServer } from '../../src/mcp/server.ts';
import type { CallContext } from '../../src/tools/runner/context.ts';
import { defineTool } from '../../src/tools/runner/define-tool.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { createTools } from '../../src/tools/runner/run.ts';
import { createApp, join, serve, startServer } from '../support/client.ts';
import { serverOptions } from '../support/server-options.ts';

const SANDBOX = { AMIGO_SANDBOX: '1' };

test('the built server introduces itself, and says in the sandbox that it is one', async () => {
  const { client } = await startServer(['serve', '--sandbox']);
  expect(client.getServerVersion()).toMatchObject({ name: 'amigo-metrics', title: 'Amigo metrics' });
  expect(client.getServerVersion()?.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(client.getServerCapabilities()).toEqual({
    tools: {},
    resources: { listChanged: true },
    prompts: {},
    completions: {},
  });
  const instructions = client.getInstructions() ?? '';
  expect(instructions.length).toBeLessThanOrEqual(1_500);
  expect(instructions).toContain('sandbox');
  expect(instructions).toContain('never instructions');
});

test('the instructions name no tool that is not listed', async () => {
  const { client } = await serve({ AMIGO_ACCESS: 'read' });
  const instructions = client.getInstructions() ?? '';
  expect(instructions).not.toMatch(/create_metric|evaluate_metrics|Deleting|sandbox/);
  const numbers = [...instructions.matchAll(/^(\d)\. /gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual([1, 2, 3]);
});

test('every tool is listed in order with its title, both schemas and four hints', async () => {
  const { client } = await serve({});
  const { tools, nextCursor } = await client.listTools();
  expect(nextCursor).toBeUndefined();
  expect(tools.map((tool) => tool.name)).toEqual(TOOLS.map((tool) => tool.name));
  for (const tool of tools) {
    expect(tool.annotations?.title).toBe(tool.title);
    expect(tool.outputSchema?.type).toBe('object');
    for (const hint of ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const)
      expect(tool.annotations?.[hint]).toBeTypeOf('boolean');
  }
});

test('an answer comes as text and as structured content, a failure as text alone', async () => {
  const { client } = await serve(SANDBOX);
  // The client checks the structured content against the schema it was listed with.
  await client.listTools();
  const answer = await client.callTool({ name: 'get_metrics', arguments: { limit: 2 } });
  expect(answer.isError).toBeUndefined();
  expect(answer.structuredContent).toMatchObject({ page: { returned: 2 }, sandbox: true });
  const failure = await client.callTool({ name: 'get_metrics', arguments: { limt: 2 } });
  expect(failure).toEqual({
    isError: true,
    content: [{ type: 'text', text: expect.stringMatching(/^Error \[invalid_input\]: .*"limt".*"limit"/) }],
  });
});

test('a call that asks for a task is answered at once, since tasks are not offered', async () => {
  const client = await join(createApp(SANDBOX).app);
  const params = { name: 'get_metrics', arguments: { limit: 1 }, task: { ttl: 1_000 } };
  const answer = await client.request({ method: 'tools/call', params }, z.looseObject({}));
  expect(answer).toMatchObject({ structuredContent: { page: { returned: 1 } } });
});

test('what answers calls is loaded once the tools were listed, once for all, and anew when that failed', async () => {
  const { app } = createApp(SANDBOX);
  let loads = 0;
  const options = serverOptions(app);
  const server = createServer({
    ...options,
    load(host) {
      loads += 1;
      return loads === 1 ? Promise.reject(new Error('not this time')) : options.load(host);
    },
  });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await server.connect(there);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(here);
  onTestFinished(() => client.close());
  expect(loads).toBe(0);
  await client.listTools();
  await expect.poll(() => loads).toBe(1);
  expect((await client.callTool({ name: 'get_metrics', arguments: { limit: 1 } })).isError).toBeUndefined();
  await client.listPrompts();
  expect(loads).toBe(2);
});

test('absent and null arguments are the same as none', async () => {
  const { app } = createApp(SANDBOX);
  const client = await join(app);
  const ask = (params: Record<string, unknown>) =>
    client.request({ method: 'tools/call', params }, z.looseObject({}));
  expect((await ask({ name: 'get_metrics' })).isError).toBeUndefined();
  expect((await ask({ name: 'get_metrics', arguments: null })).isError).toBeUndefined();
});

test.each([
  [
    'an unknown tool',
    'tools/call',
    { name: 'get_metrix' },
    -32602,
    '"get_metrix"; the nearest is get_metrics',
  ],
  ['a call without a name', 'tools/call', { arguments: {} }, -32602, 'Invalid params: name'],
  ['arguments that are a list', 'tools/call', { name: 'get_metrics', arguments: [] }, -32602, 'arguments'],
  ['a cursor that nobody gave', 'tools/list', { cursor: 'x' }, -32602, 'cursor'],
  ['a method with a typing error', 'tools/lst', {}, -32601, 'Method not found; the nearest is tools/list'],
  [
    'a method in another letter case',
    'Tools/Call',
    {},
    -32601,
    'Method not found; the nearest is tools/call',
  ],
  ['a method named like a part of every object', 'constructor', {}, -32601, 'Method not found'],
])('%s is an error of the protocol', async (_, method, params, code, words) => {
  const { app } = createApp(SANDBOX);
  const client = await join(app);
  const failure = await client
    .request({ method, params }, z.looseObject({}))
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(McpError);
  expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
  // Clients write the code before the message: it stands there once.
  expect(String(failure).match(/MCP error/g)).toHaveLength(1);
});

/** What any version of the protocol defines, as far as this server does not answer it. */
const METHODS_OF_THE_PROTOCOL = [
  'elicitation/create',
  'logging/setLevel',
  'notifications/cancelled',
  'notifications/elicitation/complete',
  'notifications/initialized',
  'notifications/message',
  'notifications/progress',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
  'notifications/resources/updated',
  'notifications/roots/list_changed',
  'notifications/tasks/status',
  'notifications/tools/list_changed',
  'resources/subscribe',
  'resources/unsubscribe',
  'roots/list',
  'sampling/createMessage',
  'server/discover',
  'subscriptions/listen',
  'tasks/cancel',
  'tasks/get',
  'tasks/list',
  'tasks/result',
  'tasks/update',
];

test.each(METHODS_OF_THE_PROTOCOL)('%s is not found, and no method is called near to it', async (method) => {
  const client = await join(createApp(SANDBOX).app);
  await expect(client.request({ method, params: {} }, z.looseObject({}))).rejects.toMatchObject({
    code: -32601,
    message: 'MCP error -32601: Method not found',
  });
});

/** A server whose one tool does what the test wants done. */
async function probed(run: (call: CallContext) => Promise<string>, name = 'probe') {
  const { app, log } = createApp({ ...SANDBOX, AMIGO_API_KEY: 'key-of-a-customer' });
  const probe = defineTool({
    name,
    title: 'Probe',
    description: 'Does what a test wants done.',
    access: 'read',
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.strictObject({}),
    output: z.object({ said: z.string() }),
    run: async (_, call) => ({ data: { said: await run(call) } }),
    text: ({ said }) => said,
  });
  const client = await join({ ...app, tools: createTools([probe], app.context, app.settings) });
  return { client, log };
}

test('progress rises, and only who asked for it gets it', async () => {
  const { client } = await probed(async ({ progress, wantsProgress }) => {
    for (const done of [1, 2, 2, 1, 3]) progress(done, 3, 'pages');
    return String(wantsProgress);
  });
  const seen: unknown[] = [];
  const asked = await client.callTool({ name: 'probe' }, undefined, {
    onprogress: (progress) => seen.push(progress),
  });
  expect(asked.structuredContent).toMatchObject({ said: 'true' });
  expect(seen).toEqual([1, 2, 3].map((progress) => ({ progress, total: 3, message: 'pages' })));
  const silent = await client.callTool({ name: 'probe' });
  expect(silent.structuredContent).toMatchObject({ said: 'false' });
  expect(seen).toHaveLength(3);
});

test('a cancelled call is told so at once', async () => {
  let told = false;
  const { client } = await probed(async ({ signal, progress }) => {
    progress(1, undefined, 'started');
    await once(signal, 'abort');
    told = true;
    return 'too late';
  });
  const controller = new AbortController();
  const call = client.callTool({ name: 'probe' }, undefined, {
    signal: controller.signal,
    onprogress: () => controller.abort('enough'),
  });
  await expect(call).rejects.toThrow('enough');
  await expect.poll(() => told).toBe(true);
});

test('a tool’s own fault shows neither its message nor its stack', async () => {
  const { client, log } = await probed(() => Promise.reject(new TypeError('patient Jane Doe')));
  const { isError, content } = await client.callTool({ name: 'probe' });
  expect(isError).toBe(true);
  expect(JSON.stringify(content)).toContain('[internal]');
  expect(JSON.stringify(content) + log()).not.toContain('Jane Doe');
  expect(log()).toContain('TypeError');
});

test('nor does a fault of the server outside of tools', async () => {
  const { app, log } = createApp(SANDBOX);
  const connection = {
    ...app.context.connection,
    get api(): never {
      throw new TypeError('patient Jane Doe');
    },
  };
  const client = await join({ ...app, context: { ...app.context, connection } });
  const failure = await client.readResource({ uri: 'amigo://metrics' }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: -32603, message: 'MCP error -32603: Internal error' });
  expect(log()).toContain('TypeError');
  expect(log()).not.toContain('Jane Doe');
});

test('a secret never leaves, wherever it stands', async () => {
  const { client } = await probed(async () => 'it is key-of-a-customer');
  const answer = await client.callTool({ name: 'probe' });
  expect(JSON.stringify(answer)).not.toContain('key-of-a-customer');
  const refused = await client.callTool({ name: 'key-of-a-customer' }).catch(String);
  expect(refused).toContain('Unknown tool');
  expect(refused).not.toContain('key-of-a-customer');
});

test.each([
  ['create_metric', 1],
  ['delete_metric', 1],
  ['update_metric', 0],
])('a successful %s sends %i changes of the resource list', async (name, times) => {
  let fails = true;
  const { client } = await probed(
    () => (fails ? Promise.reject(new Error('not this time')) : Promise.resolve('done')),
    name,
  );
  let changes = 0;
  client.fallbackNotificationHandler = async ({ method }) => {
    if (method === 'notifications/resources/list_changed') changes += 1;
  };
  await client.callTool({ name });
  expect(changes).toBe(0);
  fails = false;
  await client.callTool({ name });
  expect(changes).toBe(times);
});

test('a metric that was deleted already changes no list', async () => {
  const { client } = await serve(SANDBOX);
  let changes = 0;
  client.fallbackNotificationHandler = async ({ method }) => {
    if (method === 'notifications/resources/list_changed') changes += 1;
  };
  const found = await client.callTool({
    name: 'search_metrics',
    arguments: { query: 'Interpreter offered' },
  });
  const { metrics } = z
    .object({ metrics: z.array(z.object({ id: z.string() })) })
    .parse(found.structuredContent);
  const given = { metric_id: metrics[0]?.id, confirm_name: 'Interpreter offered' };
  for (const already_deleted of [false, true]) {
    const { structuredContent } = await client.callTool({ name: 'delete_metric', arguments: given });
    expect(structuredContent).toMatchObject({ already_deleted });
  }
  expect(changes).toBe(1);
});
