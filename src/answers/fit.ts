/** Most characters of an answer's text, and of its structured content. */
export const ANSWER_LIMIT = 24_000;

/**
 * One way to make data smaller: gets the share of its size that may stay (0 to 1) and returns smaller data
 * that says what is missing and how to get it, or undefined when this way has nothing left to give.
 */
export type Cut<T> = (data: T, share: number) => T | undefined;

/**
 * Applies the cuts in order, each until it has nothing left, until the data fits.
 * @param size characters of the longer of the forms that the data is shown in
 */
export function fit<T>(data: T, cuts: readonly Cut<T>[], size: (data: T) => number, limit = ANSWER_LIMIT): T {
  let fitted = data;
  let now = size(fitted);
  for (const cut of cuts) {
    while (now > limit) {
      const smaller = cut(fitted, limit / now);
      if (smaller === undefined) break;
      fitted = smaller;
      now = size(fitted);
    }
    if (now <= limit) break;
  }
  return fitted;
}

/** How many of `count` things to keep for a share of the size: always fewer, a little under the share. */
export function keepOf(count: number, share: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(count * share * 0.95)));
}
