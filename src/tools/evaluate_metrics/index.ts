import { setImmediate as turn } from 'node:timers/promises';
import * as z from 'zod';
import { OPERATIONS } from '../../amigo/operations.ts';
import type { EvaluationRequest, Outcome, RunningEvaluation } from '../../amigo/running-evaluations.ts';
import { HttpError } from '../../errors.ts';
import {
  evaluationCuts,
  evaluationsInWords,
  evaluationsShape,
  type EvaluationShape,
  type EvaluationsShape,
} from '../../answers/evaluations.ts';
import { failureOf } from '../../answers/failure.ts';
import type { NextCall } from '../../answers/render.ts';
import { count, note } from '../../text/words.ts';
import type { Metric, Result } from '../../amigo/schema.ts';
import { typeOf } from '../../results/figures/cell.ts';
import { valueType } from '../../results/figures/definitions.ts';
import type { CallContext } from '../runner/context.ts';
import { defineTool } from '../runner/define-tool.ts';
import { id, list, metric } from '../params.ts';
import { readPrevious } from './read-previous.ts';
import { waitForVerdicts } from './wait-for-verdicts.ts';
import { beside } from '../runner/optional-read.ts';

/** A judge takes seconds: should one answer at once, names have this long from the beginning. */
const NAMES_MS = 500;

export const evaluateMetrics = defineTool({
  name: 'evaluate_metrics',
  title: 'Evaluate a conversation',
  description:
    'Has a judge model evaluate one conversation by the latest versions of up to 50 metrics. Each run costs money and overwrites the stored manual result of the same conversation and metric; the result before is read first and handed back as previous. Takes seconds to minutes: what is not back in time is pending: ask again for those alone, which joins them without paying twice.',
  access: 'author',
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },

  input: z.strictObject({
    metric_ids: list(metric, 50).describe('1 to 50 metrics, each an id or exact name'),
    conversation_id: id('Conversation'),
    evaluate_to_interaction_id: id('Interaction').optional().describe('Judge up to this interaction only'),
    compare_with_previous: z.boolean().default(true).describe('Read the manual result that is overwritten'),
  }),
  output: evaluationsShape,

  async run(input, call) {
    const references = await call.catalogue.resolveAll(input.metric_ids, call.reads);
    const wanted: EvaluationRequest = {
      metricIds: references.map(({ id }) => id),
      conversationId: input.conversation_id,
      evaluateToInteractionId: input.evaluate_to_interaction_id,
    };
    const metricsSoFar = beside(call.catalogue.metrics(wanted.metricIds, call.pages), NAMES_MS);
    const evaluations = await evaluate(wanted, input, call);
    const metrics = (await metricsSoFar()) ?? new Map<string, Metric>();
    if (!call.signal.aborted) call.evaluations.delivered(evaluations);
    const failure = failureOfAll(evaluations);
    if (failure) throw failure.error;
    const names = new Map(references.map(({ id, name }) => [id, metrics.get(id)?.name ?? name ?? null]));
    return answer(evaluations, metrics, names, input, call);
  },

  text: evaluationsInWords,
});

interface Input {
  readonly conversation_id: string;
  readonly evaluate_to_interaction_id?: string | undefined;
  readonly compare_with_previous: boolean;
}

/** Joins what runs already, sends the rest, and waits as long as the call may. */
async function evaluate(
  wanted: EvaluationRequest,
  input: Input,
  call: CallContext,
): Promise<readonly RunningEvaluation[]> {
  const { evaluations, snapshots, signal: caller } = call;
  let running: readonly RunningEvaluation[] = [];
  try {
    const joined = evaluations.join(wanted, caller);
    const fresh = wanted.metricIds.filter((metricId) => !joined.has(metricId));
    const previous =
      input.compare_with_previous && fresh.length > 0
        ? await readPrevious(fresh, wanted.conversationId, call)
        : undefined;
    caller.throwIfAborted();

    const sent = evaluations.send(
      { ...wanted, metricIds: fresh },
      {
        caller,
        previous,
        startBy: call.writes.startBy,
        onJudged: (metricIds, conversationId) => snapshots.evaluated(metricIds, conversationId),
      },
    );
    running = wanted.metricIds.flatMap((metricId) => joined.get(metricId) ?? sent.get(metricId) ?? []);
    await waitForVerdicts(running, call);
    if (!caller.aborted) return running;
  } finally {
    if (caller.aborted) evaluations.leave(caller);
  }
  // What was not sent yet has been withdrawn by now.
  await turn();
  throw failureOfAll(running)?.error ?? goesOn();
}

/** Whether a verdict is of another type than its metric, as far as that is known. */
function isStrange({ outcome }: RunningEvaluation, metric: Metric | undefined): boolean {
  if (outcome?.status !== 'done' || outcome.evaluation.value === null) return false;
  const type = valueType(metric?.metric_value_type);
  return type !== null && typeOf(outcome.evaluation.value) !== type;
}

function answer(
  running: readonly RunningEvaluation[],
  metrics: ReadonlyMap<string, Metric>,
  names: ReadonlyMap<string, string | null>,
  input: Input,
  call: CallContext,
) {
  const evaluations = running.map((evaluation) =>
    shape(evaluation, names.get(evaluation.metricId) ?? null, call),
  );
  const unread = running.some(({ previous }) => previous === undefined) && input.compare_with_previous;
  const pending = evaluations.filter(({ status }) => status === 'pending').length;
  const strange = running.filter((evaluation) =>
    isStrange(evaluation, metrics.get(evaluation.metricId)),
  ).length;
  const data: EvaluationsShape = {
    conversation_id: input.conversation_id,
    evaluations,
    note: note(
      pending > 0 &&
        'What is pending goes on without this call. Call again for the pending metrics alone: that joins it, or hands its verdict over once within ten minutes, and pays nothing twice. Later get_metric_evaluation_results has it.',
      strange > 0 &&
        `${count(strange, 'value')} of another type than the metric: no figure of results will count ${strange === 1 ? 'it' : 'them'}.`,
      call.hidesJustifications && 'Justifications are hidden by the server’s configuration.',
      unread && 'Some earlier results were not read before they were overwritten: their previous is unknown.',
    ),
  };
  return { data, cuts: evaluationCuts, next: nextCalls(data, input) };
}

function shape(
  { metricId, previous, outcome }: RunningEvaluation,
  name: string | null,
  call: CallContext,
): EvaluationShape {
  const judged = outcome?.status === 'done' ? outcome.evaluation : undefined;
  return {
    metric_id: metricId,
    name,
    status: outcome?.status ?? 'pending',
    value: judged?.value ?? null,
    justification: judged ? call.justification(judged.justification) : null,
    references: [...(judged?.references ?? [])],
    previous: previous ? shapePrevious(previous, call) : null,
    changed: judged && previous ? judged.value !== previous.result : null,
    error: outcome?.status === 'failed' ? errorInWords(outcome.error) : null,
  };
}

function shapePrevious({ result, metric_version, justification, created_at }: Result, call: CallContext) {
  return {
    result,
    metric_version,
    justification: call.justification(justification),
    created_at: created_at === null ? null : new Date(created_at).toISOString(),
  };
}

function errorInWords(error: unknown): string {
  const { code, what, remedy } = failureOf(error);
  return `${code}: ${what} ${remedy}`;
}

/** A call that ended before its evaluations did: these may still pay a judge. */
function goesOn(): HttpError {
  return new HttpError('The call ended before the judge did: the evaluation goes on without it.', {
    code: 'cancelled',
    operation: OPERATIONS.evaluateMetrics.id,
    executed: 'maybe',
  });
}

type Failed = Extract<Outcome, { readonly status: 'failed' }>;

/** When nothing succeeded: what may have cost something is told before what surely has not. */
function failureOfAll(running: readonly RunningEvaluation[]): Failed | undefined {
  const failures = running.flatMap(({ outcome }) => (outcome?.status === 'failed' ? [outcome] : []));
  if (failures.length < running.length) return undefined;
  return failures.find(({ mayHaveRun }) => mayHaveRun) ?? failures[0];
}

function nextCalls({ evaluations, conversation_id }: EvaluationsShape, input: Input): NextCall[] {
  const idsOf = (...statuses: EvaluationShape['status'][]) =>
    evaluations.filter(({ status }) => statuses.includes(status)).map(({ metric_id }) => metric_id);
  const pending = idsOf('pending');
  const judged = idsOf('done');
  const { evaluate_to_interaction_id, compare_with_previous } = input;
  return [
    ...(pending.length > 0
      ? [
          {
            tool: 'evaluate_metrics',
            arguments: {
              metric_ids: pending,
              conversation_id,
              ...(evaluate_to_interaction_id !== undefined && { evaluate_to_interaction_id }),
              ...(!compare_with_previous && { compare_with_previous }),
            },
            why: 'wait on for the pending ones; they are not sent again',
          },
        ]
      : []),
    {
      tool: 'get_metric_evaluation_results',
      arguments: { conversation_id: [conversation_id], view: 'rows' },
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
