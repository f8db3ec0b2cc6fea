import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { MetricsApi } from '../../src/amigo/api.ts';
import * as schema from '../../src/amigo/schema.ts';
import type { Bounds } from '../../src/deadline.ts';
import { firstPage } from '../../src/http/follow-pages.ts';
import { answerOf, resolved } from '../support/contract.ts';
import { checkAnswer } from '../support/contract-check.ts';
import { resultSchema } from '../support/result-schema.ts';
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
    read: (api) => firstPage(api.getMetrics({}, BOUNDS)),
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
    read: (api) => firstPage(api.getMetricVersions(ID, {}, BOUNDS)),
  },
  {
    operationId: 'get-metric-evaluation-results',
    list: 'metric_evaluation_results',
    row: resultSchema,
    read: (api) => firstPage(api.getMetricEvaluationResults({}, BOUNDS)),
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
      const got = await read(new MetricsApi(async () => ({ status, body })));
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

const DEFINITION = { description: 'Is it?', metric_value: { type: 'boolean' as const } };
const creations = (api: MetricsApi) => ({
  'create-metric': () =>
    api.createMetric(
      {
        name: 'a',
        applied_to_services: [],
        additional_notes: null,
        tags: {},
        initial_version_metric_value: DEFINITION,
      },
      BOUNDS,
    ),
  'create-metric-version': () => api.createMetricVersion(ID, 1, DEFINITION, BOUNDS),
});

it.each(AMOUNTS)('reads the answers to creations with %s in them', async (amount) => {
  const [created] = samples(answerOf('create-metric').schema, amount);
  const api = new MetricsApi(async ({ id }) => ({
    status: 200,
    body: id === 'create-metric' ? created : samples(answerOf(id).schema, amount)[0],
  }));
  expect(created).toMatchObject({ id: await creations(api)['create-metric']() });
  await expect(creations(api)['create-metric-version']()).resolves.toBeUndefined();
});

it.each([
  ['create-metric', 'an id that is none', { id: 'laborum sit' }],
  ['create-metric', 'an empty id', { id: '' }],
  ['create-metric', 'no text as id', { id: 7 }],
  ['create-metric-version', 'another version number', { version: 7 }],
  ['create-metric-version', 'a version below 1', { version: -95_687_860 }],
  ['create-metric-version', 'a version that is no number', { version: '1' }],
] as const)('%s answered by %s is claimed, and cannot be right', async (operation, _, body) => {
  const api = new MetricsApi(async () => ({ status: 200, body }));
  await expect(creations(api)[operation]()).rejects.toMatchObject({
    code: 'upstream_error',
    operation,
    executed: 'claimed',
  });
});

/** Values that keep to the schema of an answer, and that no request could hold. */
const IMPOSSIBLE = {
  id: ['laborum sit', '', '../metric', 'A1B2C3D4E5F6A1B2C3D4E5F6', 'a1b2c3d4e5f6a1b2c3d4e5f6\n'],
  version: [0, -95_687_860, 1.5],
};
it.each([
  ['get-metrics', 'id', IMPOSSIBLE.id],
  ['search-metrics', '_id', IMPOSSIBLE.id],
  ['get-metric-versions', 'version', IMPOSSIBLE.version],
  ['get-metric-evaluation-results', 'metric_id', IMPOSSIBLE.id],
  ['get-metric-evaluation-results', 'metric_version', IMPOSSIBLE.version],
])(
  '%s: a row whose %s is none is not read, and costs the others nothing',
  async (operationId, field, values) => {
    const reading = READINGS.find((each) => each.operationId === operationId);
    const { status, schema: answer } = answerOf(operationId);
    const [sample] = samples(answer, 'everything');
    const list = reading?.list ?? '';
    const [row] = samples(resolved(resolved(answer.properties?.[list] ?? {}).items ?? {}), 'everything');
    const odd = values.map((value) => ({ ...Object(row), [field]: value }));
    const body = { ...Object(sample), [list]: [...odd, row] };
    const got = await reading?.read(new MetricsApi(async () => ({ status, body })));
    expect(got?.rows).toHaveLength(1);
    expect(got?.unreadable).toBe(values.length);
  },
);

it.each([undefined, {}, 'done', null])('update and delete take the answer %j', async (body) => {
  const api = new MetricsApi(async () => ({ status: 200, body }));
  await expect(api.updateMetric(ID, { tags: {} }, BOUNDS)).resolves.toBeUndefined();
  await expect(api.deleteMetric(ID, BOUNDS)).resolves.toBeUndefined();
});
