import { CallError, HttpError } from '../../errors.ts';
import type { Result } from '../../amigo/schema.ts';
import { pages } from '../../http/follow-pages.ts';
import type { CallContext } from '../runner/context.ts';

/**
 * The stored manual result of each metric on a conversation, null where there is none; metrics are missing when the
 * list broke off before them.
 * @throws {CallError} `rate_limited` when it cannot be read in time
 */
export async function readPrevious(
  metricIds: readonly string[],
  conversationId: string,
  call: CallContext,
): Promise<ReadonlyMap<string, Result | null>> {
  const query = {
    conversation_id: [conversationId],
    source_type: ['manual'],
    metric_id_and_version: metricIds.map((id) => `${id}-`),
    sort_by: ['-created_at'],
  };
  const wanted = new Set(metricIds);
  const found = new Map<string, Result>();
  const following = pages((token) => call.api.getMetricEvaluationResults(query, token, call.pages));
  try {
    for await (const page of following) {
      for (const result of page.rows) {
        if (wanted.has(result.metric_id) && isManualOf(conversationId, result)) keepNewest(found, result);
      }
      if (page.cut || page.unreadable > 0) return found;
      if (found.size === wanted.size) break;
    }
  } catch (error) {
    throw inTime(error);
  }
  return new Map(metricIds.map((id) => [id, found.get(id) ?? null]));
}

/** How Amigo combines filters is unknown: what comes is held against each of them. */
function isManualOf(conversationId: string, { source }: Result): boolean {
  return source.type === 'manual' && source.conversation_id === conversationId;
}

function keepNewest(found: Map<string, Result>, result: Result): void {
  const before = found.get(result.metric_id);
  if (!before || (result.created_at ?? 0) > (before.created_at ?? 0)) found.set(result.metric_id, result);
}

function inTime(error: unknown): unknown {
  if (!(error instanceof HttpError) || (error.code !== 'rate_limited' && error.code !== 'timeout'))
    return error;
  const { retryAfterSeconds } = error;
  const wait = retryAfterSeconds === undefined ? 'Wait a minute' : `Wait ${retryAfterSeconds} s`;
  return new CallError(
    'rate_limited',
    'The earlier results, which an evaluation overwrites, cannot be read in time. Nothing was evaluated.',
    `${wait} and call again, or evaluate at once without the comparison: compare_with_previous: false.`,
    error,
  );
}
