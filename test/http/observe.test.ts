import { expect, test } from 'vitest';
import { HttpError } from '../../src/errors.ts';
import type { Attempt, Exchange, Reply } from '../../src/http/exchange.ts';
import { observe } from '../../src/http/observe.ts';
import { createServerClock } from '../../src/http/server-clock.ts';
import { createLog } from '../../src/log.ts';
import { LIST, bounds } from './client.ts';

/** The log's line of an attempt that ends so. */
async function lineOf(exchange: Exchange, attempt: Partial<Attempt> = {}): Promise<string> {
  const lines: string[] = [];
  const log = createLog('info', { redact: (text) => text }, (line) => lines.push(line));
  const observed = observe(exchange, createServerClock(), log);
  await observed({ operation: LIST, request: {}, bounds: bounds(), number: 2, ...attempt }).catch(() => {});
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

function answering(headers: Reply['headers']): Exchange {
  return async () => ({ status: 200, headers, bytes: Buffer.alloc(0), sentAt: 0, receivedAt: 0 });
}

test.each([
  ['req-7.a:b_c', ' request_id=req-7.a:b_c '],
  ['x'.repeat(64), ` request_id=${'x'.repeat(64)} `],
])('the id %s of a request is logged', async (id, logged) => {
  expect(await lineOf(answering({ 'x-request-id': id }))).toContain(logged);
});

test.each(['two words', 'x y', '<a', 'a>', 'x'.repeat(65)])('the text %s is no id', async (id) => {
  expect(await lineOf(answering({ 'x-request-id': id }))).not.toContain('request_id');
});

test('it tells how long an attempt took, and how long it was held back before, where it was', async () => {
  const line = await lineOf(answering({}), { heldMs: 1_234.4 });
  const [, ms] = / status=200 ms=(\d+) attempt=2 held_ms=1234\n$/.exec(line) ?? [];
  expect(Number(ms)).toBeLessThan(1_000);
  expect(await lineOf(answering({}), { heldMs: 0.2 })).toMatch(/ attempt=2\n$/);
  expect(await lineOf(answering({}))).toMatch(/ attempt=2\n$/);
});

test('of a failure it tells the code alone', async () => {
  const fails = (error: Error) =>
    lineOf(async () => {
      throw error;
    });
  const lost = new HttpError('host lost', { code: 'network', operation: LIST.id, executed: 'no' });
  expect(await fails(lost)).toMatch(/ request operation=list-things failed=network ms=\d+ attempt=2\n$/);
  expect(await fails(new TypeError('a fault of ours'))).toMatch(/ failed=internal ms=\d+ attempt=2\n$/);
});
