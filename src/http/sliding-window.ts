import type { Bounds } from '../deadline.ts';
import { HttpError } from '../errors.ts';
import { endedEarly } from './ended-early.ts';
import type { Reply } from './exchange.ts';
import { quotaLeft, waitAsked } from './headers.ts';
import type { Operation } from './types.ts';

/** A minute, and a little for clocks that do not tick alike. */
const WINDOW_MS = 60_050;
/** A request is received between being sent and being answered, but not later than this. */
const TRANSIT_MS = 1_000;
/** Limits are per minute: longer blocks are not believed for ever. */
const LONGEST_BLOCK_MS = 300_000;
/** Of the published limit: somebody else may use the quota too. */
const SHARE = 0.9;

/** Requests of an operation that are sent in any sliding minute. */
export function mostPerMinute({ limitPerMinute }: Operation): number {
  return Math.max(1, Math.floor(limitPerMinute * SHARE));
}

/** A place in the sliding minute. */
export interface Slot {
  /** When it can be used again; undefined until its request is sent. */
  freeAt: number | undefined;
}

interface Waiter {
  readonly startBy: number;
  readonly admit: () => void;
  readonly refuse: (startsAt: number) => void;
}

/** Limits the requests of one operation: those of the last minute, and a queue, first come, first served. */
export class SlidingWindow {
  readonly #operation: Operation;
  readonly #limit: number;
  #slots: Slot[] = [];
  #waiting: Waiter[] = [];
  /** Until then the server asked, with a 429, to be left alone. */
  #blockedUntil = 0;
  /** Requests that the server says are left until a moment. */
  #allowance = { left: Infinity, until: 0 };
  #unanswered = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#limit = mostPerMinute(operation);
  }

  /** Requests that could start now, and milliseconds until the next one can, when `reserve` are left to others. */
  quota(reserve: number): { readonly free: number; readonly nextInMs: number } {
    const now = performance.now();
    const ahead = this.#waiting.length + reserve;
    let free = 0;
    while (free < this.#limit && this.#startsAt(ahead + free, now) <= now) free++;
    return { free, nextInMs: this.#startsAt(ahead, now) - now };
  }

  /**
   * A slot, now or when its turn comes; an optional one now or never.
   * @throws {HttpError} at once `rate_limited`, when the turn would come after `startBy`, or of an optional one later than
   * now; `timeout` when `startBy` is past already; `cancelled` when the signal aborts, which gives the place in the
   * queue up
   */
  async acquire({ signal, startBy, isOptional = false, budget }: Bounds): Promise<Slot> {
    if (signal.aborted) throw endedEarly('cancelled', this.#operation.id, 'no');
    const now = performance.now();
    if (now > startBy) throw endedEarly('timeout', this.#operation.id, 'no');
    const reserve = isOptional ? (this.#operation.reserve ?? 0) : 0;
    const startsAt = this.#startsAt(this.#waiting.length + reserve, now);
    const isOverBudget = isOptional && budget !== undefined && budget.left <= 0;
    if (isOverBudget || startsAt > (isOptional ? now : startBy)) throw this.#refusal(startsAt - now);
    if (budget) budget.left -= 1;
    if (startsAt <= now) return this.#occupy();
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.#waiting = this.#waiting.filter((queued) => queued !== waiter);
        reject(endedEarly('cancelled', this.#operation.id, 'no'));
        this.#serve();
      };
      const waiter: Waiter = {
        startBy,
        admit: () => {
          signal.removeEventListener('abort', cancel);
          resolve(this.#occupy());
        },
        refuse: (startsAt) => {
          signal.removeEventListener('abort', cancel);
          reject(this.#refusal(startsAt - performance.now()));
        },
      };
      signal.addEventListener('abort', cancel);
      this.#waiting.push(waiter);
      this.#serve();
    });
  }

  /** The slot's request has just gone out. */
  sent(slot: Slot): void {
    slot.freeAt = performance.now() + TRANSIT_MS + WINDOW_MS;
    this.#serve();
  }

  /** The slot's request is over: with a reply, or without one. */
  release(slot: Slot, reply?: Reply): void {
    const now = performance.now();
    this.#unanswered--;
    if (slot.freeAt === undefined) this.#slots = this.#slots.filter((occupied) => occupied !== slot);
    else if (reply) slot.freeAt = Math.min(slot.freeAt, now + WINDOW_MS);
    if (reply) this.#learn(reply, now);
    this.#serve();
  }

  #learn(reply: Reply, now: number): void {
    const asked = reply.status === 429 ? waitAsked(reply) : undefined;
    if (asked !== undefined) {
      this.#blockedUntil = Math.max(this.#blockedUntil, now + Math.min(asked, LONGEST_BLOCK_MS));
    }
    const quota = quotaLeft(reply.headers);
    if (!quota) return;
    // The server may not have counted the requests that are still unanswered.
    const left = Math.max(0, quota.left - this.#unanswered);
    this.#allowance = { left, until: now + Math.min(quota.forMs, WINDOW_MS) };
  }

  #occupy(): Slot {
    const slot: Slot = { freeAt: undefined };
    this.#slots.push(slot);
    this.#unanswered++;
    this.#allowance.left--;
    return slot;
  }

  /** When a request can start that has `ahead` others before it. Exact once every occupied slot's request was sent. */
  #startsAt(ahead: number, now: number): number {
    this.#slots = this.#slots.filter(({ freeAt }) => freeAt === undefined || freeAt > now);
    const full = TRANSIT_MS + WINDOW_MS;
    const idle = Array<number>(Math.max(0, this.#limit - this.#slots.length)).fill(now);
    const occupied = this.#slots.map(({ freeAt }) => freeAt ?? now + full).sort((a, b) => a - b);
    const turn = [...idle, ...occupied][ahead % this.#limit] ?? now;
    const startsAt = turn + Math.floor(ahead / this.#limit) * full;
    const allowedFrom = ahead >= this.#allowance.left ? this.#allowance.until : 0;
    return Math.max(now, startsAt, allowedFrom, this.#blockedUntil);
  }

  /** Lets in whose turn it is, and refuses those whose turn would come too late. */
  #serve(): void {
    const now = performance.now();
    while (this.#waiting.length > 0 && this.#startsAt(0, now) <= now) this.#waiting.shift()?.admit();
    for (let ahead = 0; ahead < this.#waiting.length;) {
      const startsAt = this.#startsAt(ahead, now);
      const waiter = this.#waiting[ahead];
      if (waiter && startsAt > waiter.startBy) {
        this.#waiting.splice(ahead, 1);
        waiter.refuse(startsAt);
      } else ahead++;
    }
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    // It keeps the process alive: somebody waits for an answer, and every wait ends by its `startBy`.
    this.#timer = setTimeout(() => this.#serve(), Math.ceil(this.#startsAt(0, now) - now));
  }

  #refusal(waitMs: number): HttpError {
    const { id } = this.#operation;
    const isAsked = this.#blockedUntil >= performance.now() + waitMs - 1;
    return new HttpError(
      isAsked
        ? `${id} has to wait: Amigo answered 429 and said for how long.`
        : `${id} has to wait for its quota: at most ${this.#limit} requests a minute are sent.`,
      {
        code: 'rate_limited',
        operation: id,
        retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
        executed: 'no',
      },
    );
  }
}
