import { readUntil, type Listing } from '../../amigo/read-until.ts';
import type { Result } from '../../amigo/schema.ts';
import { CallError, HttpError } from '../../errors.ts';
import type { CallContext } from '../runner/context.ts';

/**
 * The stored manual result of each metric on a conversation, null where there is none; metrics are missing when not
 * everything that Amigo has could be read.
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
  const newest = (results: readonly Result[]) => newestOf(results.filter(isWanted));
  // How Amigo combines filters is unknown: what comes is held against each of them.
  const isWanted = ({ metric_id, source }: Result) =>
    wanted.has(metric_id) && source.type === 'manual' && source.conversation_id === conversationId;
  const listing = await inTime(
    readUntil(call.api.getMetricEvaluationResults(query, call.pages), {
      key: (result) => result.id,
      enough: (results) => newest(results).size === wanted.size,
    }),
  );
  const found = newest(listing.rows);
  if (listing.brokeOff || listing.unreadable > 0) return found;
  return new Map(metricIds.map((id) => [id, found.get(id) ?? null]));
}

/** The newest result of each metric. */
function newestOf(results: readonly Result[]): ReadonlyMap<string, Result> {
  const newest = new Map<string, Result>();
  for (const result of results) {
    const before = newest.get(result.metric_id);
    if (!before || (result.created_at ?? 0) > (before.created_at ?? 0)) newest.set(result.metric_id, result);
  }
  return newest;
}

async function inTime(reading: Promise<Listing<Result>>): Promise<Listing<Result>> {
  try {
    const listing = await reading;
    if (listing.failure) throw listing.failure;
    return listing;
  } catch (error) {
    if (!(error instanceof HttpError) || (error.code !== 'rate_limited' && error.code !== 'timeout'))
      throw error;
    const { retryAfterSeconds } = error;
    const wait = retryAfterSeconds === undefined ? 'Wait a minute' : `Wait ${retryAfterSeconds} s`;
    throw new CallError(
      'rate_limited',
      'The earlier results, which an evaluation overwrites, cannot be read in time. Nothing was evaluated.',
      `${wait} and call again, or evaluate at once without the comparison: compare_with_previous: false.`,
      error,
    );
  }
}
