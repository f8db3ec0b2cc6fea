import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  API_KEY,
  CREATE,
  CREATE_PATH,
  LIST,
  LIST_PATH,
  bounds,
  clientOf,
  failure,
  type Client,
} from './client.ts';
import { deferred } from '../../src/deadline.ts';
import { onFastClock } from '../support/clock.ts';
import * as peers from '../support/peer.ts';

const token = 'ready-made-token';
const credentials = { kind: 'token', token } as const;
const { json, text } = peers;
let peer: peers.Peer;
let client: Client;

beforeEach(async () => {
  peer = await peers.startPeer();
  client = clientOf(peer, { credentials });
});
afterEach(async () => {
  await client.close();
  await peer.close();
});

describe('statuses', () => {
  test.each([
    [400, 'rejected', 'no'],
    [401, 'unauthenticated', 'no'],
    [403, 'forbidden', 'no'],
    [404, 'not_found', 'no'],
    [408, 'rejected', 'maybe'],
    [409, 'conflict', 'no'],
    [413, 'rejected', 'no'],
    [422, 'rejected', 'no'],
    [500, 'upstream_error', 'maybe'],
    [502, 'upstream_error', 'maybe'],
    [503, 'maintenance', 'maybe'],
    [504, 'upstream_error', 'maybe'],
  ])('%i is %s, executed: %s', async (status, code, executed) => {
    peer.on(CREATE_PATH, json({ detail: [{ loc: ['body', 'name'], msg: 'too long', type: 'x' }] }, status));
    const error = await failure(client.send(CREATE, { body: {} }, bounds()));
    expect(error).toMatchObject({
      code,
      status,
      executed,
      operation: CREATE.id,
      detail: 'body.name: too long',
    });
    expect(peer.requests).toHaveLength(1);
  });

  test('a redirect is not followed, and where it leads is not told', async () => {
    const other = await peers.startPeer();
    peer.on(LIST_PATH, peers.redirect(`${other.url}/?t=${token}`));
    const error = await failure(client.send(LIST, {}, bounds()));
    expect(error).toMatchObject({ code: 'upstream_error', status: 307, executed: 'maybe' });
    expect(error.message).toMatch(/redirect, which is never followed/);
    expect(`${error.message} ${error.detail}`).not.toContain(other.url);
    expect(other.connected).toBe(0);
    await other.close();
  });

  test('a redirected sign-in takes its key nowhere', async () => {
    const other = await peers.startPeer();
    peer.onSignIn(peers.redirect(`${other.url}/`));
    const signing = clientOf(peer);
    expect(await failure(signing.send(LIST, {}, bounds()))).toMatchObject({
      code: 'upstream_error',
      executed: 'no',
    });
    expect(other.connected).toBe(0);
    await signing.close();
    await other.close();
  });
});

describe('answers that break the contract', () => {
  const type = { 'content-type': 'application/json' };
  test.each([
    ['cut JSON', text('{"a":', 200, type), /not JSON/],
    ['HTML', text('<html>hello</html>', 200, { 'content-type': 'text/html' }), /content type/],
    ['no content type', text('{}', 200), /content type/],
    ['a gzip bomb', peers.bomb(50_000_000), /compressed/],
    ['more than 8 MiB', peers.oversized(8 * 1024 * 1024), /8 MiB/],
    ['deep nesting', text('['.repeat(200_000) + ']'.repeat(200_000), 200, type), /levels deep/],
    ['headers without end', text('', 200, { 'x-long': 'x'.repeat(100_000) }), /does not answer in HTTP/],
    [
      'JSON that only its name says',
      text('{}', 200, { 'content-type': 'text/application/json' }),
      /content type/,
    ],
    [
      'a type that begins like JSON',
      text('{}', 200, { 'content-type': 'application/jsonp' }),
      /content type/,
    ],
    ['bytes that are not HTTP', peers.raw('SSH-2.0-OpenSSH_9.9\r\n'), /does not answer in HTTP/],
  ])('%s', async (_, reaction, message) => {
    peer.on(LIST_PATH, reaction);
    const error = await failure(client.send(LIST, {}, bounds()));
    expect(error).toMatchObject({ code: 'upstream_error', executed: 'maybe' });
    expect(error.message).toMatch(message);
    expect(peer.requests).toHaveLength(1);
  });

  test('8 MiB less a little are read', async () => {
    peer.on(LIST_PATH, peers.oversized(8 * 1024 * 1024 - 100));
    expect((await client.send(LIST, {}, bounds())).body).toHaveLength(8 * 1024 * 1024 - 100);
  });

  test('a body that cannot be read does not hide the status', async () => {
    peer.on(LIST_PATH, text('garbage', 403, { 'content-encoding': 'br' }));
    expect(await failure(client.send(LIST, {}, bounds()))).toMatchObject({
      code: 'forbidden',
      detail: undefined,
    });
  });
});

describe('connections', () => {
  test('a read survives two faults, whichever they are', async () => {
    peer.on(LIST_PATH, peers.reset(), peers.half('{"a":', 'close'), json({ a: 1 }));
    expect((await client.send(LIST, {}, bounds())).body).toEqual({ a: 1 });
    expect(peer.requests).toHaveLength(3);
  });

  test('a read is given up after three attempts', async () => {
    peer.on(LIST_PATH, peers.reset());
    expect(await failure(client.send(LIST, {}, bounds()))).toMatchObject({
      code: 'network',
      executed: 'maybe',
    });
    expect(peer.requests).toHaveLength(3);
  });

  test('a write that may have been executed is not repeated', async () => {
    const effects: string[] = [];
    peer.on(
      CREATE_PATH,
      peers.reset(({ body }) => effects.push(body)),
    );
    const error = await failure(client.send(CREATE, { body: { n: 1 } }, bounds()));
    expect(error).toMatchObject({ code: 'network', executed: 'maybe' });
    expect(effects).toEqual(['{"n":1}']);
  });

  test('informational answers are read past, whatever follows', async () => {
    peer.on(LIST_PATH, peers.informed([103, 102, 103], json({ a: 1 })));
    peer.on(CREATE_PATH, peers.informed([103], json({ detail: 'taken' }, 409)));
    expect((await client.send(LIST, {}, bounds())).body).toEqual({ a: 1 });
    expect(await failure(client.send(CREATE, { body: {} }, bounds()))).toMatchObject({ code: 'conflict' });
    expect(peer.requests).toHaveLength(2);
  });

  test('an unasked 100, at which the HTTP client ends the connection, is one more fault that a read survives', async () => {
    peer.on(LIST_PATH, peers.informed([100], json({})), peers.informed([100], json({})), json({ a: 1 }));
    peer.on(CREATE_PATH, peers.informed([100], json({})));
    expect((await client.send(LIST, {}, bounds())).body).toEqual({ a: 1 });
    expect(peer.requests).toHaveLength(3);
    const error = await failure(client.send(CREATE, { body: {} }, bounds()));
    expect(error).toMatchObject({ code: 'network', executed: 'maybe' });
    expect(peer.requests).toHaveLength(4);
  });

  test('a closed port: surely not executed, so writes are repeated too', async () => {
    const lost = clientOf({ url: `http://127.0.0.1:${peers.CLOSED_PORT}` }, { credentials });
    const error = await failure(lost.send(CREATE, { body: {} }, bounds()));
    expect(error).toMatchObject({ code: 'network', executed: 'no' });
    expect(error.message).toContain('ECONNREFUSED');
    expect(lost.lines).toHaveLength(3);
    await lost.close();
  });

  test('a TLS handshake with something else: surely not executed', async () => {
    const lost = clientOf({ url: peer.url.replace('http:', 'https:') }, { credentials });
    expect(await failure(lost.send(CREATE, { body: {} }, bounds()))).toMatchObject({ executed: 'no' });
    expect(peer.requests).toHaveLength(0);
    await lost.close();
  });

  test('a proxy that refuses: surely not executed', async () => {
    const proxy = await peers.startProxy(peer, undefined, true);
    const far = clientOf(
      { url: 'http://amigo.invalid' },
      { credentials, proxy: { url: proxy.url, except: '' } },
    );
    const error = await failure(far.send(CREATE, { body: {} }, bounds()));
    expect(error).toMatchObject({ code: 'network', executed: 'no' });
    expect(error.message).toBe('The proxy refused the connection with status 407.');
    expect(peer.requests).toHaveLength(0);
    await far.close();
    await proxy.close();
  });

  test('connections that were dropped while idle are opened anew', async () => {
    peer.on(LIST_PATH, json([]));
    await client.send(LIST, {}, bounds());
    peer.dropConnections();
    await peer.deserted();
    expect((await client.send(LIST, {}, bounds())).status).toBe(200);
  });
});

describe('time', () => {
  // Each limit that a test does not wait for is long: a busy machine does not reach it.
  const patient = { connectMs: 20_000, headersMs: 20_000, bodyMs: 20_000 };
  const brief = { ...patient, headersMs: 300 };

  test.each([
    ['no headers', peers.hang(), brief, /did not answer in time/],
    ['a body that stops', peers.half('{"a":'), { ...patient, bodyMs: 300 }, /in the middle/],
  ])('%s: a timeout, which may have been executed', async (_, reaction, timeouts, message) => {
    peer.on(CREATE_PATH, reaction);
    const hasty = clientOf(peer, { credentials, timeouts });
    const error = await failure(hasty.send(CREATE, { body: {} }, bounds()));
    expect(error).toMatchObject({ code: 'timeout', executed: 'maybe' });
    expect(error.message).toMatch(message);
    await hasty.close();
  });

  test('a timeout of a read is repeated', async () => {
    peer.on(LIST_PATH, peers.hang(), json([7]));
    const hasty = clientOf(peer, { credentials, timeouts: brief });
    expect((await hasty.send(LIST, {}, bounds())).body).toEqual([7]);
    await hasty.close();
  });

  test('an operation may allow longer for its headers', async () => {
    const slow = { ...CREATE, headersTimeoutMs: 20_000 };
    const released = deferred();
    peer.on(CREATE_PATH, peers.after(released.promise, json({ done: true })));
    peer.on(LIST_PATH, peers.hang());
    const hasty = clientOf(peer, { credentials, timeouts: brief });
    const answer = hasty.send(slow, { body: {} }, bounds());
    // By the time that the brief limit has ended this one, it would have ended the other one.
    await failure(hasty.send({ ...LIST, kind: 'write' }, {}, bounds()));
    released.resolve();
    expect((await answer).body).toEqual({ done: true });
    await hasty.close();
  });

  test('a body that drips ends with the deadline, and its socket with it', async () => {
    peer.on(LIST_PATH, peers.drip(20));
    const error = await onFastClock(() => failure(client.send(LIST, {}, bounds())));
    expect(error).toMatchObject({ code: 'timeout', executed: 'maybe' });
    expect(peer.requests).toHaveLength(1);
    await peer.deserted();
  });

  test('a connection that stands too late: surely not executed, then or later', async () => {
    const open = deferred();
    // The proxy accepts the connection, but does not open the tunnel before it may.
    const proxy = await peers.startProxy(peer, open.promise);
    peer.on(CREATE_PATH, json({}));
    const throughProxy = (timeouts: typeof patient) =>
      clientOf(
        { url: 'http://amigo.invalid' },
        { credentials, timeouts, proxy: { url: proxy.url, except: '' } },
      );
    const hasty = throughProxy({ ...patient, connectMs: 300 });
    const distant = throughProxy(patient);
    const ended = await failure(hasty.send(CREATE, { body: 'connect timeout' }, bounds()));
    expect(ended).toMatchObject({ code: 'timeout', executed: 'no' });
    expect(ended.message).toBe('No connection to amigo.invalid within 0.3 s.');
    const caller = new AbortController();
    const cancelled = failure(
      distant.send(CREATE, { body: 'cancelled' }, bounds(10_000, { signal: caller.signal })),
    );
    caller.abort();
    expect(await cancelled).toMatchObject({ code: 'cancelled', executed: 'no' });
    open.resolve();
    await distant.send(CREATE, { body: 'in time' }, bounds());
    await hasty.close();
    await distant.close();
    await peer.deserted();
    expect(peer.requests.map(({ body }) => body)).toEqual(['"in time"']);
    await proxy.close();
  });

  test('nothing starts after the last moment to start', async () => {
    const late = bounds(5_000, { startBy: performance.now() - 1 });
    expect(await failure(client.send(LIST, {}, late))).toMatchObject({ code: 'timeout', executed: 'no' });
    expect(peer.requests).toHaveLength(0);
  });
});

describe('cancelling', () => {
  test('ends the request and its socket at once, and leaves no listener', async () => {
    peer.on(CREATE_PATH, peers.hang());
    const caller = new AbortController();
    const work = failure(client.send(CREATE, { body: {} }, bounds(10_000, { signal: caller.signal })));
    await peer.received(1);
    caller.abort();
    const error = await work;
    expect(error).toMatchObject({ code: 'cancelled', executed: 'maybe' });
    expect(error.message).toBe('create-thing was cancelled.');
    await peer.deserted();
  });

  test('leaves an operation that is finished once sent alone from then on, and keeps it from being sent again', async () => {
    const evaluate = { ...CREATE, finishOnceSent: true };
    const answers = peers.after(peer.received(2), peers.json({ id: 'x' }));
    peer.on(CREATE_PATH, answers, peers.after(peer.received(2), peers.json({}, 429, { 'retry-after': '0' })));
    const caller = new AbortController();
    const send = () => client.send(evaluate, { body: {} }, bounds(10_000, { signal: caller.signal }));
    const kept = send();
    await peer.received(1);
    const refused = failure(send());
    await peer.received(2);
    caller.abort();
    expect((await kept).body).toEqual({ id: 'x' });
    expect(await refused).toMatchObject({ code: 'cancelled', executed: 'no' });
    expect(peer.requests).toHaveLength(2);
    expect(await failure(send())).toMatchObject({ code: 'cancelled', executed: 'no' });
    expect(peer.requests).toHaveLength(2);
  });

  test('before anything was sent: surely not executed', async () => {
    const signal = AbortSignal.abort();
    const error = await failure(client.send(CREATE, { body: {} }, bounds(10_000, { signal })));
    expect(error).toMatchObject({ code: 'cancelled', executed: 'no' });
    expect(peer.connected).toBe(0);
  });

  test('many requests may share one signal without a warning', async () => {
    const warnings: Error[] = [];
    const collect = (warning: Error) => warnings.push(warning);
    process.on('warning', collect);
    peer.on(LIST_PATH, json([]));
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 40 }, () => client.send(LIST, {}, bounds(10_000, { signal }))));
    // Warnings come with the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', collect);
    expect(warnings).toEqual([]);
  });
});

test('no secret is told, whatever an answer says', async () => {
  const jwt = 'eyJhbGciOiJub25lIn0.eyJ1IjoxfQ.c2lnbmF0dXJl';
  peer.onSignIn(peers.issue(jwt));
  const said = `key ${API_KEY}, encoded ${encodeURIComponent(API_KEY)}, token ${jwt}`;
  const reflected = { 'x-request-id': jwt, location: `/?k=${encodeURIComponent(API_KEY)}` };
  peer.on(
    LIST_PATH,
    json({ detail: said }, 400, reflected),
    json({ detail: `${'x'.repeat(290)} ${jwt}` }, 422, reflected),
    text(`<html><title>${said}</title>`, 403, { 'content-type': 'text/html' }),
    text('', 302, reflected),
  );
  const signing = clientOf(peer);
  for (const status of [400, 422, 403, 302]) {
    const error = await failure(signing.send(LIST, {}, bounds()));
    expect(error.status).toBe(status);
    const told = [error.message, error.detail, JSON.stringify(error), ...signing.lines].join('\n');
    expect(told).not.toMatch(/eyJhb|key\/with|key%2Fwith/);
  }
  await signing.close();
});
