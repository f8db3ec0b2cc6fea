import type { Log } from '../log.ts';
import { waitFor, type Bounds } from '../deadline.ts';
import { HttpError, SIGN_IN } from '../errors.ts';
import { endedEarly } from './ended-early.ts';

/** A refused sign-in is refused again for as long without asking. */
const REFUSED_MS = 60_000;
/** After a refresh that failed, the next one waits this long; until its end the old token is used. */
const REFRESH_AGAIN_MS = 15_000;
/** A sign-in may take as long, even when the call that began it has less: it serves the next calls too. */
const SIGN_IN_MS = 30_000;
/** A sign-in that has taken as long when a call's time is up is taken to hang. */
const HANGS_MS = 3_000;
/** A call that may start so much later than the sign-in that it joined is not failed by it, but signs in again. */
const MORE_TIME_MS = 1_000;
const REFRESH_AHEAD_MS = 300_000;
const REFRESH_AHEAD_SHARE = 0.1;

/** A token, and how long it is good for: unknown means until it is refused. */
export interface Token {
  readonly value: string;
  readonly lifetimeMs: number | undefined;
}

/** The one token that all requests share. */
export interface TokenProvider {
  /** @throws {HttpError} of the sign-in, or when the caller's own bounds end; nothing was executed then. */
  token(bounds: Bounds): Promise<string>;
  /** A request with this token was answered with something else than 401. */
  accepted(token: string): void;
  /** A request with this token was answered with 401: whether another one may help. */
  refused(token: string): boolean;
}

/** For a token that was given ready made: there is no way to another one. */
export function readyToken(token: string): TokenProvider {
  return { token: async () => token, accepted: () => {}, refused: () => false };
}

interface CurrentToken {
  readonly value: string;
  readonly obtainedAt: number;
  readonly refreshAt: number;
  readonly validUntil: number;
  /** It replaced a refused one, and no request with it has been accepted yet. */
  unproven: boolean;
}

/** A sign-in under way. */
interface PendingSignIn {
  readonly token: Promise<string>;
  readonly begunAt: number;
  readonly startBy: number;
}

/** Signs in when a token is first needed, ahead of its expiry, and after a 401: one sign-in at a time, whoever waits. */
export class SignInTokenProvider implements TokenProvider {
  readonly #signIn: (bounds: Bounds) => Promise<Token>;
  readonly #closing: AbortSignal;
  readonly #log: Log;
  #current: CurrentToken | undefined;
  #pending: PendingSignIn | undefined;
  #refusal: { readonly error: HttpError; readonly until: number } | undefined;
  #refreshAgainAt = 0;
  #replacesRefused = false;

  /**
   * @param signIn throws `HttpError`
   * @param closing ends a sign-in under way
   */
  constructor(signIn: (bounds: Bounds) => Promise<Token>, closing: AbortSignal, log: Log) {
    this.#signIn = signIn;
    this.#closing = closing;
    this.#log = log;
  }

  async token(bounds: Bounds): Promise<string> {
    for (;;) {
      const now = performance.now();
      const current = this.#current;
      if (current && now < current.validUntil) {
        if (now >= current.refreshAt) this.#refresh(now);
        return current.value;
      }
      if (this.#refusal && now < this.#refusal.until) throw this.#refusal.error;
      const joined = this.#pending;
      const awaited = joined ?? this.#begin(bounds);
      const ending = await waitFor(awaited.token, bounds);
      if (ending === 'timeout' && performance.now() - awaited.begunAt >= HANGS_MS) this.#leave(awaited);
      if (ending !== 'settled') throw endedEarly(ending, SIGN_IN, 'no');
      try {
        return await awaited.token;
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        const hasMoreTime = joined && joined.startBy + MORE_TIME_MS < bounds.startBy;
        const mayStart = performance.now() < bounds.startBy && !bounds.signal.aborted;
        if (!hasMoreTime || !mayStart || isRefusal(error)) throw notExecuted(error);
      }
    }
  }

  accepted(token: string): void {
    if (this.#current?.value === token) this.#current.unproven = false;
  }

  refused(token: string): boolean {
    const current = this.#current;
    // Of many requests with one token the first to be refused replaces it: the others take the new one.
    if (!current || current.value !== token) return true;
    if (current.unproven && performance.now() - current.obtainedAt < REFUSED_MS) return false;
    this.#current = undefined;
    this.#replacesRefused = true;
    return true;
  }

  #refresh(now: number): void {
    if (this.#pending || now < this.#refreshAgainAt || (this.#refusal && now < this.#refusal.until)) return;
    this.#begin({ startBy: now + SIGN_IN_MS, deadline: now + SIGN_IN_MS }).token.catch(() =>
      this.#log.warn('the token could not be renewed yet; the old one is still good'),
    );
  }

  #begin({ deadline, startBy }: Omit<Bounds, 'signal'>): PendingSignIn {
    const begunAt = performance.now();
    // Not the caller's signal: others wait for the same token.
    const bounds = { signal: this.#closing, deadline: Math.max(deadline, begunAt + SIGN_IN_MS), startBy };
    const token = this.#obtain(bounds).finally(() => this.#leave(begun));
    const begun: PendingSignIn = { token, begunAt, startBy };
    token.catch(() => {});
    this.#pending = begun;
    return begun;
  }

  /** From now on nobody joins this sign-in; those who wait for it go on waiting. */
  #leave(signIn: PendingSignIn): void {
    if (this.#pending === signIn) this.#pending = undefined;
  }

  async #obtain(bounds: Bounds): Promise<string> {
    const unproven = this.#replacesRefused;
    try {
      const { value, lifetimeMs = Infinity } = await this.#signIn(bounds);
      const obtainedAt = performance.now();
      const ahead = Math.min(REFRESH_AHEAD_MS, lifetimeMs * REFRESH_AHEAD_SHARE);
      const validUntil = obtainedAt + lifetimeMs;
      this.#current = { value, obtainedAt, validUntil, refreshAt: validUntil - ahead, unproven };
      this.#replacesRefused = false;
      this.#refusal = undefined;
      return value;
    } catch (error) {
      this.#refreshAgainAt = performance.now() + REFRESH_AGAIN_MS;
      if (error instanceof HttpError && isRefusal(error)) {
        this.#refusal = { error, until: performance.now() + REFUSED_MS };
      }
      throw error;
    }
  }
}

function isRefusal({ status }: HttpError): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** Whatever became of the sign-in: the request that needed it was not sent. */
function notExecuted(error: HttpError): HttpError {
  const { code, operation, status, detail, retryAfterSeconds, cause } = error;
  const fields = { code, operation, status, detail, retryAfterSeconds, cause, executed: 'no' } as const;
  return error.executed === 'no' ? error : new HttpError(error.message, fields);
}
