import { CallError, HttpError } from '../../errors.ts';
import type { Bounds } from '../../http/types.ts';

// Reads that an answer is better with, and can do without.

const BRIEF_MS = 1_500;

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
    let timer: NodeJS.Timeout | undefined;
    const timeIsUp = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), Math.max(0, end - performance.now()));
    });
    try {
      return await Promise.race([reading, timeIsUp]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Bounds of a read that nobody waits for long. */
export function brief({ signal, deadline }: Bounds): Bounds {
  const end = Math.min(deadline, performance.now() + BRIEF_MS);
  return { signal, deadline: end, startBy: end };
}
