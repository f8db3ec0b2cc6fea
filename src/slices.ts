import { setImmediate as turn } from 'node:timers/promises';

/** Other work of the process waits no longer than about this. */
const SLICE_MS = 10;

/** Work in steps, each of a few milliseconds at most. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does the work a slice at a time: a large answer must not keep the process from its other calls. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  for (let start = performance.now(); ;) {
    const step = steps.next();
    const isOver = performance.now() - start >= SLICE_MS;
    // What comes after the work has a turn of its own.
    if (isOver || step.done) await turn();
    if (step.done) return step.value;
    if (isOver) start = performance.now();
  }
}

/** Does the work at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
