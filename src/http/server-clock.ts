import type { Reply } from './exchange.ts';
import { dateOf } from './headers.ts';

/** Clocks drift apart: an older bound gives way to whatever comes. */
const FRESH_MS = 600_000;

/** The server's clock, as its answers tell it. */
export interface ServerClock {
  learn(reply: Reply): void;
  /** Epoch milliseconds, never before the true time of the server; undefined before the first answer. */
  now(): number | undefined;
}

/**
 * `Date` is cut to the second and was written after the request went out: when it was sent, the server's clock
 * was at most `Date` + 999 ms. One answer bounds it to less than a second plus its latency; the tightest of several
 * is kept.
 */
export function createServerClock(): ServerClock {
  let known: { readonly atMost: number; readonly monotonic: number; readonly wall: number } | undefined;

  function now(): number | undefined {
    if (!known) return undefined;
    // The monotonic clock stands still while a computer sleeps, the wall clock may be set back: the later one
    // keeps the bound.
    return known.atMost + Math.max(performance.now() - known.monotonic, Date.now() - known.wall);
  }

  return {
    learn(reply) {
      const date = dateOf(reply.headers);
      if (date === undefined) return;
      const atMost = date + 999;
      const sinceMs = performance.now() - reply.sentAt;
      const bound = now();
      const fresh = known !== undefined && performance.now() - known.monotonic < FRESH_MS;
      // The tighter bound stays, unless the server itself says that it is later.
      if (fresh && bound !== undefined && bound <= atMost + sinceMs && bound >= date) return;
      known = { atMost, monotonic: reply.sentAt, wall: Date.now() - sinceMs };
    },
    now,
  };
}
