import { onTestFinished } from 'vitest';
import type { AtEnd } from './client.ts';
import { json, startPeer, type Peer } from './peer.ts';

// An Amigo of a test's own making: where its operations are, and what it answers with when all is well.

const ORGANIZATION = 'org';
const USER = { org_id: ORGANIZATION, user_id: 'user' };

/** The id with this number. */
export const id = (number: number) => number.toString(16).padStart(24, '0');
export const METRIC = 'a1b2c3d4e5f6a1b2c3d4e5f6';
/** Another metric. */
export const OTHER = 'b1b2c3d4e5f6a1b2c3d4e5f6';
export const CONVERSATION = 'c1b2c3d4e5f6a1b2c3d4e5f6';

/** The versions of a metric, as an operation of the peer. */
export const versionsOf = (metricId: string) => `GET /v1/${ORGANIZATION}/metric/${metricId}/version`;

/** The operations as they are on the wire, those of one metric for `METRIC`. */
export const WIRE = {
  list: 'GET /v1/org/metric/',
  search: 'GET /v1/org/metric/search/',
  versions: versionsOf(METRIC),
  results: 'GET /v1/org/metric/metric_evaluation_result',
  create: 'POST /v1/org/metric/',
  createVersion: `POST /v1/org/metric/${METRIC}/version/`,
  update: `POST /v1/org/metric/${METRIC}/`,
  remove: `DELETE /v1/org/metric/${METRIC}/`,
  evaluate: 'POST /v1/org/metric/evaluate',
} as const;

/** A metric as lists and searches give it, by its id or the number of its id. */
export function metric(of: number | string = METRIC, fields: object = {}) {
  const metricId = typeof of === 'number' ? id(of) : of;
  return {
    id: metricId,
    _id: metricId,
    name: typeof of === 'number' ? `Metric ${of}` : 'Greets the caller',
    metric_value_type: 'boolean',
    applied_to_services: [],
    additional_notes: null,
    tags: [],
    creator: USER,
    updated_by: USER,
    is_deleted: false,
    created_at: '2026-11-01T00:00:00Z',
    updated_at: '2026-11-01T00:00:00Z',
    ...fields,
  };
}

/** The first version of a metric, by the metric's id or the number of its id. */
export function version(of: number | string = METRIC, fields: object = {}) {
  return {
    metric_id: typeof of === 'number' ? id(of) : of,
    version: 1,
    description: 'Does the agent greet?',
    metric_value: { type: 'boolean' },
    creator: USER,
    created_at: '2026-11-01T00:00:00Z',
    ...fields,
  };
}

/** A manual result of `METRIC` and `CONVERSATION`. */
export function result(fields: object = {}) {
  return {
    id: 'f1b2c3d4e5f6a1b2c3d4e5f6',
    metric_id: METRIC,
    metric_version: 1,
    result: true,
    justification: 'It greets.',
    source: { type: 'manual', conversation_id: CONVERSATION, references: [] },
    created_at: '2026-11-02T00:00:00Z',
    ...fields,
  };
}

type Rows = readonly object[];
const page = (token?: number) => ({ has_more: token !== undefined, continuation_token: token ?? null });

/** A page of a list; another one follows where there is a token. */
export const listPage = (rows: Rows, token?: number) => ({
  metrics: rows,
  ...page(token),
  filter_values: null,
});
export const versionsPage = (rows: Rows, token?: number) => ({ metric_versions: rows, ...page(token) });
const resultsPage = (rows: Rows) => ({ metric_evaluation_results: rows, ...page() });

/** An answer of these rows and nothing after them. */
export const metrics = (...rows: Rows) => json(listPage(rows));
export const versions = (...rows: Rows) => json(versionsPage(rows));
export const results = (...rows: Rows) => json(resultsPage(rows));

/** A peer that plays Amigo, and the environment that points a server at it; it ends with the test. */
export async function startAmigo(
  atEnd: AtEnd = onTestFinished,
): Promise<{ peer: Peer; env: Readonly<Record<string, string>> }> {
  const peer = await startPeer();
  atEnd(() => peer.close());
  const env = { AMIGO_API_BASE_URL: peer.url, AMIGO_ORG_ID: ORGANIZATION, AMIGO_TOKEN: 'token-of-a-test' };
  return { peer, env };
}
