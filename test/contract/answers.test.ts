import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createApi, type MetricsApi } from '../../src/amigo/api.ts';
import * as schema from '../../src/amigo/schema.ts';
import type { Bounds } from '../../src/http/types.ts';
import { answerOf, resolved } from '../support/contract.ts';
import { checkAnswer } from '../support/contract-check.ts';
import { samples, type Amount } from './samples.ts';

// Whatever an answer holds within the contract can be read; nothing is demanded that the contract leaves open.

const ID = 'a1b2c3d4e5f6a1b2c3d4e5f6';
const BOUNDS: Bounds = {
  signal: new AbortController().signal,
  deadline: Number.POSITIVE_INFINITY,
  startBy: Number.POSITIVE_INFINITY,
};
/** A source's type may be left out, and what is left then fits more than one source. */
const AMBIGUOUS = /source must match exactly one schema/;
const AMOUNTS: readonly Amount[] = ['the least', 'everything', 'unknown fields'];

interface Reading {
  readonly operationId: string;
  /** Name of the list in the answer, and the schema that reads one of its rows. */
  readonly list: string;
  readonly row: z.ZodType;
  readonly read: (
    api: MetricsApi,
  ) => Promise<{ readonly rows: readonly unknown[]; readonly unreadable: number }>;
}

const READINGS: readonly Reading[] = [
  {
    operationId: 'get-metrics',
    list: 'metrics',
    row: schema.listedMetricSchema,
    read: (api) => api.getMetrics({}, undefined, BOUNDS),
  },
  {
    operationId: 'search-metrics',
    list: 'metrics',
    row: schema.foundMetricSchema,
    read: (api) => api.searchMetrics('a', {}, BOUNDS),
  },
  {
    operationId: 'get-metric-versions',
    list: 'metric_versions',
    row: schema.versionSchema,
    read: (api) => api.getMetricVersions(ID, {}, undefined, BOUNDS),
  },
  {
    operationId: 'get-metric-evaluation-results',
    list: 'metric_evaluation_results',
    row: schema.resultSchema,
    read: (api) => api.getMetricEvaluationResults({}, undefined, BOUNDS),
  },
  {
    operationId: 'evaluate-metrics',
    list: 'metrics',
    row: schema.evaluationSchema,
    read: (api) => api.evaluateMetrics({ metric_ids: [ID], conversation_id: ID }, BOUNDS),
  },
];

describe.each(READINGS)('$operationId', ({ operationId, list, row, read }) => {
  const { status, schema: answer } = answerOf(operationId);
  const rowSchema = resolved(resolved(answer.properties?.[list] ?? {}).items ?? {});

  it.each(AMOUNTS)('reads every row of answers with %s in them', async (amount) => {
    const rows = samples(rowSchema, amount);
    for (const sample of samples(answer, amount)) {
      const body = { ...Object(sample), [list]: rows };
      const problems = checkAnswer(operationId, status, body);
      expect(problems.filter((problem) => !AMBIGUOUS.test(problem))).toEqual([]);
      const got = await read(createApi(async () => ({ status, body })));
      expect(got.rows).toHaveLength(rows.length);
      expect(got.unreadable).toBe(0);
      expect(JSON.stringify(got)).not.toContain('a_field_of_tomorrow');
    }
  });

  it('demands of a row no field that the contract leaves open', () => {
    const { required = [] } = z.toJSONSchema(row, { io: 'input', unrepresentable: 'any' });
    expect(required.filter((name) => !rowSchema.required?.includes(name))).toEqual([]);
    expect(required).not.toEqual([]);
  });
});

describe.each(['create-metric', 'create-metric-version'] as const)('%s', (operationId) => {
  it.each(AMOUNTS)('reads an answer with %s in it', async (amount) => {
    const { status, schema: answer } = answerOf(operationId);
    const [body] = samples(answer, amount);
    const api = createApi(async () => ({ status, body }));
    const definition = { description: 'Is it?', metric_value: { type: 'boolean' as const } };
    const given =
      operationId === 'create-metric'
        ? await api.createMetric(
            {
              name: 'a',
              applied_to_services: [],
              additional_notes: null,
              tags: {},
              initial_version_metric_value: definition,
            },
            BOUNDS,
          )
        : await api.createMetricVersion(ID, 2, definition, BOUNDS);
    expect(Object.values(Object(body))).toContain(given);
  });
});

it.each([undefined, {}, 'done', null])('update and delete take the answer %j', async (body) => {
  const api = createApi(async () => ({ status: 200, body }));
  await expect(api.updateMetric(ID, { tags: {} }, BOUNDS)).resolves.toBeUndefined();
  await expect(api.deleteMetric(ID, BOUNDS)).resolves.toBeUndefined();
});
