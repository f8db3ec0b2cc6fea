import type { Log } from '../log.ts';
import { waitFor, type Bounds } from '../deadline.ts';
import { HttpError, SIGN_IN } from '../errors.ts';
import { endedEarly } from './ended-early.ts';

/** A refused sign-in is refused again for as long without asking. */
const REFUSED_MS = 60_000;
/** A refresh that failed is tried again after as long, while the old token is good. */
const QUIET_MS = 15_000;
/** A sign-in that was begun for a hurried caller may still serve the next one. */
const SIGN_IN_MS = 30_000;
/** Its failure is not the last word for those who have so much more time: they may try more often. */
const HURRIED_MS = 1_000;
/** A sign-in that has taken as long when a call's time is up is taken to hang. */
const HANGS_MS = 3_000;
const REFRESH_AHEAD_MS = 300_000;
const REFRESH_AHEAD_SHARE = 0.1;

/** A token, and how long it is good for: unknown means until it is refused. */
export interface Token {
  readonly value: string;
  readonly lifetimeMs: number | undefined;
}

/** The one token that all requests share. */
export interface Session {
  /** @throws {HttpError} of the sign-in, or when the caller's own bounds end; nothing was executed then. */
  token(bounds: Bounds): Promise<string>;
  /** A request with this token was answered with something else than 401. */
  accepted(token: string): void;
  /** A request with this token was answered with 401: whether another one may help. */
  refused(token: string): boolean;
}

/** A token that was given ready made: there is no way to another one. */
export function readySession(token: string): Session {
  return { token: async () => token, accepted: () => {}, refused: () => false };
}

interface Current {
  readonly value: string;
  readonly obtainedAt: number;
  readonly refreshAt: number;
  readonly validUntil: number;
  /** It replaced one that was refused, and nothing has been accepted with it yet. */
  suspect: boolean;
}

interface Flight {
  readonly token: Promise<string>;
  readonly bounds: Bounds;
  readonly begunAt: number;
}

/**
 * Signs in when a token is first needed, ahead of its expiry, and after a 401: one sign-in at a time, whoever waits.
 * @param signIn throws `HttpError`
 * @param closing ends a sign-in under way
 */
export function createSession(
  signIn: (bounds: Bounds) => Promise<Token>,
  closing: AbortSignal,
  log: Log,
): Session {
  let current: Current | undefined;
  let flight: Flight | undefined;
  let refusal: { readonly error: HttpError; readonly until: number } | undefined;
  let quietUntil = 0;
  let replacing = false;

  function begin(bounds: Bounds): Flight {
    const begunAt = performance.now();
    const deadline = Math.max(bounds.deadline, begunAt + SIGN_IN_MS);
    // No caller's signal: others wait for the same token.
    const own: Bounds = { signal: closing, deadline, startBy: bounds.startBy };
    const begun: Flight = { token: obtain(own).finally(() => forget(begun)), bounds: own, begunAt };
    begun.token.catch(() => {});
    flight = begun;
    return begun;
  }

  /** From now on nobody joins it; those who wait for it go on waiting. */
  function forget(over: Flight): void {
    if (flight === over) flight = undefined;
  }

  async function obtain(bounds: Bounds): Promise<string> {
    const suspect = replacing;
    try {
      const { value, lifetimeMs = Infinity } = await signIn(bounds);
      const obtainedAt = performance.now();
      const ahead = Math.min(REFRESH_AHEAD_MS, lifetimeMs * REFRESH_AHEAD_SHARE);
      const validUntil = obtainedAt + lifetimeMs;
      current = { value, obtainedAt, validUntil, refreshAt: validUntil - ahead, suspect };
      replacing = false;
      refusal = undefined;
      return value;
    } catch (error) {
      quietUntil = performance.now() + QUIET_MS;
      if (error instanceof HttpError && isRefusal(error)) {
        refusal = { error, until: performance.now() + REFUSED_MS };
      }
      throw error;
    }
  }

  function refresh(): void {
    const now = performance.now();
    if (flight || now < quietUntil || (refusal && now < refusal.until)) return;
    const { token } = begin({ signal: closing, startBy: now + SIGN_IN_MS, deadline: now + SIGN_IN_MS });
    token.catch(() => log.warn('the token could not be renewed yet; the old one is still good'));
  }

  return {
    async token(bounds) {
      for (;;) {
        const now = performance.now();
        if (current && now < current.validUntil) {
          if (now >= current.refreshAt) refresh();
          return current.value;
        }
        if (refusal && now < refusal.until) throw refusal.error;
        const joined = flight;
        const waitedFor = joined ?? begin(bounds);
        const ending = await waitFor(waitedFor.token, bounds);
        if (ending === 'timeout' && performance.now() - waitedFor.begunAt >= HANGS_MS) forget(waitedFor);
        if (ending !== 'settled') throw endedEarly(ending, SIGN_IN, 'no');
        try {
          return await waitedFor.token;
        } catch (error) {
          const hurried = joined && joined.bounds.startBy + HURRIED_MS < bounds.startBy;
          const inTime = performance.now() < bounds.startBy && !bounds.signal.aborted;
          if (hurried && inTime && !(error instanceof HttpError && isRefusal(error))) continue;
          throw error instanceof HttpError ? notExecuted(error) : error;
        }
      }
    },
    accepted(token) {
      if (current?.value === token) current.suspect = false;
    },
    refused(token) {
      // Of many requests with one token the first to be refused replaces it: the others take the new one.
      if (!current || current.value !== token) return true;
      if (current.suspect && performance.now() - current.obtainedAt < REFUSED_MS) return false;
      current = undefined;
      replacing = true;
      return true;
    },
  };
}

function isRefusal({ status }: HttpError): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** Whatever became of the sign-in: the request that needed it was not sent. */
function notExecuted(error: HttpError): HttpError {
  if (error.executed === 'no') return error;
  const { code, operation, status, detail, retryAfterSeconds, cause } = error;
  return new HttpError(error.message, {
    code,
    operation,
    status,
    detail,
    retryAfterSeconds,
    cause,
    executed: 'no',
  });
}
