import type { Operation } from '../http/types.ts';

/** A row of the contract: what the layers below need of an operation, and what its callers need. */
export interface MetricOperation extends Operation {
  /** Most rows that one page can hold; the default as well. */
  readonly pageSize?: number;
  /** Permissions that the signed-in user's role must hold. */
  readonly permissions: readonly string[];
}

/** Most hits of a search, which has no pages: as many may be more. */
export const SEARCH_HITS = 50;

/** A judge reads a whole conversation before it answers. */
const EVALUATION_TIMEOUT_MS = 290_000;

/**
 * The nine Metric operations. Note the slashes: they differ, and a redirect may lose method, body or token. A reserve
 * is two of the nine result pages, so that another question finds a page while one reads on, and half of the requests
 * that tell names and definitions.
 */
export const OPERATIONS = {
  getMetrics: {
    id: 'get-metrics',
    method: 'GET',
    path: '/v1/{organization}/metric/',
    kind: 'read',
    limitPerMinute: 20,
    reserve: 9,
    pageSize: 50,
    permissions: ['Metric:GetMetric'],
  },
  searchMetrics: {
    id: 'search-metrics',
    method: 'GET',
    path: '/v1/{organization}/metric/search/',
    kind: 'read',
    limitPerMinute: 20,
    reserve: 9,
    permissions: ['Metric:GetMetric'],
  },
  getMetricVersions: {
    id: 'get-metric-versions',
    method: 'GET',
    path: '/v1/{organization}/metric/{metric_id}/version',
    kind: 'read',
    limitPerMinute: 60,
    reserve: 27,
    pageSize: 10,
    permissions: ['Metric:GetMetric'],
  },
  getMetricEvaluationResults: {
    id: 'get-metric-evaluation-results',
    method: 'GET',
    path: '/v1/{organization}/metric/metric_evaluation_result',
    kind: 'read',
    limitPerMinute: 10,
    reserve: 2,
    pageSize: 500,
    permissions: ['Metric:GetMetricEvaluationResult'],
  },
  createMetric: {
    id: 'create-metric',
    method: 'POST',
    path: '/v1/{organization}/metric/',
    kind: 'write',
    limitPerMinute: 100,
    permissions: ['Metric:CreateMetric'],
  },
  createMetricVersion: {
    id: 'create-metric-version',
    method: 'POST',
    path: '/v1/{organization}/metric/{metric_id}/version/',
    kind: 'write',
    limitPerMinute: 60,
    permissions: ['Metric:ModifyMetric'],
  },
  updateMetric: {
    id: 'update-metric',
    method: 'POST',
    path: '/v1/{organization}/metric/{metric_id}/',
    kind: 'write',
    limitPerMinute: 20,
    permissions: ['Metric:ModifyMetric'],
  },
  evaluateMetrics: {
    id: 'evaluate-metrics',
    method: 'POST',
    path: '/v1/{organization}/metric/evaluate',
    kind: 'write',
    limitPerMinute: 50,
    headersTimeoutMs: EVALUATION_TIMEOUT_MS,
    // The judge is paid for what it was sent.
    finishOnceSent: true,
    permissions: ['Metric:EvaluateMetric', 'Metric:GetMetric', 'Metric:GetMetricEvaluationResult'],
  },
  deleteMetric: {
    id: 'delete-metric',
    method: 'DELETE',
    path: '/v1/{organization}/metric/{metric_id}/',
    kind: 'write',
    limitPerMinute: 100,
    permissions: ['Metric:DeleteMetric'],
  },
} as const satisfies Record<string, MetricOperation>;

/** The row of an operation id, for whoever explains a failure. */
export function operationOf(id: string): MetricOperation | undefined {
  return Object.values<MetricOperation>(OPERATIONS).find((operation) => operation.id === id);
}
