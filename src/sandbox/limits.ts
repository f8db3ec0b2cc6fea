import { Refusal } from './refusal.ts';

const MINUTE_MS = 60_000;

/** Published limits, enforced over a sliding minute for each operation and user. */
export class Limits {
  /** When the requests of the last minute came, oldest first. */
  readonly #arrivals = new Map<string, number[]>();
  readonly #now: () => number;

  /** @param now the sandbox's time in epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Counts one request and gives the headers that tell what is left.
   * `X-RateLimit-Reset` is the second in which the oldest counted request leaves the minute.
   * @throws {Refusal} 429 with `Retry-After` when the minute is full; a refused request is not counted.
   */
  count(operation: string, user: string, perMinute: number): Readonly<Record<string, string>> {
    const now = this.#now();
    const key = `${operation} ${user}`;
    const recent = (this.#arrivals.get(key) ?? []).filter((at) => at > now - MINUTE_MS);
    const full = recent.length >= perMinute;
    if (!full) recent.push(now);
    this.#arrivals.set(key, recent);
    const resets = (recent[0] ?? now) + MINUTE_MS;
    const headers = {
      'X-RateLimit-Limit': String(perMinute),
      'X-RateLimit-Remaining': String(perMinute - recent.length),
      'X-RateLimit-Reset': String(Math.ceil(resets / 1000)),
    };
    if (!full) return headers;
    throw new Refusal(429, `Rate limit exceeded: ${perMinute} requests per minute for this endpoint.`, {
      ...headers,
      'Retry-After': String(Math.max(1, Math.ceil((resets - now) / 1000))),
    });
  }
}
