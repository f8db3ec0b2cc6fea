import * as z from 'zod';
import { optional } from '../../deadline.ts';
import { runsOf, type EvaluationRequest } from '../../amigo/running-evaluations.ts';
import { evaluationsInWords, evaluationsShape } from '../../answers/evaluations.ts';
import type { CallContext } from '../runner/context.ts';
import { defineTool } from '../runner/define-tool.ts';
import { count, namesInWords } from '../../text/words.ts';
import { id, list, metric } from '../params.ts';
import { beside } from '../runner/optional-read.ts';
import type { Names } from './asked.ts';
import { answerInFull } from './answer-in-full.ts';
import { answerByMetric } from './answer-by-metric.ts';
import { evaluate, metricsOf } from './evaluate.ts';
import { failureOfAll } from './failure-of-all.ts';
import { planOf } from './plan.ts';

/** A judge takes seconds: should one answer at once, names have this long from the beginning. */
const NAMES_MS = 500;
/** Evaluations that are shown one by one; more are shown by metric. */
const IN_FULL = 10;
/** More runs than these need a person's yes, where they can be asked. */
const WITHOUT_ASKING = 20;
const MOST_CONVERSATIONS = 50;
const MOST_EVALUATIONS = 200;

export const evaluateMetrics = defineTool({
  name: 'evaluate_metrics',
  title: 'Evaluate conversations',
  description:
    'Has a judge model evaluate conversations by the latest versions of metrics, at most 200 runs (metrics times conversations). Each run costs money and overwrites the stored manual result of the same conversation and metric; results before are read first and compared with. dry_run says what it would cost and overwrite. Takes seconds to minutes: what is pending or not sent in time is asked for again, as next says: that joins what runs and pays nothing twice.',
  access: 'author',
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },

  input: z
    .strictObject({
      metric_ids: list(metric, 50).describe('Ids or exact names'),
      conversation_id: list(id('Conversation'), MOST_CONVERSATIONS).describe('24 hex digits each'),
      evaluate_to_interaction_id: id('Interaction')
        .optional()
        .describe('Judge up to this interaction only; one conversation'),
      compare_with_previous: z.boolean().default(true).describe('Read the results before'),
      dry_run: z.boolean().optional().describe('Judge nothing, say what would be'),
    })
    .superRefine(({ metric_ids, conversation_id, evaluate_to_interaction_id }, context) => {
      const conversations = new Set(conversation_id).size;
      const complain = (message: string) => context.addIssue({ code: 'custom', message });
      if (evaluate_to_interaction_id !== undefined && conversations > 1)
        complain('take evaluate_to_interaction_id for one conversation only');
      const runs = new Set(metric_ids).size * conversations;
      if (runs > MOST_EVALUATIONS)
        complain(
          `ask for ${runs} evaluations (metrics times conversations); at most ${MOST_EVALUATIONS} go in a call`,
        );
    }),
  output: evaluationsShape,

  async run(input, call) {
    const references = await call.catalogue.resolveAll(input.metric_ids, call.reads);
    const metricIds = references.map(({ id }) => id);
    const wanted = [...new Set(input.conversation_id)].map((conversationId): EvaluationRequest => ({
      metricIds,
      conversationId,
      evaluateToInteractionId: input.evaluate_to_interaction_id,
    }));
    const metricsSoFar = beside(call.catalogue.metrics(metricIds, optional(call.pages)), NAMES_MS);
    const namesOf = async (): Promise<Names> => {
      const metrics = (await metricsSoFar()) ?? call.catalogue.known(metricIds);
      const names = new Map(references.map(({ id, name }) => [id, metrics.get(id)?.name ?? name ?? null]));
      return { metrics, name: (id) => names.get(id) ?? null };
    };
    if (input.dry_run) return planOf(wanted, input.compare_with_previous, namesOf, call);

    const confirmed = await confirmedIfMany(wanted, namesOf, call);
    const inFull = metricIds.length * wanted.length <= IN_FULL;
    const evaluated = await evaluate(wanted, { ...input, wide: !inFull }, confirmed);
    const failure = failureOfAll(evaluated.evaluations);
    const names = await namesOf();
    const output = failure
      ? undefined
      : await (inFull ? answerInFull : answerByMetric)(evaluated, names, input, confirmed);
    // From here on nothing is waited for: what is handed over now is shown.
    if (!confirmed.signal.aborted) confirmed.evaluations.delivered(evaluated.evaluations);
    if (failure) throw failure;
    if (!output) throw new TypeError('there is neither an answer nor a failure');
    return output;
  },

  text: evaluationsInWords,
});

/** The call as it goes on once the person has said yes to many runs; few need none. */
async function confirmedIfMany(
  wanted: readonly EvaluationRequest[],
  namesOf: () => Promise<Names>,
  call: CallContext,
): Promise<CallContext> {
  const fresh = call.evaluations.fresh(wanted);
  const runs = runsOf(fresh);
  if (runs <= WITHOUT_ASKING) return call;
  call.evaluations.require(runs);
  const { name } = await namesOf();
  const names = metricsOf(fresh).map((id) => name(id) ?? id);
  return call.confirm(
    `Have a judge evaluate ${count(fresh.length, 'conversation')} by ${namesInWords(names)}? These are ${runs} runs, each of which is paid for and overwrites the manual result of the same conversation and metric.`,
  );
}
