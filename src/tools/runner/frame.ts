import type { Bounds } from '../../http/types.ts';

const SOFT_STOP_MS = 20_000;
/** Left before the deadline to look up what became of a write. */
const LOOK_UP_MS = 5_000;
/** Left before the deadline to put an answer together. */
const ANSWER_MS = 500;

/** The time that one call has, divided among what it does. */
export interface Frame {
  readonly signal: AbortSignal;
  /** For reads, and for looking up what became of a write. */
  readonly reads: Bounds;
  /** For writes: ends early enough to look up what became of one. */
  readonly writes: Bounds;
  /** For following pages: none starts after the soft stop. */
  readonly pages: Bounds;
  /** Milliseconds until the call's hard deadline. */
  remainingMs(): number;
  /** Ends everything that the call still does. */
  end(): void;
}

/** @param timeoutMs hard deadline of the call, from now @param outer aborted when the caller cancels */
export function openFrame(timeoutMs: number, outer?: AbortSignal): Frame {
  const start = performance.now();
  const controller = new AbortController();
  const cancel = () => controller.abort(outer?.reason);
  if (outer?.aborted) cancel();
  outer?.addEventListener('abort', cancel, { once: true });

  const { signal } = controller;
  const deadline = start + timeoutMs - Math.min(ANSWER_MS, timeoutMs / 20);
  const sent = start + timeoutMs - Math.min(LOOK_UP_MS, timeoutMs / 3);
  const softStop = start + Math.min(SOFT_STOP_MS, timeoutMs / 2);
  return {
    signal,
    reads: { signal, deadline, startBy: deadline },
    writes: { signal, deadline: sent, startBy: sent },
    pages: { signal, deadline, startBy: softStop },
    remainingMs: () => start + timeoutMs - performance.now(),
    end() {
      outer?.removeEventListener('abort', cancel);
      controller.abort();
    },
  };
}
