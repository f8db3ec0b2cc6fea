import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { serve } from '../../src/cli/serve.ts';
import { startAmigo, WIRE } from '../support/amigo.ts';
import { createApp } from '../support/client.ts';
import { serverOptions } from '../support/server-options.ts';
import { onFastClock } from '../support/clock.ts';
import { hang } from '../support/peer.ts';
import { run } from '../support/program.ts';
import { openSession } from '../support/session.ts';

test('it serves without a word on the command line, and without credentials', async () => {
  const { answer, child, ended, request } = await openSession([]);
  request(1, 'tools/list');
  const { result } = await answer(1);
  expect(result).toMatchObject({
    tools: expect.arrayContaining([expect.objectContaining({ name: 'get_metrics' })]),
  });
  request(2, 'tools/call', { name: 'get_metrics', arguments: {} });
  expect(JSON.stringify((await answer(2)).result)).toContain('Error [not_configured]: AMIGO_ORG_ID');
  child.stdin.end();
  expect((await ended).code).toBe(0);
});

test('a flag wins over its variable', async () => {
  const { answer, child, ended, request } = await openSession(['serve', '--sandbox', '--access=read'], {
    AMIGO_SANDBOX: '0',
    AMIGO_ACCESS: 'full',
  });
  request(1, 'tools/list');
  const { result } = await answer(1);
  expect(JSON.stringify(result)).not.toContain('"create_metric"');
  request(2, 'tools/call', { name: 'get_metrics', arguments: { limit: 1 } });
  expect((await answer(2)).result).toMatchObject({ structuredContent: { sandbox: true } });
  child.stdin.end();
  expect((await ended).code).toBe(0);
});

test('warnings of the configuration are logged, and stop nothing', async () => {
  const { child, ended } = await openSession(['serve', '--sandbox'], { AMIGO_TOKEN: 'a-token-for-tests' });
  child.stdin.end();
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr).toMatch(/ warn .*sandbox/);
});

test('it ends within 2 s whatever hangs: first it waits for answers, then it says what it gave up', async () => {
  const { peer, env } = await startAmigo();
  peer.on(WIRE.search, hang());
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const before = signals.map((signal) => process.listeners(signal));
  await onFastClock(async () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    const { app } = createApp(env);
    const serving = serve(
      { ...serverOptions(app), access: 'full', configured: true, openApp: () => Promise.resolve(app) },
      { stdin, stdout },
    );
    const query = { name: 'search_metrics', arguments: { query: 'safety' } };
    stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: query })}\n`);
    await peer.received(1);
    const start = performance.now();
    stdin.end();
    expect(await serving).toBe(0);
    const ms = performance.now() - start;
    expect(ms).toBeGreaterThan(1_000);
    expect(ms).toBeLessThan(2_000);
    expect(String(stdout.read())).toContain('Error [cancelled]');
  });
  for (const [place, signal] of signals.entries())
    for (const listener of process.listeners(signal))
      if (!before[place]?.includes(listener)) process.off(signal, listener);
});

test('malformed values end it before it starts: one line each, no secret', async () => {
  const env = { AMIGO_API_KEY: 'a key with\u0007bell', AMIGO_ACCESS: 'all', AMIGO_EVALUATION_LIMIT: 'many' };
  const { code, stdout, stderr } = await run(['serve'], { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const variables = stderr
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  expect(variables).toEqual(['AMIGO_API_KEY', 'AMIGO_ACCESS', 'AMIGO_EVALUATION_LIMIT']);
  expect(stderr).not.toContain('bell');
});

test.each([
  [['srve'], /serve/],
  [['serve', '--sandbx'], /--sandbox/],
])('%j is one line that names the nearest right word', async (args, nearest) => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).toMatch(nearest);
});

test('usage and version go to standard output when they were asked for', async () => {
  const [help, command, version] = await Promise.all([
    run(['--help']),
    run(['help', 'call']),
    run(['--version']),
  ]);
  expect(help).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^Usage: amigo-metrics-mcp /),
  });
  expect(command.stdout).toContain('call TOOL');
  expect(version).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
