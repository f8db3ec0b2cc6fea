import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { MetricsApi } from '../../src/amigo/api.ts';
import * as schema from '../../src/amigo/schema.ts';
import { expandPath } from '../../src/http/path.ts';
import { queryString } from '../../src/http/query.ts';
import type { Bounds } from '../../src/deadline.ts';
import { firstPage } from '../../src/http/follow-pages.ts';
import { answerOf, published, resolved, type Schema, schemaOf } from '../support/contract.ts';
import { checkRequest } from '../support/contract-check.ts';
import { samples } from './samples.ts';

const ID = 'a1b2c3d4e5f6a1b2c3d4e5f6';
const OTHER = 'f'.repeat(24);
const BOUNDS: Bounds = {
  signal: new AbortController().signal,
  deadline: Number.POSITIVE_INFINITY,
  startBy: Number.POSITIVE_INFINITY,
};
const filters = {
  applied_to_service: [ID, OTHER],
  type: ['boolean', 'numerical', 'categorical'],
  creator: ['org,user'],
  tag: ['team:safety', 'team:*', 'team:'],
};
const definitions: readonly schema.Definition[] = [
  { description: 'Was it kind?', metric_value: { type: 'boolean' } },
  { description: 'How kind?', metric_value: { type: 'numerical', lower_bound: -1.5, upper_bound: 5 } },
  { description: 'Which kind?', metric_value: { type: 'categorical', categories: ['a', 'b'] } },
];
const creation = (definition: schema.Definition): schema.CreateMetricRequest => ({
  name: 'Kind',
  applied_to_services: [ID],
  additional_notes: null,
  tags: { größe: null, team: 'safety 1' },
  initial_version_metric_value: definition,
});

type Ask = (api: MetricsApi) => Promise<unknown>;
const ASKED: readonly (readonly [string, Ask])[] = [
  ['get-metrics', (api) => firstPage(api.getMetrics({}, BOUNDS))],
  [
    'get-metrics',
    (api) =>
      firstPage(
        api.getMetrics({ ...filters, id: [ID], is_deleted: true, sort_by: ['+updated_at'] }, BOUNDS, {
          token: 50,
        }),
      ),
  ],
  ['search-metrics', (api) => api.searchMetrics('a & b+c', filters, BOUNDS)],
  [
    'get-metric-versions',
    (api) =>
      firstPage(
        api.getMetricVersions(ID, { version: '1-latest', sort_by: ['-version'] }, BOUNDS, { token: 10 }),
      ),
  ],
  [
    'get-metric-evaluation-results',
    (api) =>
      firstPage(
        api.getMetricEvaluationResults(
          {
            timestamp_after: '2026-11-01T00:00:00+02:00',
            timestamp_before: '2026-11-25T11:30:00.000Z',
            metric_id_and_version: [`${ID}-`, `${OTHER}-3`],
            source_type: ['post-session', 'manual', 'simulation'],
            conversation_id: [ID],
            simulation_unit_test_set_run_id: [ID],
            sort_by: ['-created_at'],
          },
          BOUNDS,
          { token: 500 },
        ),
      ),
  ],
  ...definitions.flatMap((definition): [string, Ask][] => [
    ['create-metric', (api) => api.createMetric(creation(definition), BOUNDS)],
    ['create-metric-version', (api) => api.createMetricVersion(ID, 1, definition, BOUNDS)],
  ]),
  ['update-metric', (api) => api.updateMetric(ID, { additional_notes: null, tags: {} }, BOUNDS)],
  ['update-metric', (api) => api.updateMetric(ID, { applied_to_services: [], tags: { a: 'b' } }, BOUNDS)],
  [
    'evaluate-metrics',
    (api) =>
      api.evaluateMetrics(
        { metric_ids: [ID, OTHER], conversation_id: ID, evaluate_to_interaction_id: OTHER },
        BOUNDS,
      ),
  ],
  ['delete-metric', (api) => api.deleteMetric(ID, BOUNDS)],
];

it.each(ASKED)('what is sent for %s keeps to the contract', async (operationId, ask) => {
  const found: ReturnType<typeof checkRequest>[] = [];
  const api = new MetricsApi(async (operation, { path, query, body }) => {
    const target = expandPath(operation, { organization: 'org', ...path }) + queryString(query);
    found.push(checkRequest({ method: operation.method, path: target, body }));
    const { status, schema: answer } = answerOf(operation.id);
    return { status, body: samples(answer, 'the least')[0] };
  });
  await ask(api);
  expect(found).toEqual([{ operationId, problems: [] }]);
});

/** What both sides must agree on: fields, which are required, alternatives, words and bounds; not how texts are checked. */
function outline(of: Schema): unknown {
  const node = resolved(of);
  const alternatives = (node.anyOf ?? node.oneOf)
    ?.map(resolved)
    // Amigo takes null or `{}` for a field that is left out, and null for notes that are cleared.
    .filter(({ type, properties }) => type !== 'null' && (type !== 'object' || !isEmpty(properties)));
  if (alternatives) {
    const outlines = alternatives.map((each) => JSON.stringify(outline(each))).sort();
    return outlines.length === 1 ? JSON.parse(outlines[0] ?? '') : outlines;
  }
  if (node.type === 'object') {
    const fields = Object.entries(node.properties ?? {}).map(
      ([name, each]) => [name, outline(each)] as const,
    );
    const values = typeof node.additionalProperties === 'object' && outline(node.additionalProperties);
    const required = (node.required ?? []).toSorted();
    return { fields: Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1))), required, values };
  }
  if (node.type === 'array')
    return { list: outline(node.items ?? {}), from: node.minItems ?? 0, to: node.maxItems ?? null };
  return node.const ?? node.enum ?? { type: node.type, id: node.pattern === '^[a-f0-9]{24}$' };
}

const isEmpty = (properties: Schema['properties']) => properties && Object.keys(properties).length === 0;

function written(request: z.ZodType): Schema {
  const { $schema: _, ...node } = z.toJSONSchema(request);
  return JSON.parse(JSON.stringify(node));
}

describe('bodies have the fields, bounds and words of the contract', () => {
  it.each([
    ['create-metric', schema.createMetricRequestSchema],
    ['create-metric-version', schema.definitionRequestSchema],
    ['update-metric', schema.updateMetricRequestSchema],
    ['evaluate-metrics', schema.evaluateRequestSchema],
  ])('%s', (operationId, request) => {
    expect(outline(written(request))).toEqual(outline(schemaOf(published(operationId).requestBody)));
  });
});
