import { PassThrough } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createSecrets } from '../../src/secrets.ts';
import { LineSplitter } from '../../src/mcp/line-splitter.ts';
import { StdioTransport } from '../../src/mcp/stdio.ts';

async function open() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const logged: string[] = [];
  const received: JSONRPCMessage[] = [];
  const ends: string[] = [];
  const log = createLog('debug', createSecrets(), (line) => logged.push(line));
  const transport = new StdioTransport(input, output, log);
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a transport is no EventTarget
  transport.onmessage = (message) => received.push(message);
  transport.onend = (reason) => ends.push(reason);
  await transport.start();
  const written = () => {
    const text: Buffer | null = output.read();
    return (text?.toString() ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown);
  };
  /** Ends the input, so that all of it has been read. */
  const finish = () => new Promise<void>((resolve) => input.once('close', resolve).end());
  return { input, output, transport, logged, received, ends, written, finish };
}

const ping = (id: unknown) => ({ jsonrpc: '2.0', id, method: 'ping' });
const line = (...messages: unknown[]) => messages.map((each) => `${JSON.stringify(each)}\n`).join('');

describe('input', () => {
  test('is read byte by byte as well as at once, with either line ending and without the last one', async () => {
    const { input, received, finish, ends } = await open();
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'Übermaß 🙂' } };
    for (const byte of Buffer.from(`${JSON.stringify(message)}\r\n\r\n${JSON.stringify(ping(2))}`))
      input.write(Buffer.of(byte));
    await finish();
    expect(received).toEqual([message, ping(2)]);
    expect(ends).toEqual(['input ended']);
  });

  test('gives the same lines, however it is cut into chunks', () => {
    const text = fc.array(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map((part) => part.replace(/\n/g, '↵')),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (lines, size) => {
        const read: string[] = [];
        const splitter = new LineSplitter(
          (each) => read.push(each),
          () => expect.unreachable(),
        );
        const bytes = Buffer.from(lines.join('\n'));
        for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
        splitter.end();
        expect(read).toEqual(lines.map((each) => Buffer.from(each).toString('utf8')));
      }),
    );
  });

  test('takes each message of a batch, and refuses an empty one and a huge one', async () => {
    const { input, received, written, finish } = await open();
    input.write(
      line(
        [ping(1), ping(2)],
        [],
        Array.from({ length: 101 }, () => ping(3)),
      ),
    );
    await finish();
    expect(received).toEqual([ping(1), ping(2)]);
    expect(written()).toMatchObject([{ error: { code: -32600 } }, { error: { code: -32600 } }]);
  });

  test.each([
    ['text', 'hello\n', [{ jsonrpc: '2.0', error: { code: -32700 } }]],
    ['a number', '7\n', [{ jsonrpc: '2.0', error: { code: -32600 } }]],
    ['a request with a wrong id', line(ping({ a: 1 })), [{ jsonrpc: '2.0', error: { code: -32600 } }]],
    ['a request with a null id', line(ping(null)), [{ jsonrpc: '2.0', error: { code: -32600 } }]],
    ['a request of another protocol', line({ id: 4, method: 'ping' }), [{ id: 4, error: { code: -32600 } }]],
    ['a broken answer', line({ jsonrpc: '2.0', id: 4 }), []],
  ])('answers %s as what it is, and goes on', async (_, wrong, answers) => {
    const { input, received, written, finish } = await open();
    input.write(wrong + line(ping(5)));
    await finish();
    expect(received).toEqual([ping(5)]);
    const frames = written();
    expect(frames).toHaveLength(answers.length);
    expect(frames).toMatchObject(answers);
    expect(JSON.stringify(frames)).not.toContain('null');
  });

  test('a line over 16 MiB is dropped without being kept, and told of once', async () => {
    const { input, received, logged, finish } = await open();
    const chunk = Buffer.alloc(1024 * 1024, 'a');
    for (let sent = 0; sent < 200; sent += 1)
      if (!input.write(chunk)) await new Promise((resolve) => input.once('drain', resolve));
    input.write(`\n${line(ping(1))}`);
    await finish();
    expect(received).toEqual([ping(1)]);
    expect(logged).toHaveLength(1);
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(150 * 1024 * 1024);
  });

  test('a line of just under 16 MiB is read', async () => {
    const { input, received, finish } = await open();
    input.write(line({ ...ping(1), params: { text: 'a'.repeat(16 * 1024 * 1024 - 100) } }));
    await finish();
    expect(received).toHaveLength(1);
  });
});

describe('a request', () => {
  test('whose id is still in use is refused, and the first one is answered', async () => {
    const { input, received, transport, written, finish } = await open();
    input.write(line(ping(1), ping(1), ping('1')));
    await finish();
    expect(received).toEqual([ping(1), ping('1')]);
    await transport.send({ jsonrpc: '2.0', id: 1, result: {} });
    expect(written()).toMatchObject([
      { id: 1, error: { code: -32600 } },
      { id: 1, result: {} },
    ]);
  });

  test('may use an id again that has been answered', async () => {
    const { input, received, transport, finish } = await open();
    input.write(line(ping(1)));
    await new Promise((resolve) => setImmediate(resolve));
    await transport.send({ jsonrpc: '2.0', id: 1, result: {} });
    input.write(line(ping(1)));
    await finish();
    expect(received).toHaveLength(2);
  });
});

describe('drained', () => {
  test('waits for every answer, and not for what was cancelled', async () => {
    const { input, transport, finish } = await open();
    const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } };
    input.write(line(ping(1), ping(2), cancelled));
    await finish();
    let done = false;
    const drained = transport.drained().then(() => (done = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    await transport.send({ jsonrpc: '2.0', id: 1, result: {} });
    await drained;
  });

  test('waits until a slow reader has taken the answer', async () => {
    const { output, transport } = await open();
    let done = false;
    const sent = transport.send({ jsonrpc: '2.0', id: 1, result: { text: 'a'.repeat(100_000) } });
    const again = transport.send({ jsonrpc: '2.0', id: 2, result: {} });
    const drained = transport.drained().then(() => (done = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    output.resume();
    await Promise.all([sent, again, drained]);
  });

  test('waits for nothing when nobody reads any more', async () => {
    const { input, output, transport, ends, finish } = await open();
    input.write(line(ping(1)));
    await finish();
    output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await new Promise((resolve) => setImmediate(resolve));
    await transport.drained();
    await transport.send({ jsonrpc: '2.0', id: 1, result: {} });
    expect(ends).toEqual(['input ended', 'output closed']);
  });
});
