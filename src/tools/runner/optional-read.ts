import { waitFor } from '../../deadline.ts';
import { CallError, HttpError } from '../../errors.ts';

// Reads that an answer is better with, and can do without.

/** What a read gives, or undefined when it fails. */
export async function orUndefined<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof HttpError || error instanceof CallError) return undefined;
    throw error;
  }
}

/**
 * A read beside other work, which it neither delays nor fails.
 * @param leastMs how long it has in any case, from now
 * @returns what it gives by the time that it is asked for, or undefined
 */
export function beside<T>(read: Promise<T>, leastMs: number): () => Promise<T | undefined> {
  const reading = orUndefined(read);
  const end = performance.now() + leastMs;
  return async () => {
    if ((await waitFor(reading, { deadline: end })) === 'settled') return reading;
    return undefined;
  };
}
