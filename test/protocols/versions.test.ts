import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { TOOLS } from '../../src/tools/index.ts';
import { start } from '../support/program.ts';

// Hosts of every published version of the protocol, spoken to frame by frame.

const VERSIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];
const LATEST = '2025-11-25';

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number };
}

/** A server in the sandbox, before it is initialized: each request gives its answer. */
function open(): (method: string, params?: object) => Promise<Answer> {
  const { child } = start(['serve', '--sandbox']);
  onTestFinished(() => void child.stdin.end());
  const waiting = new Map<number | undefined, (answer: Answer) => void>();
  createInterface(child.stdout).on('line', (line) => {
    const answer: Answer = JSON.parse(line);
    waiting.get(answer.id)?.(answer);
  });
  let last = 0;
  return (method, params = {}) =>
    new Promise((resolve) => {
      const id = ++last;
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      if (method === 'initialize')
        child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    });
}

const hello = (protocolVersion: string) => ({
  protocolVersion,
  capabilities: {},
  clientInfo: { name: 'host', version: '1' },
});

it.each(VERSIONS)('serves a host of %s', async (version) => {
  const ask = open();
  const { result } = await ask('initialize', hello(version));
  expect(result).toMatchObject({
    protocolVersion: version,
    serverInfo: { name: 'amigo-metrics' },
    capabilities: { tools: {}, resources: { listChanged: true }, prompts: {}, completions: {} },
  });
  expect(await ask('ping')).toMatchObject({ result: {} });
  const page = 'ui://amigo-metrics/results';
  const listed = (await ask('tools/list')).result?.['tools'];
  expect(listed).toHaveLength(TOOLS.length);
  expect(listed).toContainEqual(
    expect.objectContaining({ _meta: { ui: { resourceUri: page }, 'ui/resourceUri': page } }),
  );
  expect(await ask('tools/call', { name: 'get_metrics', arguments: { limit: 1 } })).toMatchObject({
    result: {
      content: [{ type: 'text', text: expect.stringContaining('Sandbox') }],
      structuredContent: { page: { returned: 1 }, sandbox: true },
    },
  });
  expect(await ask('resources/list')).toMatchObject({ result: { resources: expect.any(Array) } });
  expect(await ask('resources/templates/list')).toMatchObject({
    result: { resourceTemplates: expect.any(Array) },
  });
  expect(await ask('resources/read', { uri: 'amigo://guide' })).toMatchObject({
    result: { contents: [{ uri: 'amigo://guide', mimeType: 'text/markdown' }] },
  });
  expect(await ask('resources/read', { uri: page })).toMatchObject({
    result: { contents: [{ uri: page, mimeType: 'text/html;profile=mcp-app', _meta: { ui: { csp: {} } } }] },
  });
  expect((await ask('prompts/list')).result?.['prompts']).toHaveLength(5);
  expect(
    await ask('prompts/get', {
      name: 'investigate_conversation',
      arguments: { conversation_id: 'a'.repeat(24) },
    }),
  ).toMatchObject({ result: { messages: [{ role: 'user', content: { type: 'text' } }] } });
  expect(await ask('tools/call', { name: 'get_metric' })).toMatchObject({ error: { code: -32602 } });
  expect(await ask('resources/read', { uri: `amigo://metrics/${'0'.repeat(24)}` })).toMatchObject({
    error: { code: -32002 },
  });
});

it('answers a host of a version that is not there yet with the latest it speaks', async () => {
  const ask = open();
  expect(await ask('initialize', hello('2999-01-01'))).toMatchObject({ result: { protocolVersion: LATEST } });
});
