import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/listen.ts';
import { ADMINISTRATOR, ORGANIZATION, READER } from '../../src/sandbox/organization.ts';
import { Tokens } from '../../src/sandbox/sign-in.ts';
import { keyHeaders, send, signIn, startUser, type SandboxUser } from './user.ts';

const ID = 'a'.repeat(24);
const SIGN_IN = `/v1/${ORGANIZATION}/user/signin_with_api_key`;
const METRICS = `/v1/${ORGANIZATION}/metric/`;

let user: SandboxUser;
beforeAll(async () => {
  user = await startUser();
});
afterAll(() => user.close());

function bearer(token: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${token}` } };
}

test('the environment that it hands out signs in', async () => {
  const { environment, url } = user.sandbox;
  expect(environment.AMIGO_API_BASE_URL).toBe(url);
  const reply = await send(user.sandbox, 'POST', `/v1/${environment.AMIGO_ORG_ID}/user/signin_with_api_key`, {
    headers: {
      'x-api-key': environment.AMIGO_API_KEY,
      'x-api-key-id': environment.AMIGO_API_KEY_ID,
      'x-user-id': environment.AMIGO_USER_ID,
    },
  });
  expect(reply.status).toBe(200);
});

test.each([
  ['a wrong key', { ...ADMINISTRATOR, key: 'wrong' }],
  ['a wrong key id', { ...ADMINISTRATOR, keyId: 'wrong' }],
  ['an unknown user', { ...ADMINISTRATOR, userId: 'nobody' }],
  ['the key of somebody else', { ...READER, userId: ADMINISTRATOR.userId }],
])('refuses to sign in with %s', async (_, member) => {
  const reply = await send(user.sandbox, 'POST', SIGN_IN, { headers: keyHeaders(member) });
  expect(reply).toMatchObject({ status: 401, body: { detail: 'Invalid API key.' } });
});

test('knows one organization only', async () => {
  const signingIn = await send(user.sandbox, 'POST', '/v1/elsewhere/user/signin_with_api_key', {
    headers: keyHeaders(ADMINISTRATOR),
  });
  expect(signingIn.status).toBe(404);
  const listing = await send(user.sandbox, 'GET', '/v1/elsewhere/metric/', bearer(user.token));
  expect(listing).toMatchObject({ status: 404, body: { detail: 'Organization not found.' } });
});

test('complains of each missing header of the sign-in', async () => {
  const reply = await send(user.sandbox, 'POST', SIGN_IN, { headers: { 'x-user-id': 'me' } });
  expect(reply.status).toBe(422);
  expect(reply.body).toMatchObject({
    detail: [
      { loc: ['header', 'x-api-key'], type: 'missing' },
      { loc: ['header', 'x-api-key-id'], type: 'missing' },
    ],
  });
});

test('wants a bearer token that it issued', async () => {
  expect((await send(user.sandbox, 'GET', METRICS)).status).toBe(401);
  expect((await send(user.sandbox, 'GET', METRICS, bearer('made-up'))).status).toBe(401);
  expect((await send(user.sandbox, 'GET', METRICS, bearer(user.token))).status).toBe(200);
  const issuer = { ...bearer(user.token).headers, 'x-org-id': 'elsewhere' };
  expect((await send(user.sandbox, 'GET', METRICS, { headers: issuer })).status).toBe(401);
});

test('a token is good for an hour', () => {
  let now = 0;
  const tokens = new Tokens(() => now);
  const { token, expiresAt } = tokens.signIn(keyHeaders(ADMINISTRATOR));
  expect(expiresAt).toBe(3_600_000);
  const headers = { authorization: `Bearer ${token}` };
  now = expiresAt - 1;
  expect(tokens.holder(headers)).toBe(ADMINISTRATOR);
  now = expiresAt;
  expect(() => tokens.holder(headers)).toThrow(expect.objectContaining({ status: 401 }));
});

test('a reader reads, and is told the permission that a write lacks', async () => {
  const headers = bearer(await signIn(user.sandbox, READER));
  expect((await send(user.sandbox, 'GET', METRICS, headers)).status).toBe(200);
  const refusals = [
    ['POST', METRICS, 'Metric:CreateMetric'],
    ['POST', `${METRICS}${ID}/`, 'Metric:ModifyMetric'],
    ['POST', `${METRICS}${ID}/version/`, 'Metric:ModifyMetric'],
    ['POST', `${METRICS}evaluate`, 'Metric:EvaluateMetric'],
    ['DELETE', `${METRICS}${ID}/`, 'Metric:DeleteMetric'],
  ] as const;
  for (const [method, path, permission] of refusals) {
    expect(await send(user.sandbox, method, path, headers)).toMatchObject({
      status: 403,
      body: { detail: `Missing required permission ${permission}.` },
    });
  }
});

test.each([
  ['GET', 'metric?limit=3', 'metric/?limit=3'],
  ['POST', 'metric', 'metric/'],
  ['GET', 'metric/search?query=a', 'metric/search/?query=a'],
  ['GET', `metric/${ID}/version/`, `metric/${ID}/version`],
  ['POST', `metric/${ID}/version`, `metric/${ID}/version/`],
  ['POST', `metric/${ID}`, `metric/${ID}/`],
  ['DELETE', `metric/${ID}`, `metric/${ID}/`],
  ['POST', 'metric/evaluate/', 'metric/evaluate'],
  ['GET', 'metric/metric_evaluation_result/', 'metric/metric_evaluation_result'],
  ['POST', 'user/signin_with_api_key/', 'user/signin_with_api_key'],
])('redirects %s %s', async (method, wrong, right) => {
  const reply = await send(user.sandbox, method, `/v1/${ORGANIZATION}/${wrong}`);
  expect(reply.status).toBe(307);
  expect(reply.headers.get('location')).toBe(`/v1/${ORGANIZATION}/${right}`);
});

test('knows no other paths, methods and ids', async () => {
  const headers = bearer(user.token);
  expect(await send(user.sandbox, 'GET', '/v1/x/y/z')).toMatchObject({
    status: 404,
    body: { detail: 'Not Found' },
  });
  const wrongMethod = await send(user.sandbox, 'PUT', METRICS, headers);
  expect(wrongMethod.status).toBe(405);
  expect(wrongMethod.headers.get('allow')).toBe('GET, POST');
  expect((await send(user.sandbox, 'GET', `${METRICS}not-an-id/version`, headers)).status).toBe(422);
});

test.each([
  ['text that is no JSON', '{', 422],
  ['no body', '', 422],
  ['a list', '[]', 422],
  ['null', 'null', 422],
  ['far too much', `"${'x'.repeat(1_100_000)}"`, 413],
])('a body of %s does not upset it', async (_, body, status) => {
  const headers = { ...bearer(user.token).headers, 'content-type': 'application/json' };
  const reply = await send(user.sandbox, 'POST', METRICS, { headers, body });
  expect(reply.status).toBe(status);
  expect((await send(user.sandbox, 'GET', METRICS, bearer(user.token))).status).toBe(200);
});

test('a body must be announced as JSON', async () => {
  const headers = { ...bearer(user.token).headers, 'content-type': 'text/plain' };
  expect((await send(user.sandbox, 'POST', METRICS, { headers, body: '{}' })).status).toBe(422);
});

describe('a page in a browser', () => {
  /** The status of a list of metrics with these headers, which `fetch` would not send; `PORT` is the sandbox's. */
  function statusWith(headers: Readonly<Record<string, string>>): Promise<number | undefined> {
    const { host, port } = new URL(user.sandbox.url);
    const named = Object.entries({ host, ...bearer(user.token).headers, ...headers });
    return new Promise((resolve, reject) => {
      request(`${user.sandbox.url}${METRICS}`, {
        headers: Object.fromEntries(named.map(([name, value]) => [name, value.replace('PORT', port)])),
      })
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
  }

  test.each([
    ['a name that was made to resolve to this machine', { host: 'rebound.example:PORT' }],
    ['a name that begins like this machine', { host: 'localhost.example:PORT' }],
    ['another address of this machine', { host: '0.0.0.0:PORT' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['no port', { host: '127.0.0.1' }],
    ['another origin', { origin: 'http://page.example' }],
    ['an origin on another port', { origin: 'http://127.0.0.1:1' }],
    ['the origin of a file or a sandboxed frame', { origin: 'null' }],
    ['another scheme', { origin: 'https://127.0.0.1:PORT' }],
  ])('is refused with %s', async (_, headers) => {
    expect(await statusWith(headers)).toBe(403);
  });

  test.each([
    ['its address', {}],
    ['its name', { host: 'localhost:PORT' }],
    ['its name in any letter case', { host: 'LocalHost:PORT' }],
    ['its own origin', { origin: 'http://127.0.0.1:PORT' }],
    ['its own origin by name', { host: 'localhost:PORT', origin: 'http://localhost:PORT' }],
  ])('is no matter where a program calls it by %s', async (_, headers) => {
    expect(await statusWith(headers)).toBe(200);
  });
});

test('bytes that are no HTTP, and a caller who hangs up half way, do not upset it', async () => {
  const port = Number(new URL(user.sandbox.url).port);
  for (const bytes of ['nonsense\r\n\r\n', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf']) {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
      socket.end(bytes);
      socket.resume();
    });
  }
  expect((await send(user.sandbox, 'GET', METRICS, bearer(user.token))).status).toBe(200);
});

test('its clock shows the date that it was given, in every answer', async () => {
  const sandbox = await startSandbox({ today: '2001-02-03' });
  const reply = await send(sandbox, 'POST', SIGN_IN, { headers: keyHeaders(ADMINISTRATOR) });
  expect(reply.headers.get('date')).toContain('03 Feb 2001');
  expect(reply.body).toMatchObject({ expires_at: expect.stringMatching(/^2001-02-0[34]T/) });
  expect(reply.headers.get('x-ratelimit-reset')).toMatch(/^98\d{7}$/);
  await sandbox.close();
});

test('refuses a date or a seed that is none', async () => {
  await expect(startSandbox({ today: '2026-02-30' })).rejects.toThrow(RangeError);
  await expect(startSandbox({ today: 'tomorrow' })).rejects.toThrow(RangeError);
  await expect(startSandbox({ seed: 1.5 })).rejects.toThrow(RangeError);
});

test('ends at once, open connections included, and refuses a port that is taken', async () => {
  const other = await startSandbox();
  const port = Number(new URL(other.url).port);
  await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
  const ended = new Promise<void>((resolve) => {
    socket.on('error', () => null);
    socket.on('close', () => resolve());
  });
  await other.close();
  await ended;
  await expect(send(other, 'GET', '/')).rejects.toThrow('fetch failed');
});
