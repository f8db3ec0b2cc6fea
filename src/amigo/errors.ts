import type { HttpErrorCode } from '../http/errors.ts';

/** Every code that a failed call can carry. */
export type ErrorCode =
  HttpErrorCode | 'invalid_input' | 'not_configured' | 'not_allowed' | 'outcome_unknown' | 'internal';

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
