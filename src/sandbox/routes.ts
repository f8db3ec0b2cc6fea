import { createMetric, createVersion, deleteMetric, updateMetric } from './authoring.ts';
import { evaluateMetrics } from './evaluation.ts';
import type { Answer, Call } from './api-call.ts';
import { listMetrics, listVersions, searchMetrics } from './reading.ts';
import { listResults } from './result-pages.ts';

export interface Route {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** What follows `/v1/{organization}`, slashes and all. */
  readonly path: string;
  readonly perMinute: number;
  readonly permissions: readonly string[];
  /** Absent for the sign-in, which comes before there is anybody to answer. */
  readonly run?: (call: Call) => Answer;
}

/** The operations; a path of fixed words stands before one that would take a word for an id. */
export const ROUTES: readonly Route[] = [
  {
    id: 'sign-in-with-api-key',
    method: 'POST',
    path: '/user/signin_with_api_key',
    perMinute: 5,
    permissions: [],
  },
  {
    id: 'search-metrics',
    method: 'GET',
    path: '/metric/search/',
    perMinute: 20,
    permissions: ['Metric:GetMetric'],
    run: searchMetrics,
  },
  {
    id: 'evaluate-metrics',
    method: 'POST',
    path: '/metric/evaluate',
    perMinute: 50,
    permissions: ['Metric:EvaluateMetric', 'Metric:GetMetric', 'Metric:GetMetricEvaluationResult'],
    run: evaluateMetrics,
  },
  {
    id: 'get-metric-evaluation-results',
    method: 'GET',
    path: '/metric/metric_evaluation_result',
    perMinute: 10,
    permissions: ['Metric:GetMetricEvaluationResult'],
    run: listResults,
  },
  {
    id: 'get-metrics',
    method: 'GET',
    path: '/metric/',
    perMinute: 20,
    permissions: ['Metric:GetMetric'],
    run: listMetrics,
  },
  {
    id: 'create-metric',
    method: 'POST',
    path: '/metric/',
    perMinute: 100,
    permissions: ['Metric:CreateMetric'],
    run: createMetric,
  },
  {
    id: 'get-metric-versions',
    method: 'GET',
    path: '/metric/{metric_id}/version',
    perMinute: 60,
    permissions: ['Metric:GetMetric'],
    run: listVersions,
  },
  {
    id: 'create-metric-version',
    method: 'POST',
    path: '/metric/{metric_id}/version/',
    perMinute: 60,
    permissions: ['Metric:ModifyMetric'],
    run: createVersion,
  },
  {
    id: 'update-metric',
    method: 'POST',
    path: '/metric/{metric_id}/',
    perMinute: 20,
    permissions: ['Metric:ModifyMetric'],
    run: updateMetric,
  },
  {
    id: 'delete-metric',
    method: 'DELETE',
    path: '/metric/{metric_id}/',
    perMinute: 100,
    permissions: ['Metric:DeleteMetric'],
    run: deleteMetric,
  },
];
