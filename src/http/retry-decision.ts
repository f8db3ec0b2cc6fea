import type { HttpError } from '../errors.ts';

/** The first try and two more. */
const MOST_ATTEMPTS = 3;
const BASE_MS = 300;
/** Statuses of faults that may be over at the next attempt. */
const PASSING = new Set([429, 500, 502, 503, 504]);

export interface FailedAttempt {
  /** 1 for the first one. */
  readonly attempt: number;
  readonly kind: 'read' | 'write';
  readonly error: Pick<HttpError, 'code' | 'status' | 'executed'>;
  /** A 401 that another token may avoid, and no other has been tried. */
  readonly renewable: boolean;
  /** What the server asked for, if it did. */
  readonly askedMs: number | undefined;
  /** From 0 to below 1. */
  readonly random: number;
  /** Until the last moment at which an attempt may start. */
  readonly remainingMs: number;
}

/**
 * Whether a failed attempt is repeated, and after how many milliseconds: what the server asked for, else a random
 * part of a time that quadruples (full jitter). Reads are repeated after every passing fault, writes only when they
 * surely were not executed. A wait that does not fit the time left is not begun.
 */
export function decideRetry(failed: FailedAttempt): { readonly waitMs: number } | 'give up' {
  if (failed.attempt >= MOST_ATTEMPTS || !mayPass(failed)) return 'give up';
  const waitMs = failed.renewable
    ? 0
    : (failed.askedMs ?? failed.random * BASE_MS * 4 ** (failed.attempt - 1));
  return waitMs <= failed.remainingMs ? { waitMs } : 'give up';
}

function mayPass({ kind, error, renewable }: FailedAttempt): boolean {
  if (renewable) return true;
  if (kind === 'write' && error.executed !== 'no') return false;
  // Without a status there was no answer: the network failed, or the client's own limit held the request back.
  if (error.status === undefined) return error.code === 'network' || error.code === 'timeout';
  return PASSING.has(error.status);
}
