import type { ResultsData } from '../../answers/results/results-shape.ts';
import type { NextCall } from '../../answers/render.ts';
import type { Question } from './question.ts';

const TOOL = 'get_metric_evaluation_results';

/** Calls that make sense after an answer about results, the most useful first. */
export function nextOf(
  { view, group_by }: Question,
  { coverage, metrics = [], results = [], version_changes = [] }: ResultsData,
): NextCall[] {
  const [entry] = metrics;
  const example = metrics
    .flatMap((each) => each.examples ?? [])
    .find(({ conversation_id }) => conversation_id !== null);
  const conversation = example?.conversation_id ?? results[0]?.source.conversation_id;
  const moved = version_changes.find(({ verdict }) => verdict === 'up' || verdict === 'down');
  const change = moved ?? version_changes[0];
  const calls: (NextCall | false | undefined)[] = [
    change && {
      tool: 'get_metric_versions',
      arguments: { metric_id: change.metric_id },
      why: 'what changed between the versions',
    },
    typeof conversation === 'string' && {
      tool: TOOL,
      arguments: { conversation_id: [conversation], view: 'rows' },
      why: 'all that was judged in this conversation',
    },
    view === 'summary' &&
      entry &&
      !change &&
      group_by === undefined && {
        tool: TOOL,
        arguments: { metric_id: [entry.metric_id], group_by: 'week' },
        why: 'its course',
      },
    coverage.read === 0 && { tool: 'get_metrics', arguments: {}, why: 'see which metrics there are' },
  ];
  return calls.filter((call) => call !== false && call !== undefined);
}
