import { setImmediate as turn } from 'node:timers/promises';
import * as z from 'zod';
import { CallError, HttpError } from '../../errors.ts';
import {
  evaluationCuts,
  evaluationsInWords,
  evaluationsShape,
  type EvaluationShape,
  type EvaluationsShape,
} from '../../answers/evaluations.ts';
import { failureOf, saidBy } from '../../answers/failure.ts';
import type { NextCall } from '../../answers/render.ts';
import { count, note } from '../../text/words.ts';
import type { Metric, Result } from '../../amigo/schema.ts';
import { typeOf } from '../../results/figures/cell.ts';
import { valueType } from '../../results/figures/definitions.ts';
import type { Order, Ticket } from '../../amigo/running-evaluations.ts';
import type { CallContext } from '../runner/context.ts';
import { defineTool } from '../runner/define-tool.ts';
import { id, list, metric } from '../params.ts';
import { readPrevious } from './read-previous.ts';
import { waitForVerdicts } from './wait-for-verdicts.ts';
import { aside, quietly } from '../runner/settle-write.ts';

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

  async run(given, call) {
    const references = await call.catalogue.resolveAll(given.metric_ids, call.reads);
    const order: Order = {
      metricIds: references.map((each) => each.id),
      conversationId: given.conversation_id,
      evaluateToInteractionId: given.evaluate_to_interaction_id,
    };
    const naming = quietly(call.catalogue.metrics(order.metricIds, aside(call.pages)));
    const tickets = await evaluated(order, given, call);
    const names = new Map<string, string>();
    for (const { id, name } of references) if (name !== undefined) names.set(id, name);
    const metrics = (await naming) ?? new Map<string, Metric>();
    for (const [id, { name }] of metrics) names.set(id, name);
    if (!call.signal.aborted) call.evaluations.delivered(tickets);
    const strange = tickets.filter(({ metricId, outcome }) => isStrange(outcome, metrics.get(metricId)));
    return answer(tickets, names, strange.length, given, call);
  },

  text: evaluationsInWords,
});

interface Given {
  readonly conversation_id: string;
  readonly evaluate_to_interaction_id?: string | undefined;
  readonly compare_with_previous: boolean;
}

/** Joins what runs already, sends the rest, and waits as long as the call may. */
async function evaluated(order: Order, given: Given, call: CallContext): Promise<readonly Ticket[]> {
  const { evaluations, snapshots, signal: caller } = call;
  let tickets: readonly Ticket[] = [];
  try {
    const joined = evaluations.join(order, caller);
    const fresh = order.metricIds.filter((each) => !joined.has(each));
    const previous =
      given.compare_with_previous && fresh.length > 0
        ? await readPrevious(fresh, given.conversation_id, call)
        : undefined;
    caller.throwIfAborted();

    const sent = evaluations.send(
      { ...order, metricIds: fresh },
      {
        caller,
        previous,
        startBy: call.writes.startBy,
        onJudged: (metricIds, conversationId) => snapshots.evaluated(metricIds, conversationId),
      },
    );
    tickets = order.metricIds.flatMap((each) => joined.get(each) ?? sent.get(each) ?? []);
    await waitForVerdicts(tickets, call);
    if (!caller.aborted) return tickets;
  } finally {
    if (caller.aborted) evaluations.leave(caller);
  }
  // What was not sent yet has been withdrawn by now.
  await turn();
  const failure = failureOfAll(tickets);
  throw failure ? explained(failure) : unheard();
}

/** Whether a verdict is of another type than its metric, as far as that is known. */
function isStrange(outcome: Ticket['outcome'], metric: Metric | undefined): boolean {
  if (outcome?.status !== 'done' || outcome.evaluation.value === null) return false;
  const type = valueType(metric?.metric_value_type);
  return type !== null && typeOf(outcome.evaluation.value) !== type;
}

/** @param strange how many verdicts are of another type than their metric */
function answer(
  tickets: readonly Ticket[],
  names: ReadonlyMap<string, string>,
  strange: number,
  given: Given,
  call: CallContext,
) {
  const failure = failureOfAll(tickets);
  if (failure) throw explained(failure);
  const evaluations = tickets.map((ticket) => shape(ticket, names.get(ticket.metricId) ?? null, call));
  const unread = tickets.some(({ previous }) => previous === undefined) && given.compare_with_previous;
  const pending = evaluations.filter(({ status }) => status === 'pending').length;
  const data: EvaluationsShape = {
    conversation_id: given.conversation_id,
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
  return { data, cuts: evaluationCuts, next: nextCalls(data, given) };
}

function shape(
  { metricId, previous, outcome }: Ticket,
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
    error: outcome?.status === 'failed' ? errorInWords(explained(outcome)) : null,
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

const RESULT_OF_IT =
  'get_metric_evaluation_results with this conversation_id, source_type manual and view rows shows its result, should there be one; look before you pay for another.';

type Failed = Extract<Ticket['outcome'], { readonly status: 'failed' }>;

function errorInWords(error: unknown): string {
  const { code, what, remedy } = failureOf(error);
  return `${code}: ${what} ${remedy}`;
}

/** An evaluation that may have happened is never sent again: the words name the read that shows it. */
function explained({ error, executed }: Failed): unknown {
  if (!(error instanceof HttpError)) return error;
  if (error.code === 'not_found') {
    return new CallError(
      'not_found',
      saidBy(error),
      'Check conversation_id and evaluate_to_interaction_id: get_metric_evaluation_results with view rows shows conversations that were judged. A deleted metric is not found either; get_metrics lists those that can be evaluated.',
      error,
    );
  }
  if (executed === 'no') return error;
  return new CallError(
    'outcome_unknown',
    `The evaluation was sent, and it is not known whether the judge did its work: ${saidBy(error)}`,
    `It was not sent again. ${RESULT_OF_IT}`,
    error,
  );
}

function unheard(): CallError {
  return new CallError(
    'outcome_unknown',
    'The call ended before the judge did: the evaluation goes on without it.',
    RESULT_OF_IT,
  );
}

/** When nothing succeeded: what may have cost something is told before what surely has not. */
function failureOfAll(tickets: readonly Ticket[]): Failed | undefined {
  const failures = tickets.flatMap(({ outcome }) => (outcome?.status === 'failed' ? [outcome] : []));
  if (failures.length < tickets.length) return undefined;
  return failures.find(({ executed }) => executed === 'maybe') ?? failures[0];
}

function nextCalls({ evaluations, conversation_id }: EvaluationsShape, given: Given): NextCall[] {
  const idsOf = (...statuses: EvaluationShape['status'][]) =>
    evaluations.filter(({ status }) => statuses.includes(status)).map(({ metric_id }) => metric_id);
  const pending = idsOf('pending');
  const judged = idsOf('done');
  const { evaluate_to_interaction_id, compare_with_previous } = given;
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
