import type { IncomingHttpHeaders } from 'undici/types/header.js';
import type { Reply } from './exchange.ts';

/** Limits are per minute: a reset that is further away is in another unit. */
const LONGEST_RESET_MS = 3_600_000;

/** The first value of a header; undefined when it is missing or blank. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  const first = (typeof value === 'object' ? value[0] : value)?.trim();
  return first === '' ? undefined : first;
}

/** The server's clock when it answered, in epoch milliseconds, cut to the second below. */
export function dateOf(headers: IncomingHttpHeaders): number | undefined {
  return instant(header(headers, 'date'));
}

/**
 * Milliseconds that the server asks to wait: `Retry-After` (RFC 9110, 10.2.3: seconds, or a date, taken relative to
 * the answer's own), or on a 429 without it the time until `X-RateLimit-Reset`.
 */
export function waitAsked(reply: Reply): number | undefined {
  const { headers, status } = reply;
  const value = header(headers, 'retry-after');
  if (value !== undefined && /^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1_000;
  const at = instant(value);
  if (at !== undefined) return Math.max(0, at - (dateOf(headers) ?? Date.now()));
  return status === 429 ? untilReset(headers) : undefined;
}

/** What is left of the quota, and for how long: `X-RateLimit-Remaining` and `-Reset`, when both can be read. */
export function quotaLeft(
  headers: IncomingHttpHeaders,
): { readonly left: number; readonly forMs: number } | undefined {
  const remaining = header(headers, 'x-ratelimit-remaining');
  const forMs = untilReset(headers);
  if (remaining === undefined || !/^\d+$/.test(remaining) || forMs === undefined) return undefined;
  return { left: Number(remaining), forMs };
}

/** From `X-RateLimit-Reset` in epoch seconds; undefined when it is missing, unreadable, past or absurd. */
function untilReset(headers: IncomingHttpHeaders): number | undefined {
  const reset = header(headers, 'x-ratelimit-reset');
  if (reset === undefined || !/^\d+(?:\.\d+)?$/.test(reset)) return undefined;
  const ms = Number(reset) * 1_000 - (dateOf(headers) ?? Date.now());
  return ms > 0 && ms <= LONGEST_RESET_MS ? ms : undefined;
}

function instant(value: string | undefined): number | undefined {
  // Date.parse finds a date in nearly anything that holds a number.
  const at = value !== undefined && /\d\d:\d\d:\d\d/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : at;
}
