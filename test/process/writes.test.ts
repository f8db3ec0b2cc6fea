import { expect, test } from 'vitest';
import { openSession } from '../support/session.ts';

test('each write is one line at info, with its metric and what became of it, and no word of what it holds', async () => {
  const session = await openSession(['serve', '--sandbox', '--access', 'full']);
  let calls = 0;
  const call = async (name: string, given: object): Promise<Record<string, unknown>> => {
    const id = (calls += 1);
    session.request(id, 'tools/call', { name, arguments: given });
    const { result } = await session.answer(id);
    return Object(result?.['structuredContent']);
  };

  const definition = { description: 'Does the agent whistle?', metric_value: { type: 'boolean' } };
  const { id } = await call('create_metric', { name: 'Whistles', ...definition });
  await call('create_metric', { name: 'Whistles', ...definition });
  await call('create_metric_version', { metric_id: id, ...definition, version: 7 });
  await call('create_metric_version', { metric_id: id, ...definition });
  await call('update_metric', { metric_id: id, additional_notes: 'Ask the birds.' });
  const rows = await call('get_metric_evaluation_results', { view: 'rows', limit: 1, source_type: 'manual' });
  const [{ conversation_id }] = Object(rows['results']);
  await call('evaluate_metrics', { metric_ids: [id], conversation_id });
  await call('delete_metric', { metric_id: id, confirm_name: 'Whistles' });
  session.child.stdin.end();
  const { code, stderr } = await session.ended;

  expect(code).toBe(0);
  expect([...stderr.matchAll(/ info write (.*)/g)].map(([, said]) => said)).toEqual([
    `tool=create_metric metric_id=${String(id)} outcome=done`,
    'tool=create_metric outcome=conflict',
    `tool=create_metric_version metric_id=${String(id)} outcome=conflict`,
    `tool=create_metric_version metric_id=${String(id)} outcome=done`,
    `tool=update_metric metric_id=${String(id)} outcome=done`,
    `tool=evaluate_metrics metric_id=${String(id)} outcome=done`,
    `tool=delete_metric metric_id=${String(id)} outcome=done`,
  ]);
  expect(stderr).not.toMatch(/whistle|birds/i);
});
