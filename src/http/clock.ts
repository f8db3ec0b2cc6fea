import type { Reply } from './exchange.ts';
import { dateOf } from './headers.ts';

/** A slower answer bounds the server's clock too loosely to replace a fresh bound. */
const QUICK_MS = 2_000;
const FRESH_MS = 600_000;

/** The server's clock, as its answers tell it. */
export interface ServerClock {
  learn(reply: Reply): void;
  /** Epoch milliseconds, never before the true time of the server; undefined before the first answer. */
  now(): number | undefined;
}

/**
 * `Date` is cut to the second and was written after the request went out: when it was sent, the server's clock
 * was at most `Date` + 999 ms. The bound is late by less than a second plus the answer's latency.
 */
export function createServerClock(): ServerClock {
  let known: { readonly atMost: number; readonly monotonic: number; readonly wall: number } | undefined;
  return {
    learn(reply) {
      const date = dateOf(reply.headers);
      if (date === undefined) return;
      const quick = reply.receivedAt - reply.sentAt <= QUICK_MS;
      if (known && !quick && performance.now() - known.monotonic < FRESH_MS) return;
      const wall = Date.now() - (performance.now() - reply.sentAt);
      known = { atMost: date + 999, monotonic: reply.sentAt, wall };
    },
    now() {
      if (!known) return undefined;
      // The monotonic clock stands still while a computer sleeps, the wall clock may be set back: the later one
      // keeps the bound.
      return known.atMost + Math.max(performance.now() - known.monotonic, Date.now() - known.wall);
    },
  };
}
