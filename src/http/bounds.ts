import { HttpError } from '../errors.ts';
import type { Bounds, Operation } from './types.ts';

/** A longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Why nobody waits any longer. */
type Ending = 'cancelled' | 'timeout';

/**
 * Waits for the work no longer than the bounds allow, and leaves nothing behind. The work itself goes on.
 * @throws what `ended` makes of the reason, as soon as the signal aborts or the deadline passes
 */
export async function within<T>(work: Promise<T>, bounds: Bounds, ended: (why: Ending) => Error): Promise<T> {
  const { signal, deadline } = bounds;
  // Whatever becomes of the work after its waiter has gone is nobody's error.
  work.catch(() => {});
  if (signal.aborted) throw ended('cancelled');
  let cancel: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    cancel = () => reject(ended('cancelled'));
    signal.addEventListener('abort', cancel);
    const expire = () => reject(ended('timeout'));
    timer = setTimeout(
      expire,
      Math.min(LONGEST_TIMER_MS, Math.max(0, Math.ceil(deadline - performance.now()))),
    );
    timer.unref();
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
    if (cancel) signal.removeEventListener('abort', cancel);
  }
}

/** Waits between two attempts. The timer keeps the process alive: somebody waits for what comes after it. */
export async function pause(ms: number, operation: Operation, bounds: Bounds): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.ceil(ms));
  });
  try {
    await within(over, bounds, (why) => endedEarly(why, operation.id, 'no'));
  } finally {
    clearTimeout(timer);
  }
}

/** The error of a request that was given up by its caller or ran out of time. */
export function endedEarly(why: Ending, operation: string, executed: 'no' | 'maybe'): HttpError {
  const message =
    why === 'cancelled' ? `${operation} was cancelled.` : `${operation} was not answered in the time it had.`;
  return new HttpError(message, { code: why, operation, executed });
}
