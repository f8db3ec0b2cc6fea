import { waitFor } from '../deadline.ts';
import { CallError, HttpError } from '../errors.ts';
import type { Connection } from './connection.ts';
import { isUnsent, missing, notStarted, type Outcome } from './evaluation-outcome.ts';
import { OPERATIONS } from './operations.ts';
import type { EvaluateRequest } from './schema.ts';
import type { Turn } from './turns.ts';

/** A judge reads a whole conversation: what was sent has this long, whoever still waits for it. */
const JUDGE_MS = 290_000;
/** Refusals that the other requests of a call would meet too. */
const HOLDS_FOR_ALL: ReadonlySet<string> = new Set(['unauthenticated', 'forbidden']);

/** Whoever waits for evaluations: anything that is one thing to one call, such as its signal. */
export type Caller = object;

/** One request for up to ten metrics, and those who wait for it. */
export interface SharedRequest {
  readonly body: EvaluateRequest;
  readonly callers: Set<Caller>;
  /** Aborted when all of them have left: the judge never hears of it then, unless it was sent. */
  withdrawal: AbortController;
  finished: Promise<void>;
}

/** What the requests of one conversation have in common. */
export interface Sending {
  readonly turn: Turn;
  /** Requests of the conversation: they are sent together or not at all. */
  readonly together: number;
  /** `performance.now()` milliseconds: a request that cannot start by then is not sent. */
  readonly startBy: number;
  /** Set once Amigo has refused a request of the call for a reason that holds for all of them. */
  readonly refusal: { error?: HttpError };
}

/**
 * Sends one request when its turn comes and the requests before it on the same verdicts are over. Never throws.
 * @returns the outcome of each metric of the request
 */
export async function judgeRequest(
  request: SharedRequest,
  before: readonly Promise<void>[],
  sending: Sending,
  connection: Pick<Connection, 'api' | 'quota'>,
): Promise<(metricId: string) => Outcome> {
  for (;;) {
    const { signal } = request.withdrawal;
    try {
      await comeToTurn(signal, before, sending, connection);
      const bounds = { signal, deadline: performance.now() + JUDGE_MS, startBy: sending.startBy };
      const { rows } = await connection.api.evaluateMetrics(request.body, bounds);
      const byMetric = new Map(rows.map((row) => [row.metric_id, row]));
      return (metricId) => {
        const evaluation = byMetric.get(metricId);
        return evaluation
          ? { status: 'done', evaluation }
          : { status: 'failed', error: missing(), mayHaveRun: true };
      };
    } catch (error) {
      // A call that is refused before it reaches the network has its words already.
      const mayHaveRun = error instanceof HttpError ? error.executed !== 'no' : !(error instanceof CallError);
      if (!mayHaveRun && signal.aborted && request.callers.size > 0) {
        // Somebody came while it was being withdrawn.
        request.withdrawal = new AbortController();
        continue;
      }
      if (error instanceof HttpError && HOLDS_FOR_ALL.has(error.code)) sending.refusal.error ??= error;
      return () =>
        isUnsent(error) ? { status: 'not_sent', error } : { status: 'failed', error, mayHaveRun };
    }
  }
}

/** @throws {HttpError} that says why the request is not sent */
async function comeToTurn(
  signal: AbortSignal,
  before: readonly Promise<void>[],
  { turn, together, refusal, startBy }: Sending,
  connection: Pick<Connection, 'quota'>,
): Promise<void> {
  const ending = await waitFor(Promise.all([turn.came, ...before]), { signal, deadline: startBy });
  if (ending !== 'settled') throw notStarted(ending);
  if (refusal.error) throw notStarted('cancelled', refusal.error);
  if (together === 1) return;
  const { nextInMs } = connection.quota(OPERATIONS.evaluateMetrics, together - 1);
  if (performance.now() + nextInMs > startBy) throw notStarted('rate_limited', undefined, nextInMs);
}
