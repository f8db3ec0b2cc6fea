/** What went wrong on the way to Amigo, one code for each different reaction of the caller. */
export type HttpErrorCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rejected'
  | 'rate_limited'
  | 'maintenance'
  | 'upstream_error'
  | 'network'
  | 'timeout'
  | 'cancelled';

/** The operation that signs in; every other operation carries its own id. */
export const SIGN_IN = 'sign-in-with-api-key';

/**
 * Whether Amigo executed a request that failed: `no` only when that is certain, `claimed` when it answers that it did,
 * in a way that cannot be right.
 */
type Executed = 'no' | 'maybe' | 'claimed';

export interface HttpErrorFields {
  readonly code: HttpErrorCode;
  /** Operation id of the contract, e.g. `create-metric`. */
  readonly operation: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** What Amigo said, cleaned and cut to 300 characters: data that somebody else wrote. */
  readonly detail?: string | undefined;
  /** Seconds, rounded up, after which trying again makes sense. */
  readonly retryAfterSeconds?: number | undefined;
  readonly executed: Executed;
  /** Whether there is an answer, larger than may be read: the same request would not fare better. */
  readonly tooLarge?: boolean | undefined;
  readonly cause?: unknown;
}

/** A request that did not get the answer it asked for. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  readonly operation: string;
  readonly status: number | undefined;
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly executed: Executed;
  readonly tooLarge: boolean;

  constructor(message: string, fields: HttpErrorFields) {
    super(message, { cause: fields.cause });
    this.code = fields.code;
    this.operation = fields.operation;
    this.status = fields.status;
    this.detail = fields.detail;
    this.retryAfterSeconds = fields.retryAfterSeconds;
    this.executed = fields.executed;
    this.tooLarge = fields.tooLarge ?? false;
  }

  /** Whether its own operation’s quota held it back: Amigo never saw it. */
  get isHeldBack(): boolean {
    return this.code === 'rate_limited' && this.status === undefined && this.operation !== SIGN_IN;
  }
}

/** Every code that a failed call can carry. */
export type ErrorCode =
  | HttpErrorCode
  | 'invalid_input'
  | 'not_configured'
  | 'not_allowed'
  | 'not_confirmed'
  | 'outcome_unknown'
  | 'internal';

/** A call that cannot be answered, in the words for its caller: what happened, then what to do next. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: ErrorCode;
  /** One or more sentences that say what to do next. */
  readonly remedy: string;

  constructor(code: ErrorCode, what: string, remedy: string, cause?: unknown) {
    super(what, { cause });
    this.code = code;
    this.remedy = remedy;
  }
}

/** Kind and place of an unexpected fault, without its message: that may quote data. */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 4).map((line) => line.trim())].join(' ');
}
