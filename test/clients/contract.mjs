import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const CONTRACT = path.resolve('test/contract/amigo-metric.openapi.json');

/** Prism holds every request of the program and every answer of the sandbox against the contract. */
export async function* contract({ node, installed, program }) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'contract-'));
  const document = path.join(folder, 'contract.json');
  await writeFile(document, await contractForPrism());
  const sandbox = spawn(process.execPath, [program, 'sandbox', '--limits', 'off']);
  const environment = await variablesOf(sandbox);
  const prism = spawn(node, [
    path.join(installed, '.bin/prism'),
    'proxy',
    document,
    environment.AMIGO_API_BASE_URL,
    '--errors',
    '--port',
    '0',
  ]);
  const client = new Client({ name: 'contract', version: '1' });
  try {
    const violations = [];
    const url = await listening(prism, (line) => {
      if (/violation|✖|⚠/i.test(line)) violations.push(line);
    });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [program],
      env: { PATH: process.env.PATH, ...environment, AMIGO_API_BASE_URL: url },
      stderr: 'ignore',
    });
    await client.connect(transport);
    for await (const { what, failed } of everyTool(client))
      yield { what, outcome: failed ?? 'as the contract has it', ok: failed === undefined };
    yield { what: 'violations', outcome: violations.join('; ') || '0', ok: violations.length === 0 };
  } finally {
    await client.close();
    prism.kill();
    sandbox.kill();
    await rm(folder, { recursive: true });
  }
}

/** Prism 5.16 ends with a TypeError where a header that is a list is not sent: `Sec-WebSocket-Protocol`, of no use here. */
async function contractForPrism() {
  const document = JSON.parse(await readFile(CONTRACT, 'utf8'));
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods)))
    operation.parameters = operation.parameters?.filter(
      (parameter) => !(parameter.in === 'header' && parameter.schema.type === 'array'),
    );
  return JSON.stringify(document);
}

/** One call of each tool, in an order in which each has what it needs. */
async function* everyTool(client) {
  const name = 'Held against the contract';
  const value = { type: 'boolean' };
  const description = 'Does the agent greet the caller?';
  const results = await client.callTool({
    name: 'get_metric_evaluation_results',
    arguments: { view: 'rows', source_type: ['post-session'], limit: 1 },
  });
  const [row] = results.structuredContent?.results ?? [];
  /** @type {[tool: string, args: Record<string, unknown>][]} */
  const calls = [
    ['get_metrics', { limit: 5, include_latest_version: true }],
    ['search_metrics', { query: 'empathy', include_latest_version: true }],
    ['get_metric_versions', { metric_id: 'Empathy score' }],
    ['get_metric_evaluation_results', { metric_id: ['Empathy score'], group_by: 'week' }],
    ['create_metric', { name, description, metric_value: value, tags: [{ key: 'team', value: 'safety' }] }],
    [
      'create_metric_version',
      { metric_id: name, description: `${description} By name?`, metric_value: value },
    ],
    ['update_metric', { metric_id: name, additional_notes: 'From a test.' }],
    ['evaluate_metrics', { metric_ids: [name], conversation_id: [row?.conversation_id] }],
    ['delete_metric', { metric_id: name, confirm_name: name }],
  ];
  for (const [tool, args] of calls) {
    const { isError, content } = await client.callTool({ name: tool, arguments: args });
    yield { what: `\`${tool}\``, failed: isError ? content[0].text : undefined };
  }
}

/** The variables that point a server at the sandbox, which it prints once it answers. */
async function variablesOf({ stdout }) {
  const variables = {};
  for await (const line of createInterface({ input: stdout })) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name) variables[name] = value;
    if (variables.AMIGO_USER_ID) return variables;
  }
  throw new Error('The sandbox did not start.');
}

/** Where the proxy listens; every line that it prints is heard. */
function listening(prism, hear) {
  return new Promise((resolve, reject) => {
    createInterface({ input: prism.stdout }).on('line', (line) => {
      hear(line);
      const [, url] = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (url) resolve(url);
    });
    prism.once('exit', () => reject(new Error('Prism ended.')));
  });
}
