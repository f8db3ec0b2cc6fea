import type { EndedEarly } from '../deadline.ts';
import { HttpError } from '../errors.ts';

/** The error of a request that was given up by its caller or ran out of time. */
export function endedEarly(reason: EndedEarly, operation: string, executed: 'no' | 'maybe'): HttpError {
  const message =
    reason === 'cancelled'
      ? `${operation} was cancelled.`
      : `${operation} was not answered in the time it had.`;
  return new HttpError(message, { code: reason, operation, executed });
}
