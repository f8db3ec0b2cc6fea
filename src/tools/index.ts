import { createMetric } from './create_metric.ts';
import { createMetricVersion } from './create_metric_version.ts';
import type { AnyTool } from './runner/define-tool.ts';
import { deleteMetric } from './delete_metric.ts';
import { evaluateMetrics } from './evaluate_metrics/index.ts';
import { getMetricEvaluationResults } from './get_metric_evaluation_results/index.ts';
import { getMetricVersions } from './get_metric_versions.ts';
import { getMetrics } from './get_metrics.ts';
import { searchMetrics } from './search_metrics.ts';
import { updateMetric } from './update_metric.ts';

/** One tool for each Metric operation, in reading order. */
export const TOOLS: readonly AnyTool[] = [
  getMetrics,
  searchMetrics,
  getMetricVersions,
  getMetricEvaluationResults,
  createMetric,
  createMetricVersion,
  updateMetric,
  evaluateMetrics,
  deleteMetric,
];
