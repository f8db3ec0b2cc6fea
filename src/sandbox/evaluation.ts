import * as z from 'zod';
import { judge } from './judge.ts';
import { ORGANIZATION } from './organization.ts';
import { livingMetric } from './reading.ts';
import { Refusal } from './refusal.ts';
import type { Answer, Call } from './api-call.ts';
import { latestVersion } from './store.ts';
import { objectId, readBody } from './validate.ts';

const evaluateBody = z.object({
  metric_ids: z
    .array(objectId)
    .min(1)
    .max(10)
    .refine((ids) => new Set(ids).size === ids.length, 'Ids must be different from each other'),
  conversation_id: objectId,
  evaluate_to_interaction_id: objectId.nullish(),
});

/** Judges by the latest versions; each manual result takes the place of the metric's earlier one. */
export function evaluateMetrics({ store, seed, member, now, random, body }: Call): Answer {
  const request = readBody(evaluateBody, body);
  const conversation = store.conversations.get(request.conversation_id);
  if (!conversation) throw new Refusal(404, 'Conversation not found.');
  const metrics = request.metric_ids.map((id) => livingMetric(store, id));
  if (conversation.interactions.length === 0) {
    throw new Refusal(400, 'The conversation has no interactions.');
  }
  const until = request.evaluate_to_interaction_id ?? null;
  const count =
    until === null ? conversation.interactions.length : conversation.interactions.indexOf(until) + 1;
  if (count === 0) throw new Refusal(404, 'Interaction not found in the conversation.');

  const evaluations = metrics.map((metric) => {
    const version = latestVersion(metric);
    const judgement = judge({
      seed,
      metricId: metric.id,
      version,
      profile: metric.profile,
      unit: conversation.id,
      interactions: conversation.interactions.slice(0, count),
    });
    store.put({
      id: store.manualResult(conversation.id, metric.id)?.id ?? random.id(now),
      metric_id: metric.id,
      metric_version: version.version,
      origin: {
        type: 'manual',
        conversation_id: conversation.id,
        evaluate_to_interaction_id: until,
        invoked_by: { org_id: ORGANIZATION, user_id: member.userId },
      },
      created_at: now,
      judgement: () => judgement,
    });
    return { metric_id: metric.id, ...judgement };
  });
  return { status: 200, body: { metrics: evaluations } };
}
