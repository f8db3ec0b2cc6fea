import { expect, test } from 'vitest';
import { SERVICES, ADMINISTRATOR, ORGANIZATION } from '../../src/sandbox/organization.ts';
import { checkAnswer, checkRequest } from '../support/contract-check.ts';
import { idOf, keyHeaders, read, send, startUser } from './user.ts';

test('the sign-in keeps to the contract', async () => {
  const user = await startUser();
  const path = `/v1/${ORGANIZATION}/user/signin_with_api_key`;
  const headers = keyHeaders(ADMINISTRATOR);
  const { operationId, problems } = checkRequest({ method: 'POST', path, headers });
  expect(problems).toEqual([]);
  const reply = await send(user.sandbox, 'POST', path, { headers });
  expect(reply.status).toBe(200);
  expect(checkAnswer(operationId, reply.status, reply.body)).toEqual([]);
  await user.close();
});

test('a tour over all nine operations keeps to the contract in both directions', async () => {
  const user = await startUser();
  const statuses: number[] = [];
  const ask = async (method: string, path: string, body?: unknown) => {
    const reply = await user.ask(method, path, body);
    statuses.push(reply.status);
    return reply;
  };
  const empathy = await idOf(user, 'Empathy score');
  const { metric_evaluation_results: rows } = await read.results(
    ask('GET', '/metric/metric_evaluation_result?limit=5&source_type=post-session&sort_by=-created_at'),
  );
  await ask(
    'GET',
    `/metric/?limit=10&sort_by=${encodeURIComponent('+updated_at')}&type=boolean&type=numerical`,
  );
  await ask('GET', '/metric/search/?query=score&tag=team%3Aexperience');
  await ask('GET', `/metric/${empathy}/version?version=1-latest&sort_by=-version`);
  for (const source of ['manual', 'simulation', 'post-session']) {
    await ask('GET', `/metric/metric_evaluation_result?limit=200&source_type=${source}`);
  }
  const id = await read.id(
    ask('POST', '/metric/', {
      name: 'Greets by name',
      applied_to_services: [SERVICES[0]],
      additional_notes: null,
      tags: { größe: null, team: 'ops' },
      initial_version_metric_value: { description: 'Is the name said?', metric_value: { type: 'boolean' } },
    }),
  );
  await ask('POST', `/metric/${id}/version/?version=2`, {
    description: 'Is the first name said?',
    metric_value: { type: 'boolean' },
  });
  await ask('POST', `/metric/${id}/`, { additional_notes: 'New' });
  await ask('POST', '/metric/evaluate', {
    metric_ids: [id, empathy],
    conversation_id: rows[0]?.source.conversation_id,
  });
  await ask('DELETE', `/metric/${id}/`);
  await ask('GET', `/metric/?id=${id}&is_deleted=true`);
  expect(user.requestProblems).toEqual([]);
  expect(statuses.toSorted((one, other) => one - other)).toEqual([...Array(11).fill(200), 201, 201]);
  await user.close();
});
