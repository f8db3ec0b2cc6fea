import type { RunningEvaluation } from '../../amigo/running-evaluations.ts';
import type { NextCall } from '../../answers/render.ts';
import type { Asked } from './asked.ts';

/** The calls that finish what this one could not, and those that show more. */
export function nextCalls(running: readonly RunningEvaluation[], asked: Asked): NextCall[] {
  const done = running.filter(({ outcome }) => outcome?.status === 'done');
  const conversations = [...new Set(running.map(({ conversationId }) => conversationId))];
  const judged = [...new Set(done.map(({ metricId }) => metricId))];
  return [
    ...again(
      running.filter(({ outcome }) => outcome?.status === 'not_sent'),
      'send those that were not sent; they have cost nothing',
      asked,
    ),
    ...again(
      running.filter(({ outcome }) => outcome === undefined),
      'wait on for the pending ones; they are not sent again',
      asked,
    ),
    conversations.length > 1
      ? {
          tool: 'get_metric_evaluation_results',
          arguments: { metric_id: judged.slice(0, 5), source_type: ['manual'], view: 'rows' },
          why: 'see the stored verdicts one by one, newest first, with reasons',
        }
      : {
          tool: 'get_metric_evaluation_results',
          arguments: { conversation_id: conversations, view: 'rows' },
          why: 'see every stored result of this conversation',
        },
    ...(judged.length > 0
      ? [
          {
            tool: 'get_metric_evaluation_results',
            arguments: { metric_id: judged.slice(0, 5) },
            why: 'see how usual these values are',
          },
        ]
      : []),
  ];
}

/** Evaluations to ask for again: conversations that miss the same metrics go in one call. */
function again(
  evaluations: readonly RunningEvaluation[],
  why: string,
  { evaluate_to_interaction_id, compare_with_previous }: Asked,
): NextCall[] {
  const metricsOf = new Map<string, string[]>();
  for (const { conversationId, metricId } of evaluations)
    metricsOf.set(conversationId, [...(metricsOf.get(conversationId) ?? []), metricId]);
  const alike = new Map<string, { readonly metrics: string[]; readonly conversations: string[] }>();
  for (const [conversation, metrics] of metricsOf) {
    const group = alike.get(metrics.join(' ')) ?? { metrics, conversations: [] };
    alike.set(metrics.join(' '), group);
    group.conversations.push(conversation);
  }
  return [...alike.values()].map(({ metrics, conversations }) => ({
    tool: 'evaluate_metrics',
    arguments: {
      metric_ids: metrics,
      conversation_id: conversations,
      ...(evaluate_to_interaction_id !== undefined && { evaluate_to_interaction_id }),
      ...(!compare_with_previous && { compare_with_previous }),
    },
    why,
  }));
}
