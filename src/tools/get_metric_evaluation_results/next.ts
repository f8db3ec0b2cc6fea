import type { ResultsData } from '../../answers/results/results-shape.ts';
import type { EntryFigures } from '../../results/figures/shape.ts';
import type { NextCall } from '../../answers/render.ts';
import type { Question } from './question.ts';

const TOOL = 'get_metric_evaluation_results';

/** Calls that make sense after an answer about results, the most useful first. */
export function nextOf(
  { filters, view, group_by, baseline }: Question,
  { coverage, metrics = [], results = [] }: ResultsData,
): NextCall[] {
  const examples = metrics.flatMap((metric) => metric.examples ?? []);
  const conversation = [...examples, ...results].find(
    ({ conversation_id }) => conversation_id !== undefined,
  )?.conversation_id;
  const moved = metrics.find(({ entries = [] }) => entries.some(hasMoved));
  const compared = moved ?? metrics.find(({ entries = [] }) => entries.some(({ change }) => change));
  const [metric] = metrics;
  const calls: (NextCall | false | undefined)[] = [
    !baseline &&
      compared && {
        tool: 'get_metric_versions',
        arguments: { metric_id: compared.metric_id },
        why: 'what changed between the versions',
      },
    conversation !== undefined &&
      filters.conversations.length !== 1 && {
        tool: TOOL,
        arguments: { conversation_id: [conversation], view: 'rows' },
        why: 'all of this conversation',
      },
    view === 'summary' &&
      group_by === undefined &&
      (moved ?? (compared ? undefined : metric)) && {
        tool: TOOL,
        arguments: { metric_id: [(moved ?? metric)?.metric_id], group_by: 'week' },
        why: 'its course',
      },
    coverage.read === 0 &&
      coverage.complete && { tool: 'get_metrics', arguments: {}, why: 'see which metrics there are' },
  ];
  return calls.filter((call) => call !== false && call !== undefined);
}

function hasMoved({ change }: EntryFigures): boolean {
  return change?.verdict === 'up' || change?.verdict === 'down';
}
