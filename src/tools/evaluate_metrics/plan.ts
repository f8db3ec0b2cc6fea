import { OPERATIONS } from '../../amigo/operations.ts';
import type { EvaluationRequest } from '../../amigo/running-evaluations.ts';
import { EVALUATION_BATCH } from '../../amigo/schema.ts';
import type { EvaluationsShape } from '../../answers/evaluations.ts';
import type { ToolOutput } from '../../answers/render.ts';
import { mostPerMinute } from '../../http/sliding-window.ts';
import { note } from '../../text/words.ts';
import type { CallContext } from '../runner/context.ts';
import { metricsOf } from './evaluate.ts';
import type { Names } from './asked.ts';
import { latestNumbers } from './latest.ts';
import { readEarlier } from './read-earlier.ts';

/** What an evaluation would do; nothing is sent but reads. */
export async function planOf(
  wanted: readonly EvaluationRequest[],
  compare: boolean,
  namesOf: () => Promise<Names>,
  call: CallContext,
): Promise<ToolOutput<EvaluationsShape>> {
  const { evaluations } = call;
  const fresh = evaluations.fresh(wanted);
  const [earlier, versions] = await Promise.all([
    compare && fresh.length > 0 ? readEarlier(fresh, false, call) : undefined,
    latestNumbers(metricsOf(wanted), call),
  ]);
  const { name } = await namesOf();
  const requests = fresh.reduce(
    (sum, { metricIds }) => sum + Math.ceil(metricIds.length / EVALUATION_BATCH),
    0,
  );
  const runs = pairsOf(fresh);
  const overwritten = new Map<number, number>();
  let unread = 0;
  for (const [metricId, conversationId] of earlier ? runs : []) {
    const previous = earlier?.manual(metricId, conversationId);
    if (previous === undefined) unread += 1;
    if (previous) overwritten.set(previous.version, (overwritten.get(previous.version) ?? 0) + 1);
  }
  const { left } = evaluations;
  const joined = pairsOf(wanted).length - runs.length;
  return {
    data: {
      plan: {
        evaluations: runs.length,
        requests,
        minutes: Math.ceil((10 * requests) / mostPerMinute(OPERATIONS.evaluateMetrics)) / 10,
        ...(earlier && {
          overwrites: [...overwritten].sort(([a], [b]) => b - a).map(([version, n]) => ({ version, n })),
        }),
        versions: metricsOf(wanted).map((id) => ({
          metric_id: id,
          name: name(id),
          version: versions.get(id) ?? null,
        })),
      },
      note: note(
        joined > 0 &&
          `${joined} more run already or wait to be handed over: these are joined, and cost nothing.`,
        left !== null && `AMIGO_EVALUATION_LIMIT leaves ${left} evaluations.`,
        unread > 0 && 'Not every manual result could be read: more may be overwritten.',
        metricsOf(wanted).some((id) => versions.get(id) === undefined) &&
          'A version without a number could not be read: the latest of its metric judges.',
      ),
    },
  };
}

function pairsOf(wanted: readonly EvaluationRequest[]): (readonly [string, string])[] {
  return wanted.flatMap(({ metricIds, conversationId }) =>
    metricIds.map((id) => [id, conversationId] as const),
  );
}
