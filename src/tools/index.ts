import type { AnyTool } from './define.ts';
import { getMetrics } from './get_metrics.ts';
import { searchMetrics } from './search_metrics.ts';

/** One tool for each Metric operation, in reading order. */
export const TOOLS: readonly AnyTool[] = [getMetrics, searchMetrics];
