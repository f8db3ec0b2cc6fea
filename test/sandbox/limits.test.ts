import { expect, test } from 'vitest';
import { Limits } from '../../src/sandbox/limits.ts';
import { READER } from '../../src/sandbox/organization.ts';
import { ROUTES } from '../../src/sandbox/routes.ts';
import { signIn, startUser } from './user.ts';

const START = 1_000_000_000_000;

test('a minute slides: a place is free once the oldest request is a minute old', () => {
  let now = START;
  const limits = new Limits(() => now);
  expect(limits.count('list', 'me', 2)).toEqual({
    'X-RateLimit-Limit': '2',
    'X-RateLimit-Remaining': '1',
    'X-RateLimit-Reset': String(START / 1000 + 60),
  });
  now = START + 30_500;
  expect(limits.count('list', 'me', 2)).toMatchObject({ 'X-RateLimit-Remaining': '0' });
  expect(() => limits.count('list', 'me', 2)).toThrow(
    expect.objectContaining({ status: 429, headers: expect.objectContaining({ 'Retry-After': '30' }) }),
  );
  now = START + 60_000;
  expect(limits.count('list', 'me', 2)).toMatchObject({ 'X-RateLimit-Remaining': '0' });
  expect(() => limits.count('list', 'me', 2)).toThrow(
    expect.objectContaining({ headers: expect.objectContaining({ 'Retry-After': '31' }) }),
  );
});

test('operations and users count apart', () => {
  const limits = new Limits(() => START);
  limits.count('list', 'me', 1);
  expect(limits.count('list', 'you', 1)).toMatchObject({ 'X-RateLimit-Remaining': '0' });
  expect(limits.count('search', 'me', 1)).toMatchObject({ 'X-RateLimit-Remaining': '0' });
  expect(() => limits.count('list', 'me', 1)).toThrow(expect.objectContaining({ status: 429 }));
});

test('the limits are the published ones', async () => {
  expect(Object.fromEntries(ROUTES.map(({ id, perMinute }) => [id, perMinute]))).toEqual({
    'sign-in-with-api-key': 5,
    'get-metrics': 20,
    'search-metrics': 20,
    'get-metric-versions': 60,
    'get-metric-evaluation-results': 10,
    'create-metric': 100,
    'create-metric-version': 60,
    'update-metric': 20,
    'evaluate-metrics': 50,
    'delete-metric': 100,
  });
});

test('over HTTP the eleventh page of results in a minute is refused, for this user only', async () => {
  const user = await startUser({ limits: true });
  const path = '/metric/metric_evaluation_result?limit=1';
  for (let left = 9; left >= 0; left -= 1) {
    const reply = await user.ask('GET', path);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-ratelimit-limit')).toBe('10');
    expect(reply.headers.get('x-ratelimit-remaining')).toBe(String(left));
  }
  const refused = await user.ask('GET', path);
  expect(refused).toMatchObject({ status: 429, body: { detail: expect.stringContaining('10 requests') } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(55);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  const reset = Number(refused.headers.get('x-ratelimit-reset')) * 1000;
  const clock = Date.parse(refused.headers.get('date') ?? '');
  expect(reset - clock).toBeGreaterThan(50_000);
  expect(reset - clock).toBeLessThanOrEqual(62_000);
  expect((await user.ask('GET', '/metric/')).status).toBe(200);
  await signIn(user.sandbox, READER);
  await user.close();
});

test('a refused request of another kind still counts, and tells what is left', async () => {
  const user = await startUser({ limits: true });
  const reply = await user.ask('GET', '/metric/?limit=51');
  expect(reply.status).toBe(422);
  expect(reply.headers.get('x-ratelimit-remaining')).toBe('19');
  await user.close();
});

test('without limits there are no headers either', async () => {
  const user = await startUser({ limits: false });
  for (let count = 0; count < 12; count += 1) {
    const reply = await user.ask('GET', '/metric/metric_evaluation_result?limit=1');
    expect(reply.status).toBe(200);
    expect(reply.headers.has('x-ratelimit-limit')).toBe(false);
  }
  await user.close();
});
