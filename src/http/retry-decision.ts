import type { HttpError } from '../errors.ts';

/** The first try and two more. */
const MOST_ATTEMPTS = 3;
const BASE_MS = 300;
const PASSING = new Set([429, 500, 502, 503, 504]);

export interface Failure {
  /** Attempts so far, this one included. */
  readonly attempt: number;
  readonly kind: 'read' | 'write';
  readonly error: Pick<HttpError, 'code' | 'status' | 'executed'>;
  /** A 401 that another token may help, and none was tried yet. */
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
export function decide(failure: Failure): { readonly waitMs: number } | 'give up' {
  if (failure.attempt >= MOST_ATTEMPTS || !mayPass(failure)) return 'give up';
  const waitMs = failure.renewable
    ? 0
    : (failure.askedMs ?? failure.random * BASE_MS * 4 ** (failure.attempt - 1));
  return waitMs <= failure.remainingMs ? { waitMs } : 'give up';
}

function mayPass({ kind, error, renewable }: Failure): boolean {
  if (renewable) return true;
  if (kind === 'write' && error.executed !== 'no') return false;
  // Without a status there was no answer: on the way, or held back by the client's own limit.
  if (error.status === undefined) return error.code === 'network' || error.code === 'timeout';
  return PASSING.has(error.status);
}
