import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bounds } from '../../src/deadline.ts';
import type { Attempt, Reply } from '../../src/http/exchange.ts';
import { createThrottle } from '../../src/http/throttle.ts';
import type { Operation } from '../../src/http/types.ts';
import { LIST, bounds, failure } from './client.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const RESULTS: Operation = { ...LIST, id: 'results', limitPerMinute: 10 };
const MINUTE = 60_000;

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface Behaviour {
  /** From being let in to the first byte: a sign-in, a connection. */
  readonly beforeMs?: number;
  /** From the first byte to its arrival. */
  readonly transitMs?: number;
  /** From the arrival to the answer. */
  readonly workMs?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A throttle above a server of these manners; `received` holds the times at which requests arrived. */
function throttled(behaviour: (index: number) => Behaviour = () => ({})) {
  const received: number[] = [];
  const { throttle, quota } = createThrottle();
  let index = 0;
  const exchange = throttle(async (attempt: Attempt): Promise<Reply> => {
    const { beforeMs = 0, transitMs = 0, workMs = 0, status = 200, headers = {} } = behaviour(index++);
    if (beforeMs > 0) await delay(beforeMs);
    attempt.onSent?.();
    const sentAt = performance.now();
    if (transitMs > 0) await delay(transitMs);
    received.push(performance.now());
    if (workMs > 0) await delay(workMs);
    return { status, headers, bytes: Buffer.alloc(0), sentAt, receivedAt: performance.now() };
  });
  const ask = (ms = 10 * MINUTE, signal = new AbortController().signal, operation = RESULTS) =>
    exchange({ operation, request: {}, bounds: bounds(ms, { signal }), number: 1 });
  return { received, exchange, ask, quota: () => quota(RESULTS) };
}

function mostInAnyMinute(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((from) => sorted.filter((at) => at >= from && at <= from + MINUTE).length),
  );
}

test('whatever the burst, no sliding minute receives more than nine tenths of the limit', async () => {
  const behaviour = fc.record({
    beforeMs: fc.nat(15_000),
    transitMs: fc.nat(999),
    workMs: fc.nat(90_000),
  });
  const request = fc.record({ pauseMs: fc.oneof(fc.constant(0), fc.nat(20_000)), behaviour });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 10, maxLength: 40 }), async (requests) => {
      const { received, ask } = throttled((index) => requests[index]?.behaviour ?? {});
      const answers: Promise<Reply>[] = [];
      for (const { pauseMs } of requests) {
        answers.push(ask(60 * MINUTE));
        await vi.advanceTimersByTimeAsync(pauseMs);
      }
      await vi.advanceTimersByTimeAsync(30 * MINUTE);
      await Promise.all(answers);
      expect(received).toHaveLength(requests.length);
      expect(mostInAnyMinute(received)).toBeLessThanOrEqual(9);
    }),
    { numRuns: 60 },
  );
});

test('the quota is used: nine at once, and nine more a minute later', async () => {
  const { received, ask, quota } = throttled();
  expect(quota()).toEqual({ free: 9, nextInMs: 0 });
  const answers = Promise.all(Array.from({ length: 18 }, () => ask()));
  await vi.advanceTimersByTimeAsync(0);
  expect(received).toHaveLength(9);
  expect(quota().free).toBe(0);
  expect(quota().nextInMs).toBeGreaterThan(2 * MINUTE);
  await vi.advanceTimersByTimeAsync(MINUTE + 100);
  expect(received).toHaveLength(18);
  await answers;
});

test('one operation does not wait for another', async () => {
  const { received, ask } = throttled();
  void Promise.all(Array.from({ length: 9 }, () => ask()));
  const other = ask(MINUTE, undefined, { ...RESULTS, id: 'other' });
  await vi.advanceTimersByTimeAsync(0);
  await other;
  expect(received).toHaveLength(10);
});

test('a wait that does not fit is refused at once, with the seconds, and takes no slot', async () => {
  const { received, ask } = throttled();
  await Promise.all(Array.from({ length: 9 }, () => ask()));
  await vi.advanceTimersByTimeAsync(20_000);
  const error = await failure(ask(30_000));
  expect(error).toMatchObject({ code: 'rate_limited', executed: 'no', retryAfterSeconds: 41 });
  expect(error.message).toBe('results has to wait for its quota: at most 9 requests a minute are sent.');
  const fits = ask(45_000);
  await vi.advanceTimersByTimeAsync(41_000);
  await fits;
  expect(received).toHaveLength(10);
});

test('who waits is served in turn; who leaves gives the place up', async () => {
  const { received, ask } = throttled();
  await Promise.all(Array.from({ length: 9 }, () => ask()));
  const leaving = new AbortController();
  const order: string[] = [];
  const left = failure(ask(10 * MINUTE, leaving.signal));
  const turns = Array.from({ length: 9 }, (_, turn) => ask(65_000).then(() => order.push(`turn ${turn}`)));
  // With the one who leaves there is no room for the ninth in the next minute.
  expect(await failure(turns[8] ?? Promise.resolve())).toMatchObject({ code: 'rate_limited' });
  leaving.abort();
  expect(await left).toMatchObject({ code: 'cancelled', executed: 'no' });
  const last = ask(65_000);
  await vi.advanceTimersByTimeAsync(MINUTE + 100);
  await last;
  expect(order).toEqual(Array.from({ length: 8 }, (_, turn) => `turn ${turn}`));
  expect(received).toHaveLength(18);
});

describe('an optional request', () => {
  const LEFT: Operation = { ...RESULTS, reserve: 4 };
  const throttledWithReserve = () => {
    const { received, exchange } = throttled();
    const ask = (more: Partial<Bounds> = {}) =>
      exchange({ operation: LEFT, request: {}, bounds: bounds(10 * MINUTE, more), number: 1 });
    return { received, ask, optional: (more: Partial<Bounds> = {}) => ask({ ...more, isOptional: true }) };
  };

  test('leaves what is reserved, and is never waited for', async () => {
    const { received, ask, optional } = throttledWithReserve();
    await Promise.all(Array.from({ length: 5 }, () => optional()));
    expect(await failure(optional())).toMatchObject({
      code: 'rate_limited',
      executed: 'no',
      isHeldBack: true,
    });
    await Promise.all(Array.from({ length: 4 }, () => ask()));
    expect(received).toHaveLength(9);
    await vi.advanceTimersByTimeAsync(MINUTE + 100);
    await optional();
    expect(received).toHaveLength(10);
  });

  test('is not sent above its budget, which others are counted against too', async () => {
    const { ask, optional } = throttledWithReserve();
    const budget = { left: 2 };
    await ask({ budget });
    await optional({ budget });
    expect(await failure(optional({ budget }))).toMatchObject({ code: 'rate_limited', executed: 'no' });
    await ask({ budget });
    await optional();
  });
});

test('a request that was never sent gives its slot back', async () => {
  const { throttle, quota } = createThrottle();
  const broken = throttle(() => Promise.reject(new Error('no connection')));
  await expect(broken({ operation: RESULTS, request: {}, bounds: bounds(), number: 1 })).rejects.toThrow(
    'no connection',
  );
  expect(quota(RESULTS).free).toBe(9);
});

test('when the server says that less is left, less is sent until its reset', async () => {
  const reset = Math.ceil(Date.now() / 1_000) + 30;
  const date = new Date(Math.floor(Date.now() / 1_000) * 1_000).toUTCString();
  const told = { 'x-ratelimit-remaining': '2', 'x-ratelimit-reset': String(reset), date };
  const { received, ask, quota } = throttled((index) => (index === 0 ? { headers: told } : {}));
  await ask();
  expect(quota().free).toBe(2);
  const answers = Promise.all(Array.from({ length: 5 }, () => ask()));
  await vi.advanceTimersByTimeAsync(0);
  expect(received).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(received).toHaveLength(6);
  await answers;
});

test('what is left is counted without the requests that are still under way', async () => {
  const headers = { 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': String(Date.now() / 1_000 + 30) };
  const { ask, quota } = throttled((index) => (index === 0 ? { headers } : { workMs: 5_000 }));
  const slow = Promise.all([ask(), ask(), ask(), ask()]);
  await vi.advanceTimersByTimeAsync(0);
  expect(quota().free).toBe(1);
  await vi.advanceTimersByTimeAsync(5_000);
  await slow;
});

test.each([
  ['that is over', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' }],
  ['in milliseconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Date.now() + 30_000) }],
  ['that is none', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }],
  ['without a number left', { 'x-ratelimit-reset': String(Date.now() / 1_000 + 30) }],
])('a reset %s changes nothing', async (_, headers) => {
  const { ask, quota } = throttled(() => ({ headers }));
  await ask();
  expect(quota().free).toBe(8);
});

test('after a 429 nothing is sent before the server allows it', async () => {
  const { received, ask, quota } = throttled((index) =>
    index === 0 ? { status: 429, headers: { 'retry-after': '7' } } : {},
  );
  await ask();
  expect(quota()).toEqual({ free: 0, nextInMs: 7_000 });
  expect((await failure(ask(5_000))).message).toBe(
    'results has to wait: Amigo answered 429 and said for how long.',
  );
  const next = ask();
  await vi.advanceTimersByTimeAsync(6_999);
  expect(received).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  await next;
  expect(received).toHaveLength(2);
});
