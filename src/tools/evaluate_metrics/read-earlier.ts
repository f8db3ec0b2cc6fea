import { readUntil, type Listing } from '../../amigo/read-until.ts';
import type { EvaluationRequest } from '../../amigo/running-evaluations.ts';
import type { Result } from '../../amigo/result.ts';
import { CallError, HttpError } from '../../errors.ts';
import type { CallContext } from '../runner/context.ts';

/** Stored results of metrics on conversations. */
export interface EarlierResults {
  /** The manual result, which an evaluation overwrites; null where there is none, undefined where that is unknown. */
  manual(metricId: string, conversationId: string): Result | null | undefined;
  /** Those of conversations when they ended; empty unless asked for. */
  readonly postSession: readonly Result[];
}

/**
 * Reads the manual results that evaluations overwrite, and when asked the post-session ones beside them. What could not
 * be read is unknown, when not everything that Amigo has came.
 * @throws {CallError} `rate_limited` when they cannot be read in time
 */
export async function readEarlier(
  wanted: readonly EvaluationRequest[],
  withPostSession: boolean,
  call: CallContext,
): Promise<EarlierResults> {
  const metricIds = [...new Set(wanted.flatMap((request) => request.metricIds))];
  const pairs = new Set(
    wanted.flatMap((request) => request.metricIds.map((id) => pairOf(id, request.conversationId))),
  );
  const query = {
    conversation_id: wanted.map(({ conversationId }) => conversationId),
    source_type: withPostSession ? ['manual', 'post-session'] : ['manual'],
    metric_id_and_version: metricIds.map((id) => `${id}-`),
    sort_by: ['-created_at'],
  };
  // How Amigo combines filters is unknown: what comes is held against each of them.
  const ofType = (results: readonly Result[], type: string) =>
    results.filter(
      ({ metricId, sourceType, conversationId }) =>
        sourceType === type && pairs.has(pairOf(metricId, conversationId ?? '')),
    );
  const listing = await inTime(
    readUntil(call.api.getMetricEvaluationResults(query, call.pages), {
      key: (result) => result.id,
      enough: (results) => !withPostSession && newestOf(ofType(results, 'manual')).size === pairs.size,
    }),
  );
  const manual = newestOf(ofType(listing.rows, 'manual'));
  const isAll = !listing.brokeOff && listing.unreadable === 0;
  return {
    manual: (metricId, conversationId) =>
      manual.get(pairOf(metricId, conversationId)) ?? (isAll ? null : undefined),
    postSession: ofType(listing.rows, 'post-session'),
  };
}

/** Ids are hex digits: a space keeps them apart. */
export function pairOf(metricId: string, conversationId: string): string {
  return `${metricId} ${conversationId}`;
}

/** The newest result of each metric and conversation. */
export function newestOf(results: readonly Result[]): ReadonlyMap<string, Result> {
  const newest = new Map<string, Result>();
  for (const result of results) {
    const pair = pairOf(result.metricId, result.conversationId ?? '');
    const before = newest.get(pair);
    if (!before || (result.at ?? 0) > (before.at ?? 0)) newest.set(pair, result);
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
