import type { RunningEvaluation } from '../../amigo/running-evaluations.ts';
import { cleanValue, type Result } from '../../amigo/result.ts';
import type { Metric } from '../../amigo/schema.ts';
import { evaluationCuts, type EvaluationShape, type EvaluationsShape } from '../../answers/evaluations.ts';
import { failureOf } from '../../answers/failure.ts';
import type { ToolOutput } from '../../answers/render.ts';
import { typeOf } from '../../results/figures/cell.ts';
import { valueType } from '../../results/figures/definitions.ts';
import { count, note } from '../../text/words.ts';
import type { CallContext } from '../runner/context.ts';
import type { Evaluated } from './evaluate.ts';
import type { Asked, Names } from './asked.ts';
import { nextCalls } from './next-calls.ts';

/** Each evaluation by itself. */
export async function answerInFull(
  { evaluations: running }: Evaluated,
  names: Names,
  asked: Asked,
  call: CallContext,
): Promise<ToolOutput<EvaluationsShape>> {
  const evaluations = running.map((evaluation) => shape(evaluation, names.name(evaluation.metricId), call));
  return {
    data: { evaluations, note: noteOf(running, names, asked, call) },
    cuts: evaluationCuts,
    next: nextCalls(running, asked),
  };
}

/** What a reader must be told, whatever form the answer has. */
export function noteOf(
  running: readonly RunningEvaluation[],
  { metrics }: Names,
  { compare_with_previous }: Asked,
  call: CallContext,
): string | null {
  const pending = running.filter(({ outcome }) => outcome === undefined).length;
  const unsent = running.filter(({ outcome }) => outcome?.status === 'not_sent');
  const strange = running.filter((evaluation) => isStrange(evaluation, metrics.get(evaluation.metricId)));
  const unread = compare_with_previous && running.some(({ previous }) => previous === undefined);
  return note(
    pending > 0 &&
      'What is pending goes on without this call. Call again for the pending metrics alone: that joins it, or hands its verdict over once within ten minutes, and pays nothing twice. Later get_metric_evaluation_results has it.',
    unsent.length > 0 &&
      `${count(unsent.length, 'evaluation')} not sent, which cost nothing and may be asked for again: ${whyUnsent(unsent)}`,
    strange.length > 0 &&
      `${count(strange.length, 'value')} of another type than the metric: no figure of results will count ${strange.length === 1 ? 'it' : 'them'}.`,
    call.hidesJustifications && 'Justifications are hidden by the server’s configuration.',
    unread && 'Some earlier results were not read before they were overwritten: their previous is unknown.',
  );
}

function whyUnsent([first]: readonly RunningEvaluation[]): string {
  if (first?.outcome?.status !== 'not_sent') return '';
  const { what, remedy } = failureOf(first.outcome.error);
  return `${what} ${remedy}`;
}

/** Whether a verdict is of another type than its metric, as far as that is known. */
function isStrange({ outcome }: RunningEvaluation, metric: Metric | undefined): boolean {
  if (outcome?.status !== 'done' || outcome.evaluation.value === null) return false;
  const type = valueType(metric?.metric_value_type);
  return type !== null && typeOf(outcome.evaluation.value) !== type;
}

function shape(
  { metricId, conversationId, version, previous, outcome }: RunningEvaluation,
  name: string | null,
  call: CallContext,
): EvaluationShape {
  const judged = outcome?.status === 'done' ? outcome.evaluation : undefined;
  const references = judged?.references ?? [];
  return {
    metric_id: metricId,
    name,
    conversation_id: conversationId,
    metric_version: version,
    status: outcome?.status ?? 'pending',
    value: judged?.value ?? null,
    justification: judged ? call.justification(judged.justification) : null,
    ...(references.length > 0 && { references: [...references] }),
    ...(previous && { previous: shapePrevious(previous, call) }),
    ...(judged && previous && { changed: judged.value !== cleanValue(previous.value) }),
    ...(outcome && outcome.status !== 'done' && { error: errorInWords(outcome.error) }),
  };
}

function shapePrevious({ value, version, justification, at }: Result, call: CallContext) {
  return {
    result: cleanValue(value),
    metric_version: version,
    justification: call.justification(justification),
    created_at: at === null ? null : new Date(at).toISOString(),
  };
}

function errorInWords(error: unknown): string {
  const { code, what, remedy } = failureOf(error);
  return `${code}: ${what} ${remedy}`;
}
