import { JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { metrics, startAmigo, WIRE } from '../support/amigo.ts';
import { after } from '../support/peer.ts';
import { openSession } from '../support/session.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A server with one search under way, which the Amigo behind it answers when it is told to. */
async function busy() {
  const { peer, env } = await startAmigo();
  let answerSearch = () => {};
  const told = new Promise<void>((resolve) => {
    answerSearch = resolve;
  });
  peer.on(WIRE.search, after(told, metrics()));
  const session = await openSession(['serve'], env);
  ends.push(() => session.child.kill('SIGKILL'));
  session.request(1, 'tools/call', { name: 'search_metrics', arguments: { query: 'safety' } });
  await peer.received(1);
  return { peer, answerSearch, ...session };
}

const ENDS = [
  ['input ends', (child: { stdin: { end(): unknown } }) => child.stdin.end()],
  ['SIGTERM comes', (child: { kill(signal: 'SIGTERM'): unknown }) => child.kill('SIGTERM')],
  ['SIGINT comes', (child: { kill(signal: 'SIGINT'): unknown }) => child.kill('SIGINT')],
] as const;

describe.each(ENDS)('when %s', (_, end) => {
  test('an idle server is gone', async () => {
    const { child, ended } = await openSession(['serve', '--sandbox']);
    end(child);
    expect((await ended).code).toBe(0);
  });

  test('a call that is answered in time still gets its answer', async () => {
    const { answerSearch, child, ended, lines, stderr } = await busy();
    end(child);
    await vi.waitUntil(() => stderr().includes(' ending '), { timeout: 10_000 });
    answerSearch();
    expect((await ended).code).toBe(0);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ id: 1, result: { structuredContent: {} } });
  });

  test('a call that hangs is given up, and the server is gone', async () => {
    const { child, ended, lines } = await busy();
    end(child);
    expect((await ended).code).toBe(0);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/Error \[cancelled\]: .*"id":1/);
  });
});

test('every request of an input that has ended is answered, the last one without a line feed', async () => {
  const { child, ended, lines } = await openSession(['--sandbox']);
  child.stdin.end(
    '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"search_metrics","arguments":{"query":"dose"}}}\n{"jsonrpc":"2.0","id":3,"method":"ping"}',
  );
  expect((await ended).code).toBe(0);
  const ids = lines
    .map((line) => JSONRPCMessageSchema.parse(JSON.parse(line)))
    .map((frame) => 'id' in frame && frame.id);
  expect(new Set(ids)).toEqual(new Set([0, 1, 2, 3]));
  expect(ids).toHaveLength(4);
});

test('a closed output ends it quietly', async () => {
  const { child, ended, request } = await openSession(['serve', '--sandbox', '--log-level', 'error']);
  child.stdout.destroy();
  // The pipe tells of its end with the first or the second write.
  const writing = setInterval(() => request(Math.random().toString(), 'tools/list'), 20);
  ends.push(() => clearInterval(writing));
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('a cancelled call gets no answer, and its request to Amigo ends', async () => {
  const { answer, child, ended, lines, peer, request, write } = await busy();
  write('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n');
  await peer.deserted();
  request(2, 'ping');
  await answer(2);
  child.stdin.end();
  expect((await ended).code).toBe(0);
  expect(lines.map((line) => JSON.parse(line).id)).toEqual([0, 2]);
});

test('no line of input ends the session, and every line of output is a message', async () => {
  const session = await openSession(['serve', '--sandbox', '--log-level', 'debug']);
  const { answer, child, ended, frame, lines, request, stderr, write } = session;
  ends.push(() => child.kill('SIGKILL'));

  write('this is not JSON\n');
  await frame(({ error }) => error?.code === -32700);
  write('{"jsonrpc":"2.0","id":"odd","method":"ping","params":7}\n');
  expect((await answer('odd')).error?.code).toBe(-32600);
  request('unknown', 'no/such/method');
  expect((await answer('unknown')).error?.code).toBe(-32601);
  write('\n   \r\n');
  write(`{"jsonrpc":"2.0","id":"long","method":"ping","params":{"x":"${'a'.repeat(20 * 1024 * 1024)}"}}\n`);
  const list = '{"jsonrpc":"2.0","id":"twice","method":"tools/list"}\n';
  write(list + list);
  expect((await answer('twice')).jsonrpc).toBe('2.0');
  request('last', 'ping');
  expect((await answer('last')).result).toEqual({});
  expect(stderr()).toContain('longer than 16 MiB');

  child.stdin.end();
  expect((await ended).code).toBe(0);
  for (const line of lines) JSONRPCMessageSchema.parse(JSON.parse(line));
});

test('what does not concern MCP goes to standard error', async () => {
  const { child, ended, lines } = await openSession(['serve', '--log-level', 'debug'], {
    AMIGO_TOKEN: 'a-token-without-an-organization',
  });
  child.stdin.end();
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(lines).toHaveLength(1);
  expect(stderr).toContain('serving MCP');
  expect(stderr).not.toContain('a-token-without');
});
