import { afterEach, beforeEach, expect, test } from 'vitest';
import { API_KEY, CREATE, CREATE_PATH, LIST, LIST_PATH, READ, bounds, clientOf, failure } from './client.ts';
import { startPeer, json, startProxy, text, type Peer } from '../support/peer.ts';

let peer: Peer;
beforeEach(async () => {
  peer = await startPeer();
});
afterEach(() => peer.close());

test('nothing is sent before the first request, and then one sign-in for all of them', async () => {
  peer.on(LIST_PATH, json([]));
  const client = clientOf(peer);
  expect(peer.connected).toBe(0);
  await Promise.all(Array.from({ length: 20 }, () => client.send(LIST, {}, bounds())));
  expect(peer.signIns).toHaveLength(1);
  expect(peer.requests).toHaveLength(20);
  await client.close();
});

test('a sign-in carries the key in its headers and has no body', async () => {
  peer.on(LIST_PATH, json([]));
  const headers = { 'X-ORG-ID': 'issuer', 'x-mongo-cluster-name': 'blue' };
  const client = clientOf(peer, { headers });
  await client.send(LIST, {}, bounds());
  expect(peer.signIns[0]).toMatchObject({
    method: 'POST',
    url: '/v1/acme/user/signin_with_api_key',
    body: '',
    headers: {
      'x-api-key': API_KEY,
      'x-api-key-id': 'key-id',
      'x-user-id': 'user-id',
      'x-mongo-cluster-name': 'blue',
    },
  });
  expect(peer.signIns[0]?.headers).not.toHaveProperty('x-org-id');
  expect(peer.requests[0]?.headers).toMatchObject({
    authorization: 'Bearer token-1-of-this-peer',
    accept: 'application/json',
    'accept-encoding': 'identity',
    'x-org-id': 'issuer',
    'x-mongo-cluster-name': 'blue',
  });
  expect(peer.requests[0]?.headers).not.toHaveProperty('x-api-key');
  expect(peer.requests[0]?.headers).not.toHaveProperty('content-type');
  await client.close();
});

test('paths keep their slash, queries repeat their keys, plus is %2B, bodies are JSON', async () => {
  peer.on('GET /v1/acme/thing/a%20b/', json({ ok: true }));
  peer.on(CREATE_PATH, json({ id: 1 }));
  const client = clientOf(peer);
  const query = {
    id: ['b', 'a', 'b'],
    sort_by: ['+created_at'],
    creator: 'org,user',
    before: '2026-01-01T00:00:00+00:00',
    text: 'two words & more',
    limit: 50,
    deleted: false,
    none: undefined,
    empty: [],
  };
  await client.send(READ, { path: { id: 'a b' }, query }, bounds());
  expect(peer.requests[0]?.url).toBe(
    '/v1/acme/thing/a%20b/?id=b&id=a&sort_by=%2Bcreated_at&creator=org%2Cuser' +
      '&before=2026-01-01T00%3A00%3A00%2B00%3A00&text=two%20words%20%26%20more&limit=50&deleted=false',
  );
  await client.send(CREATE, { body: { name: 'ä' } }, bounds());
  expect(peer.requests[1]).toMatchObject({
    body: '{"name":"ä"}',
    headers: { 'content-type': 'application/json' },
  });
  await client.close();
});

test.each(['', '.', '..', 'a/b', 'a\\b', '%2e%2E', 'a%2Fb', 'x%5cy', '\ud800'])(
  'the path value %j is refused unsent',
  async (id) => {
    const client = clientOf(peer);
    const error = await failure(client.send(READ, { path: { id } }, bounds()));
    expect(error).toMatchObject({ code: 'rejected', executed: 'no' });
    expect(error.message).toBe('The value of id cannot be part of a path.');
    expect(peer.requests).toHaveLength(0);
    await client.close();
  },
);

test('a base URL may have a path of its own', async () => {
  peer.on('GET /gate/v1/acme/thing/', json([1]));
  peer.onSignIn(json({ id_token: 'token-behind-gate', expires_at: '2999-01-01T00:00:00' }));
  const client = clientOf({ url: `${peer.url}/gate/` });
  expect((await client.send(LIST, {}, bounds())).body).toEqual([1]);
  await client.close();
});

test('an empty body is an answer', async () => {
  peer.on(LIST_PATH, text('', 200), text('', 204));
  const client = clientOf(peer);
  expect(await client.send(LIST, {}, bounds())).toEqual({ status: 200, body: undefined });
  expect(await client.send(LIST, {}, bounds())).toEqual({ status: 204, body: undefined });
  await client.close();
});

test.each(['application/json; charset=utf-8', 'application/problem+json', 'Application/JSON'])(
  'the content type %s is JSON',
  async (type) => {
    peer.on(LIST_PATH, text('\ufeff{"a":1}', 200, { 'content-type': type }));
    const client = clientOf(peer);
    expect((await client.send(LIST, {}, bounds())).body).toEqual({ a: 1 });
    await client.close();
  },
);

test('an answer cannot reach a prototype', async () => {
  const body = '{"__proto__":{"admin":true},"a":{"\\u005f_proto__":{"admin":true},"b":1}}';
  peer.on(LIST_PATH, text(body, 200, { 'content-type': 'application/json' }));
  const client = clientOf(peer);
  const answer = await client.send(LIST, {}, bounds());
  expect(JSON.stringify(answer.body)).toBe('{"a":{"b":1}}');
  expect(Object.hasOwn(answer.body as object, '__proto__')).toBe(false);
  await client.close();
});

test('every host goes through the proxy but those that are excepted', async () => {
  const tunnel = await startProxy(peer);
  const proxy = { url: tunnel.url, except: '' };
  peer.on(LIST_PATH, json([]));
  const far = clientOf({ url: 'http://amigo.invalid' }, { proxy });
  await far.send(LIST, {}, bounds());
  expect(new Set(tunnel.asked)).toEqual(new Set(['amigo.invalid:80']));
  await far.close();

  const asked = tunnel.asked.length;
  const direct = clientOf({ url: 'http://amigo.invalid' }, { proxy: { ...proxy, except: '.invalid' } });
  const error = await failure(direct.send(LIST, {}, bounds()));
  expect(error).toMatchObject({ code: 'network', executed: 'no' });
  expect(tunnel.asked).toHaveLength(asked);
  await direct.close();
  await tunnel.close();
});

test('after close nothing is sent and nothing stays open', async () => {
  peer.on(LIST_PATH, json([]));
  const client = clientOf(peer);
  await client.send(LIST, {}, bounds());
  await client.close();
  await peer.deserted();
  expect(await failure(client.send(LIST, {}, bounds()))).toMatchObject({ code: 'cancelled', executed: 'no' });
  expect(peer.requests).toHaveLength(1);
});

test('the clock of the server is known after its first answer, and never early', async () => {
  const date = 'Wed, 25 Nov 2026 03:23:45 GMT';
  peer.on(LIST_PATH, json([], 200, { date }));
  const client = clientOf(peer, { credentials: { kind: 'token', token: 'ready-made-token' } });
  expect(client.amigoNow()).toBeUndefined();
  await client.send(LIST, {}, bounds());
  const now = client.amigoNow() ?? 0;
  expect(now).toBeGreaterThanOrEqual(Date.parse(date) + 999);
  expect(now).toBeLessThan(Date.parse(date) + 3_000);
  await client.close();
});

test('one line is logged for each attempt, with no path, query, payload or secret', async () => {
  const echo = json({ detail: `${API_KEY} token-1-of-this-peer` }, 500, { 'x-request-id': 'req-7' });
  peer.on(LIST_PATH, echo, json({ name: 'payload' }));
  const client = clientOf(peer);
  await client.send(LIST, { query: { q: 'patient' } }, bounds());
  expect(client.lines).toEqual([
    expect.stringMatching(
      / info request operation=sign-in-with-api-key status=200 ms=\d+ attempt=1(?: held_ms=\d+)?\n$/,
    ),
    expect.stringMatching(
      / info request operation=list-things status=500 request_id=req-7 ms=\d+ attempt=1(?: held_ms=\d+)?\n$/,
    ),
    expect.stringMatching(
      / info request operation=list-things status=200 ms=\d+ attempt=2(?: held_ms=\d+)?\n$/,
    ),
  ]);
  await client.close();
});
