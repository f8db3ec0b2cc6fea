import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMINISTRATOR, EMPTY_CONVERSATION_ID } from '../../src/sandbox/organization.ts';
import { allResults, idOf, read, startUser, type ResultRow, type SandboxUser } from './user.ts';

let user: SandboxUser;
let empathy: string;
let judged: ResultRow[];
beforeAll(async () => {
  user = await startUser();
  empathy = await idOf(user, 'Empathy score');
  judged = await allResults(user, `&metric_id_and_version=${empathy}-&source_type=post-session`);
});
afterAll(() => user.close());

function conversation(place: number): string {
  return judged[place]?.source.conversation_id ?? '';
}
function evaluate(metric_ids: string[], conversation_id: string, more = {}) {
  return user.ask('POST', '/metric/evaluate', { metric_ids, conversation_id, ...more });
}
async function manual(conversation_id: string, metric_id: string): Promise<ResultRow[]> {
  const rows = await allResults(user, `&source_type=manual&conversation_id=${conversation_id}`);
  return rows.filter((row) => row.metric_id === metric_id);
}

test('evaluates in the order asked, and the verdicts are stored as manual results', async () => {
  const outcome = await idOf(user, 'Call outcome');
  const [first, second] = await read.evaluations(evaluate([outcome, empathy], conversation(0)));
  expect([first?.metric_id, second?.metric_id]).toEqual([outcome, empathy]);
  const stored = await manual(conversation(0), outcome);
  expect(stored).toHaveLength(1);
  expect(stored[0]).toMatchObject({
    result: first?.value,
    metric_version: 2,
    justification: first?.justification,
    source: {
      type: 'manual',
      evaluate_to_interaction_id: null,
      references: first?.references,
      invoked_by: { user_id: ADMINISTRATOR.userId },
    },
  });
});

test('overwrites the earlier manual result, keeps its id, and shows it first', async () => {
  const place = judged.findIndex(({ source }) => source.references.length > 0);
  const [until] = judged[place]?.source.references ?? [];
  await evaluate([empathy], conversation(place));
  const [before] = await manual(conversation(place), empathy);
  await evaluate([empathy], conversation(place), { evaluate_to_interaction_id: until });
  const after = await manual(conversation(place), empathy);
  expect(after).toHaveLength(1);
  expect(after[0]).toMatchObject({ id: before?.id, source: { evaluate_to_interaction_id: until } });
  const page = await read.results(
    user.ask('GET', '/metric/metric_evaluation_result?sort_by=-created_at&limit=1'),
  );
  expect(page.metric_evaluation_results[0]?.id).toBe(after[0]?.id);
});

test('judges the same case the same way, and says that a rule did', async () => {
  const [one] = await read.evaluations(evaluate([empathy], conversation(5)));
  const [other] = await read.evaluations(evaluate([empathy], conversation(5)));
  expect(other).toEqual(one);
  expect(one?.justification).toContain('Judged by rule');
});

test.each([
  [{ type: 'boolean' }, (value: unknown) => typeof value === 'boolean', 2],
  [
    { type: 'numerical', lower_bound: 0, upper_bound: 1 },
    (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1,
    5,
  ],
  [{ type: 'categorical', categories: ['only'] }, (value: unknown) => value === 'only', 1],
])('judges a new metric of %o within its definition', async (metric_value, fits, least) => {
  const id = await read.id(
    user.ask('POST', '/metric/', {
      name: `New ${metric_value.type}`,
      applied_to_services: [],
      additional_notes: null,
      tags: {},
      initial_version_metric_value: { description: 'New?', metric_value },
    }),
  );
  const values = new Set<unknown>();
  for (let place = 0; place < 20; place += 1) {
    const [evaluation] = await read.evaluations(evaluate([id], conversation(place)));
    values.add(evaluation?.value ?? null);
  }
  values.delete(null);
  expect([...values].filter((value) => !fits(value))).toEqual([]);
  expect(values.size).toBeGreaterThanOrEqual(least);
});

test('refuses what cannot be evaluated', async () => {
  const unknown = 'a'.repeat(24);
  expect(await evaluate([empathy], EMPTY_CONVERSATION_ID)).toMatchObject({
    status: 400,
    body: { detail: 'The conversation has no interactions.' },
  });
  expect((await evaluate([empathy], unknown)).status).toBe(404);
  expect((await evaluate([empathy, unknown], conversation(0))).status).toBe(404);
  const elsewhere = { evaluate_to_interaction_id: unknown };
  expect((await evaluate([empathy], conversation(0), elsewhere)).status).toBe(404);
  expect((await evaluate([], conversation(0))).status).toBe(422);
  expect((await evaluate([empathy, empathy], conversation(0))).status).toBe(422);
  const eleven = Array.from({ length: 11 }, (_, number) => number.toString(16).padStart(24, '0'));
  expect((await evaluate(eleven, conversation(0))).status).toBe(422);
});
