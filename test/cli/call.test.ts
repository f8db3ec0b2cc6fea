import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/listen.ts';
import { readCsv, recordsOf } from '../support/csv.ts';
import { run, start } from '../support/program.ts';
import { startAmigo, WIRE } from '../support/amigo.ts';
import { hang, startPeer, startProxy } from '../support/peer.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const SEARCH = ['call', 'search_metrics', '--sandbox'];
const QUERY = '{"query": "empathy"}';

describe('arguments', () => {
  test.each([
    ['as JSON text', [...SEARCH, QUERY], ''],
    ['piped', SEARCH, QUERY],
    ['piped, asked for by a dash', [...SEARCH, '-'], `\n${QUERY}\n`],
    ['piped after a byte order mark', SEARCH, `\ufeff${QUERY}`],
  ])('%s', async (_, args, input) => {
    const { code, stdout, stderr } = await run(args, { input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Empathy score');
  });

  test('as an argument leave standard input alone', async () => {
    const { child, ended } = start([...SEARCH, QUERY]);
    ends.push(() => child.kill());
    expect((await ended).code).toBe(0);
  });

  test('are none when nothing is piped', async () => {
    const { code, stdout } = await run(['call', 'get_metrics', '--sandbox']);
    expect(code).toBe(0);
    expect(stdout).toContain('Empathy score');
  });

  test.each([
    ['no JSON', '{"query"', /^The arguments are not JSON: .+\n$/],
    ['a list', '[]', /^The arguments must be one JSON object, .+\n$/],
    ['null', 'null', /^The arguments must be one JSON object, .+\n$/],
  ])('that are %s are a wrong call', async (_, json, line) => {
    const { code, stdout, stderr } = await run([...SEARCH, json]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
  });
});

test('an unknown tool is one line that names the nearest one', async () => {
  const env = { AMIGO_API_KEY: 'a-key', AMIGO_SANDBOX: '1' };
  const { code, stdout, stderr } = await run(['call', 'serch_metric'], { env });
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: 'Unknown tool "serch_metric"; the nearest is search_metrics.\n',
  });
});

test('--json prints the whole result, whose parts say the same as the text', async () => {
  const [whole, text] = await Promise.all([run([...SEARCH, QUERY, '--json']), run([...SEARCH, QUERY])]);
  expect(whole.code).toBe(0);
  const result = JSON.parse(whole.stdout);
  expect(Object.keys(result)).toEqual(['content', 'structuredContent', 'isError']);
  expect(result).toMatchObject({ structuredContent: { sandbox: true }, isError: false });
  expect(`${result.content[0].text}\n`).toBe(text.stdout);
});

describe('--csv', () => {
  // One for all, with its results made already: the program's own would make them anew for each call.
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ limits: false });
  });
  afterAll(() => sandbox.close());

  const asked = (tool: string, input: object, as: '--csv' | '--json', env = {}) =>
    run(['call', tool, JSON.stringify(input), as], { env: { ...sandbox.environment, ...env } });
  const list = (tool: string, input: object, env = {}) => asked(tool, input, '--csv', env);

  test('prints the list alone on stdout, and on stderr why it is not whole and how it goes on', async () => {
    const { code, stdout, stderr } = await list('get_metrics', { limit: 2 });
    expect(code).toBe(0);
    const [header, ...lines] = readCsv(stdout);
    expect(header?.slice(0, 3)).toEqual(['id', 'name', 'metric_value_type']);
    expect(lines).toHaveLength(2);
    const token = /^Note: .+\ncontinuation_token: (\S+)\n$/.exec(stderr)?.[1];
    const next = await list('get_metrics', { continuation_token: token, limit: 2 });
    const [, ...further] = readCsv(next.stdout);
    expect(new Set([...lines, ...further].map(([id]) => id)).size).toBe(4);
  });

  test('has a line for each single result, with its conversation as a link', async () => {
    const env = { AMIGO_CONVERSATION_URL: 'https://amigo.example/c/{conversation_id}?tab=1' };
    const input = { metric_id: 'Empathy score', source_type: 'manual', view: 'rows', limit: 7 };
    const rows = recordsOf((await list('get_metric_evaluation_results', input, env)).stdout);
    expect(rows).toHaveLength(7);
    for (const row of rows) {
      expect(row).toMatchObject({ name: 'Empathy score', source_type: 'manual' });
      expect(row['conversation_id']).toMatch(/^[0-9a-f]{24}$/);
      expect(row['link']).toBe(`https://amigo.example/c/${row['conversation_id']}?tab=1`);
    }
  });

  test('has a line for each entry of a summary, with the figures of the answer', async () => {
    const input = { metric_id: 'Empathy score', source_type: 'simulation' };
    const tool = 'get_metric_evaluation_results';
    const [{ stdout }, whole] = await Promise.all([list(tool, input), asked(tool, input, '--json')]);
    const { entries } = JSON.parse(whole.stdout).structuredContent.metrics[0];
    expect(entries).toHaveLength(4);
    const figures = recordsOf(stdout).map((row) =>
      ['version', 'n', 'mean', 'ci95_low', 'ci95_high', 'change_difference'].map((column) => row[column]),
    );
    expect(figures).toEqual(
      entries.map((entry: { ci95: number[]; change?: { difference: number } } & Record<string, number>) =>
        [entry['version'], entry['n'], entry['mean'], ...entry.ci95, entry.change?.difference ?? ''].map(
          String,
        ),
      ),
    );
  });

  test('of a list without a line is its header', async () => {
    const { code, stdout } = await list('search_metrics', { query: 'zzzzqqqq' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^id,name,[^\r\n]+\r\n$/);
  });

  test('of a tool without a list is a wrong call, and nothing is done', async () => {
    const { peer, env } = await startAmigo();
    const input = JSON.stringify({
      name: 'Greets',
      description: 'Does it?',
      metric_value: { type: 'boolean' },
    });
    const { code, stdout, stderr } = await run(['call', 'create_metric', input, '--csv'], { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^create_metric .*--csv.*--json.*\n$/);
    expect(peer.requests).toEqual([]);
  });

  test('leaves stdout empty when the result is an error', async () => {
    const { code, stdout, stderr } = await list('get_metrics', { limit: 1_000 });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Error \[invalid_input\]: /);
  });
});

describe('an error', () => {
  test('of the arguments comes before the missing credentials', async () => {
    const { code, stdout } = await run(['call', 'search_metrics', '{"qery": "x"}']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Error \[invalid_input\]: .*"query"/);
  });

  test('of missing credentials names them, as JSON too', async () => {
    const { code, stdout } = await run(['call', 'search_metrics', QUERY, '--json']);
    expect(code).toBe(1);
    const result = JSON.parse(stdout);
    expect(result).toEqual({ content: [{ type: 'text', text: expect.any(String) }], isError: true });
    expect(result.content[0].text).toMatch(/^Error \[not_configured\]: AMIGO_ORG_ID, AMIGO_API_KEY, /);
  });

  test('of access is an error of the tool, which exists', async () => {
    const { code, stdout } = await run(['call', 'delete_metric', '{}', '--sandbox', '--access', 'read']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Error \[not_allowed\]/);
  });
});

test('every malformed value is told at once, before anything starts', async () => {
  const env = { AMIGO_REGION: 'mars', AMIGO_CALL_TIMEOUT_SECONDS: '1' };
  const { code, stdout, stderr } = await run(['call', 'get_metrics', '{}'], { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toHaveLength(2);
});

test('SIGINT cancels the call', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.search, hang());
  const { child, ended } = start(['call', 'search_metrics', QUERY], env);
  await peer.received(1);
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Error \[cancelled\]/);
});

test.each([
  ['create_metric', { name: 'Greets', description: 'Does it?', metric_value: { type: 'boolean' } }, ''],
  ['evaluate_metrics', { conversation_id: 'c'.repeat(24), compare_with_previous: false }, '/evaluate'],
])('SIGINT after %s was sent: what became of it is not known', async (tool, given, path) => {
  const { peer, env } = await startAmigo();
  peer.on(`POST /v1/org/metric${path || '/'}`, hang());
  const input = JSON.stringify({ ...given, ...(path && { metric_ids: ['a'.repeat(24)] }) });
  const { child, ended } = start(['call', tool, input], env);
  await vi.waitUntil(() => peer.requests.some(({ method }) => method === 'POST'), { timeout: 10_000 });
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Error \[outcome_unknown\]: .*\n.*(?:get_metrics|get_metric_evaluation_results)/);
});

describe('a proxy', () => {
  const amigo = { AMIGO_ORG_ID: 'org', AMIGO_TOKEN: 'token', AMIGO_CALL_TIMEOUT_SECONDS: '5' };

  test.each(['http://', ''])(
    'that the environment names as %jhost:port is asked for a tunnel',
    async (scheme) => {
      const peer = await startPeer();
      const proxy = await startProxy(peer);
      ends.push(() => void Promise.all([peer.close(), proxy.close()]));
      const { code, stdout } = await run(['call', 'get_metrics'], {
        env: { ...amigo, HTTPS_PROXY: proxy.url.replace('http://', scheme) },
      });
      // The peer behind it speaks no TLS.
      expect(code).toBe(1);
      expect(stdout).toMatch(/^Error \[network\]: /);
      expect(new Set(proxy.asked)).toEqual(new Set(['api.amigo.ai:443']));
    },
  );

  test('that a host left as a placeholder is none', async () => {
    const env = { ...amigo, AMIGO_API_BASE_URL: 'https://amigo.invalid', HTTPS_PROXY: '${HTTPS_PROXY}' };
    const { stdout } = await run(['call', 'get_metrics'], { env });
    expect(stdout).toMatch(
      /^Error \[network\]: The connection to amigo\.invalid failed \((?:ENOTFOUND|EAI_AGAIN)\)/,
    );
  });
});
