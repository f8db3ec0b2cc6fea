import { expect, test } from 'vitest';
import { checkAnswer, checkRequest } from '../support/contract-check.ts';

const ID = 'a'.repeat(24);
const BEARER = { authorization: 'Bearer x' };

function problems(method: string, path: string, body?: unknown, headers?: Record<string, string>): string[] {
  return checkRequest({ method, path, body, ...(headers && { headers }) }).problems;
}

test('names the operation of a request, exact slashes and fixed words first', () => {
  const operationOf = (method: string, path: string) => checkRequest({ method, path, body: {} }).operationId;
  expect(operationOf('GET', '/v1/o/metric/')).toBe('get-metrics');
  expect(operationOf('GET', '/v1/o/metric')).toBe('');
  expect(operationOf('GET', `/v1/o/metric/${ID}/version`)).toBe('get-metric-versions');
  expect(operationOf('POST', `/v1/o/metric/${ID}/version`)).toBe('');
  expect(operationOf('POST', `/v1/o/metric/${ID}/version/`)).toBe('create-metric-version');
  expect(operationOf('GET', '/v1/o/metric/search/?query=a')).toBe('search-metrics');
  expect(operationOf('POST', '/v1/o/metric/evaluate')).toBe('evaluate-metrics');
});

test.each([
  ['an unknown parameter', 'colour', '/?colour=red'],
  ['a duplicate where values are unique', 'id', `/?id=${ID}&id=${ID}`],
  ['comma-joined ids', 'id', `/?id=${ID},${ID}`],
  ['comma-joined tags', 'tag', '/?tag=a%3Ab,c%3Ad'],
  ['a creator without a comma', 'creator', '/?creator=someone'],
  ['a type that is none', 'type', '/?type=text'],
  ['a limit above the bound', 'limit', '/?limit=51'],
  ['a limit that is no number', 'limit', '/?limit=ten'],
  ['a parameter given twice', 'limit', '/?limit=1&limit=2'],
  ['a plus that is not escaped', 'sort_by', '/?sort_by=+updated_at'],
  ['a missing parameter', 'query', '/search/'],
  ['a time that is none', 'timestamp_after', '/metric_evaluation_result?timestamp_after=2026-01-01'],
  [
    'an offset that is not escaped',
    'timestamp_before',
    '/metric_evaluation_result?timestamp_before=2026-01-01T00:00:00+00:00',
  ],
])('finds %s', (_, name, path) => {
  const found = problems('GET', `/v1/o/metric${path}`);
  expect(found).not.toEqual([]);
  for (const problem of found) expect(problem).toMatch(new RegExp(`^${name}\\b`));
});

test('has nothing against what is right', () => {
  const path = `/v1/o/metric/?id=${ID}&creator=o%2Cu&tag=a%3A*&sort_by=%2Bupdated_at&is_deleted=true&limit=0`;
  expect(problems('GET', path, undefined, BEARER)).toEqual([]);
  expect(
    problems('GET', '/v1/o/metric/metric_evaluation_result?timestamp_after=2026-01-01T00:00:00%2B00:00'),
  ).toEqual([]);
});

test('finds what is wrong with headers', () => {
  expect(problems('GET', '/v1/o/metric/', undefined, {})).toHaveLength(1);
  expect(
    problems('GET', '/v1/o/metric/', undefined, { ...BEARER, 'sec-websocket-protocol': 'x' }),
  ).toHaveLength(1);
  expect(problems('POST', '/v1/o/user/signin_with_api_key', undefined, { 'x-api-key': 'k' })).toHaveLength(2);
  expect(problems('POST', `/v1/o/metric/${ID}/`, {}, BEARER)).toHaveLength(1);
});

test('finds what is wrong with bodies, and takes Unicode tags', () => {
  const body = { metric_ids: [ID], conversation_id: ID };
  expect(problems('POST', '/v1/o/metric/evaluate', body)).toEqual([]);
  expect(problems('POST', '/v1/o/metric/evaluate', { ...body, metric_ids: [ID, ID] })).toHaveLength(1);
  expect(problems('POST', '/v1/o/metric/evaluate')).toHaveLength(1);
  expect(problems('DELETE', `/v1/o/metric/${ID}/`, {})).toHaveLength(1);
  expect(problems('POST', `/v1/o/metric/${ID}/`, { tags: { größe_1: 'très bien' } })).toEqual([]);
  expect(problems('POST', `/v1/o/metric/${ID}/`, { tags: { 'a-b': null } })).not.toEqual([]);
});

test('finds what is wrong with answers', () => {
  expect(checkAnswer('create-metric', 201, { id: ID })).toEqual([]);
  expect(checkAnswer('create-metric', 201, {})).toHaveLength(1);
  expect(checkAnswer('create-metric', 418, {})).toHaveLength(1);
  expect(checkAnswer('create-metric', 409, 'anything')).toEqual([]);
});
