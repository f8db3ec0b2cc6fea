import { afterEach, beforeEach, expect, test } from 'vitest';
import { CREATE, CREATE_PATH, LIST, LIST_PATH, bounds, clientOf, failure, type Client } from './client.ts';
import { deferred } from '../../src/deadline.ts';
import { SIGN_IN } from '../../src/errors.ts';
import { onFastClock } from '../support/clock.ts';
import { after, issue, json, onlyFor, reset, slow, startPeer, type Peer } from '../support/peer.ts';

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

test('a refused token is replaced once and the request repeated, a write too', async () => {
  peer.onSignIn(issue('token-one'), issue('token-two'));
  peer.on(CREATE_PATH, onlyFor('token-two', { id: 1 }));
  expect((await client.send(CREATE, { body: { n: 1 } }, bounds())).body).toEqual({ id: 1 });
  expect(peer.signIns).toHaveLength(2);
  expect(peer.requests.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":1}']);
});

test('a storm of refused requests costs one sign-in', async () => {
  peer.onSignIn(issue('token-one'), issue('token-two'));
  peer.on(LIST_PATH, onlyFor('token-one', []));
  await client.send(LIST, {}, bounds());
  const revoked = onlyFor('token-two', ['new']);
  peer.on(LIST_PATH, revoked);
  // The reaction that stays until the next request is the old one: it takes its leave with this one.
  await client.send(LIST, {}, bounds());
  const answers = await Promise.all(Array.from({ length: 25 }, () => client.send(LIST, {}, bounds())));
  expect(answers.every(({ body }) => JSON.stringify(body) === '["new"]')).toBe(true);
  expect(peer.signIns).toHaveLength(2);
});

test('a second 401 is unauthenticated, and the next calls do not sign in again for it', async () => {
  peer.on(LIST_PATH, json({ detail: 'user is suspended' }, 401));
  const error = await failure(client.send(LIST, {}, bounds()));
  expect(error).toMatchObject({ code: 'unauthenticated', operation: LIST.id, detail: 'user is suspended' });
  expect(peer.requests).toHaveLength(2);
  for (let call = 0; call < 5; call++) await failure(client.send(LIST, {}, bounds()));
  expect(peer.requests).toHaveLength(7);
  expect(peer.signIns).toHaveLength(2);
});

test('a ready token is sent as it is, and not renewed', async () => {
  const ready = clientOf(peer, { credentials: { kind: 'token', token: 'ready-made-token' } });
  peer.on(LIST_PATH, json({}), json({}, 401));
  await ready.send(LIST, {}, bounds());
  expect(peer.requests[0]?.headers.authorization).toBe('Bearer ready-made-token');
  expect(await failure(ready.send(LIST, {}, bounds()))).toMatchObject({
    code: 'unauthenticated',
    executed: 'no',
  });
  expect(peer.requests).toHaveLength(2);
  expect(peer.signIns).toHaveLength(0);
  await ready.close();
});

test.each([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [422, 'rejected'],
])('a sign-in refused with %i is %s, and remembered', async (status, code) => {
  peer.onSignIn(json({ detail: 'no' }, status));
  const errors = await Promise.all([1, 2, 3].map(() => failure(client.send(LIST, {}, bounds()))));
  errors.push(await failure(client.send(LIST, {}, bounds())));
  for (const error of errors)
    expect(error).toMatchObject({ code, status, operation: SIGN_IN, executed: 'no' });
  expect(peer.signIns).toHaveLength(1);
  expect(peer.requests).toHaveLength(0);
});

test('a sign-in survives passing faults', async () => {
  peer.onSignIn(reset(), json({}, 503), issue('token-at-last'));
  peer.on(LIST_PATH, onlyFor('token-at-last', []));
  expect((await client.send(LIST, {}, bounds())).status).toBe(200);
  expect(peer.signIns).toHaveLength(3);
});

test('a sign-in that failed leaves the request unsent, is repeated three times in all, and never remembered', async () => {
  peer.onSignIn(json({}, 500), json({}, 500), json({}, 500), issue('token-later'));
  const error = await failure(client.send(CREATE, { body: {} }, bounds()));
  expect(error).toMatchObject({ code: 'upstream_error', operation: SIGN_IN, executed: 'no' });
  peer.on(CREATE_PATH, json({}));
  expect((await client.send(CREATE, { body: {} }, bounds())).status).toBe(200);
  expect(peer.signIns).toHaveLength(4);
});

test('four sign-ins a minute, then rate_limited at once', async () => {
  peer.onSignIn(json({}, 500));
  await failure(client.send(LIST, {}, bounds()));
  const error = await failure(client.send(LIST, {}, bounds(10_000)));
  expect(error).toMatchObject({ code: 'rate_limited', operation: SIGN_IN, executed: 'no' });
  expect(error.retryAfterSeconds).toBeGreaterThan(50);
  expect(error.retryAfterSeconds).toBeLessThanOrEqual(62);
  expect(peer.signIns).toHaveLength(4);
});

test('one caller who leaves does not take the sign-in from the others', async () => {
  const released = deferred();
  peer.onSignIn(after(released.promise, issue('token-for-all')));
  peer.on(LIST_PATH, onlyFor('token-for-all', []));
  const leaving = new AbortController();
  const first = failure(client.send(LIST, {}, bounds(10_000, { signal: leaving.signal })));
  const second = client.send(LIST, {}, bounds());
  const hurried = failure(client.send(LIST, {}, bounds(50)));
  expect(await hurried).toMatchObject({ code: 'timeout', executed: 'no' });
  leaving.abort();
  expect(await first).toMatchObject({ code: 'cancelled', executed: 'no' });
  released.resolve();
  expect((await second).status).toBe(200);
  expect(peer.signIns).toHaveLength(1);
});

test.each([
  ['no date', { id_token: 'lasting-token' }],
  ['a date that is over', { id_token: 'lasting-token', expires_at: '2001-01-01T00:00:00' }],
  ['a date that is none', { id_token: 'lasting-token', expires_at: 'soon' }],
])('with %s a token is used until it is refused', async (_, body) => {
  peer.onSignIn(json(body));
  peer.on(LIST_PATH, json([]));
  await client.send(LIST, {}, bounds());
  await client.send(LIST, {}, bounds());
  expect(peer.signIns).toHaveLength(1);
});

test('the life of a token is measured by the clock of the server', async () => {
  // Here the token seems to have ended years ago; there it lives for an hour.
  const body = { id_token: 'token-of-2001', expires_at: '2001-01-01T01:00:00' };
  peer.onSignIn(json(body, 200, { date: 'Mon, 01 Jan 2001 00:00:00 GMT' }));
  peer.on(LIST_PATH, json([]));
  await client.send(LIST, {}, bounds());
  await client.send(LIST, {}, bounds());
  expect(peer.signIns).toHaveLength(1);
});

test('a token whose life is known is renewed when it is over', async () => {
  const endsAt = (time: string) =>
    json({ id_token: `token-until-${time}`, expires_at: `2001-01-01T${time}` }, 200, {
      date: 'Mon, 01 Jan 2001 00:00:00 GMT',
    });
  peer.onSignIn(endsAt('00:00:03'), endsAt('01:00:00'));
  peer.on(LIST_PATH, json([]));
  await onFastClock(async () => {
    await client.send(LIST, {}, bounds());
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await client.send(LIST, {}, bounds());
    await client.send(LIST, {}, bounds());
  });
  expect(peer.signIns).toHaveLength(2);
});

test('a request whose sign-in took until it was too late to start is not sent', async () => {
  peer.onSignIn(slow(2_000, issue('token-too-late')));
  const error = await onFastClock(() =>
    failure(client.send(CREATE, { body: {} }, bounds(20_000, { startBy: performance.now() + 1_000 }))),
  );
  expect(error).toMatchObject({ code: 'timeout', operation: CREATE.id, executed: 'no' });
  expect(error.message).toBe('create-thing was not answered in the time it had.');
  expect(peer.signIns).toHaveLength(1);
  expect(peer.requests).toHaveLength(0);
});

test.each([
  ['no token', {}],
  ['a token that no header can carry', { id_token: 'two\nlines', expires_at: '2999-01-01T00:00:00Z' }],
])('a sign-in that gives %s breaks the contract', async (_, body) => {
  peer.onSignIn(json(body));
  expect(await failure(client.send(LIST, {}, bounds()))).toMatchObject({
    code: 'upstream_error',
    operation: SIGN_IN,
    executed: 'no',
  });
});
