import { CallError, HttpError } from '../errors.ts';
import { OPERATIONS } from './operations.ts';
import type { Evaluation } from './schema.ts';

/** What became of one metric's evaluation of a conversation. */
export type Outcome =
  | { readonly status: 'done'; readonly evaluation: Evaluation }
  /** `mayHaveRun` is false only when it is certain that nothing was judged. */
  | { readonly status: 'failed'; readonly error: unknown; readonly mayHaveRun: boolean }
  /** Sending ended before its turn: it cost nothing, and asking again is safe. */
  | { readonly status: 'not_sent'; readonly error: unknown };

/** Whether a request was held back, by time, quota or a caller who left, rather than refused for what it asks. */
export function isUnsent(error: unknown): boolean {
  return (
    error instanceof HttpError &&
    error.executed === 'no' &&
    (error.code === 'rate_limited' || error.code === 'timeout' || error.code === 'cancelled')
  );
}

/** The error of a request whose turn did not come. */
export function notStarted(
  code: 'cancelled' | 'timeout' | 'rate_limited',
  cause?: HttpError,
  waitMs?: number,
): HttpError {
  return new HttpError(cause ? `Not sent, because of another request: ${cause.message}` : REASONS[code], {
    code,
    operation: OPERATIONS.evaluateMetrics.id,
    executed: 'no',
    cause,
    ...(waitMs !== undefined && { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) }),
  });
}

const REASONS = {
  cancelled: 'The call was cancelled before this evaluation was sent.',
  timeout: 'The call’s time was up before this evaluation was sent.',
  rate_limited: 'The quota of a minute does not leave enough for this conversation.',
} as const;

/** An outcome for the log. */
export function outcomeInAWord(outcome: Outcome): string {
  if (outcome.status === 'done') return 'done';
  if (outcome.status === 'failed' && outcome.mayHaveRun) return 'outcome_unknown';
  const { error } = outcome;
  return error instanceof HttpError || error instanceof CallError ? error.code : 'internal';
}

/** The error of a metric that the answer to its request does not hold. */
export function missing(): CallError {
  return new CallError(
    'upstream_error',
    'Amigo’s answer does not hold this metric.',
    'Read its manual result of this conversation with get_metric_evaluation_results before you evaluate again.',
  );
}
