import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decideRetry, type FailedAttempt } from '../../src/http/retry-decision.ts';
import { CREATE, CREATE_PATH, LIST, LIST_PATH, bounds, clientOf, failure, type Client } from './client.ts';
import { json, startPeer, type Peer } from '../support/peer.ts';

describe('the decision', () => {
  const GIVE_UP = 'give up';
  const base: FailedAttempt = {
    attempt: 1,
    kind: 'read',
    error: { code: 'network', status: undefined, executed: 'maybe' },
    renewable: false,
    askedMs: undefined,
    random: 0.5,
    remainingMs: 20_000,
  };
  const answered = (status: number, executed: 'no' | 'maybe' = status < 500 ? 'no' : 'maybe') =>
    ({ code: 'upstream_error', status, executed }) as const;
  const unanswered = (code: 'network' | 'timeout' | 'cancelled' | 'rate_limited', executed: 'no' | 'maybe') =>
    ({ code, status: undefined, executed }) as const;

  test.each<[string, Partial<FailedAttempt>, { waitMs: number } | typeof GIVE_UP]>([
    ['a read, connection lost', {}, { waitMs: 150 }],
    ['a read, again', { attempt: 2 }, { waitMs: 600 }],
    ['a read, a third time', { attempt: 3 }, GIVE_UP],
    ['the least jitter', { random: 0 }, { waitMs: 0 }],
    ['the most jitter', { random: 0.999 }, { waitMs: 299.7 }],
    ['a read, timeout', { error: unanswered('timeout', 'maybe') }, { waitMs: 150 }],
    ['a read, cancelled', { error: unanswered('cancelled', 'maybe') }, GIVE_UP],
    ['a read, held back by our own throttle', { error: unanswered('rate_limited', 'no') }, GIVE_UP],
    ['a read, 429', { error: answered(429) }, { waitMs: 150 }],
    ['a read, 500', { error: answered(500) }, { waitMs: 150 }],
    ['a read, 502', { error: answered(502) }, { waitMs: 150 }],
    ['a read, 503', { error: answered(503) }, { waitMs: 150 }],
    ['a read, 504', { error: answered(504) }, { waitMs: 150 }],
    ['a read, 501', { error: answered(501) }, GIVE_UP],
    ['a read, 200 that cannot be read', { error: answered(200, 'maybe') }, GIVE_UP],
    ['a read, 307', { error: answered(307, 'maybe') }, GIVE_UP],
    ['a read, 400', { error: answered(400) }, GIVE_UP],
    ['a read, 401 for good', { error: answered(401) }, GIVE_UP],
    ['a read, 404', { error: answered(404) }, GIVE_UP],
    ['a write, connection lost', { kind: 'write' }, GIVE_UP],
    ['a write, no connection', { kind: 'write', error: unanswered('network', 'no') }, { waitMs: 150 }],
    ['a write, connect timeout', { kind: 'write', error: unanswered('timeout', 'no') }, { waitMs: 150 }],
    ['a write, timeout', { kind: 'write', error: unanswered('timeout', 'maybe') }, GIVE_UP],
    ['a write, 429', { kind: 'write', error: answered(429) }, { waitMs: 150 }],
    ['a write, 500', { kind: 'write', error: answered(500) }, GIVE_UP],
    ['a write, 503', { kind: 'write', error: answered(503) }, GIVE_UP],
    ['a write, 409', { kind: 'write', error: answered(409) }, GIVE_UP],
    [
      'a write, 401 with another token to try',
      { kind: 'write', error: answered(401), renewable: true },
      { waitMs: 0 },
    ],
    ['a 401 at the third attempt', { attempt: 3, error: answered(401), renewable: true }, GIVE_UP],
    ['Retry-After that fits', { error: answered(503), askedMs: 20_000 }, { waitMs: 20_000 }],
    ['Retry-After that does not', { error: answered(429), askedMs: 20_001 }, GIVE_UP],
    [
      'Retry-After of a write that may be executed',
      { kind: 'write', error: answered(503), askedMs: 1 },
      GIVE_UP,
    ],
    ['no time left', { remainingMs: -1 }, GIVE_UP],
    ['less time than the jitter', { remainingMs: 149 }, GIVE_UP],
  ])('%s', (_, failure, decision) => {
    expect(decideRetry({ ...base, ...failure })).toEqual(decision);
  });
});

describe('on the wire', () => {
  let peer: Peer;
  let client: Client;
  beforeEach(async () => {
    peer = await startPeer();
    client = clientOf(peer);
  });
  afterEach(async () => {
    await client.close();
    await peer.close();
  });
  const date = 'Wed, 25 Nov 2026 03:00:00 GMT';

  test.each([
    ['seconds', { 'retry-after': '1' }],
    ['a date, relative to the date of the answer', { date, 'retry-after': 'Wed, 25 Nov 2026 03:00:01 GMT' }],
    ['a reset of the quota', { date, 'x-ratelimit-reset': String(Date.parse(date) / 1_000 + 1) }],
  ])('a write waits as a 429 asks: %s', async (_, headers) => {
    peer.on(CREATE_PATH, json({}, 429, headers), json({ id: 1 }));
    expect((await client.send(CREATE, { body: {} }, bounds())).body).toEqual({ id: 1 });
    const [first, second] = peer.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('a Retry-After that does not fit is rate_limited at once, with its seconds, and believed', async () => {
    peer.on(LIST_PATH, json({ detail: 'slow down' }, 429, { 'retry-after': '30.5' }), json([]));
    const error = await failure(client.send(LIST, {}, bounds(10_000)));
    expect(error).toMatchObject({
      code: 'rate_limited',
      status: 429,
      retryAfterSeconds: 31,
      detail: 'slow down',
    });
    const next = await failure(client.send(LIST, {}, bounds(10_000)));
    expect(next).toMatchObject({ code: 'rate_limited', status: undefined, retryAfterSeconds: 31 });
    expect(peer.requests).toHaveLength(1);
  });

  test('429 without a time: three attempts, then rate_limited within a minute', async () => {
    peer.on(LIST_PATH, json({}, 429));
    const error = await failure(client.send(LIST, {}, bounds()));
    expect(error).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60, executed: 'no' });
    expect(peer.requests).toHaveLength(3);
  });

  test('maintenance that outlasts the call says how long', async () => {
    peer.on(LIST_PATH, json({}, 503, { 'retry-after': '120' }));
    const error = await failure(client.send(LIST, {}, bounds()));
    expect(error).toMatchObject({ code: 'maintenance', status: 503, retryAfterSeconds: 120 });
    expect(peer.requests).toHaveLength(1);
  });

  test('cancelling ends a wait between two attempts', async () => {
    peer.on(LIST_PATH, json({}, 503, { 'retry-after': '5' }));
    const caller = new AbortController();
    const work = failure(client.send(LIST, {}, bounds(10_000, { signal: caller.signal })));
    await peer.received(1);
    const from = performance.now();
    caller.abort();
    expect(await work).toMatchObject({ code: 'cancelled' });
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(peer.requests).toHaveLength(1);
  });
});
