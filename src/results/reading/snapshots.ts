import type { PageToken } from '../../http/follow-pages.ts';
import { isWithin, type Order, type ResultFilters } from './filters.ts';
import type { Snapshot } from './snapshot.ts';

/** After its last use. */
const KEPT_MS = 10 * 60_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The snapshots that are kept: each until ten minutes after its last use, all of them within 64 MiB, the one that
 * was not used for longest going first. They hold what people said: nothing outlives its time.
 */
export class Snapshots {
  readonly #keptMs: number;
  readonly #mostBytes: number;
  /** In the order of their last use, the latest at the end; each with the timer that ends it. */
  readonly #kept = new Map<Snapshot, NodeJS.Timeout>();

  constructor({ keptMs = KEPT_MS, mostBytes = MOST_BYTES } = {}) {
    this.#keptMs = keptMs;
    this.#mostBytes = mostBytes;
  }

  /**
   * The snapshot that can answer a new question: one of the same filters (in the same order, unless it is complete),
   * or a complete one of wider filters. The latest as-of comes first, whichever was used last; of equal ones that
   * from which nothing is missing.
   */
  find(filters: ResultFilters, order: Order): Snapshot | undefined {
    const [found] = this.#latestFirst()
      .filter(({ stale, origin }) => !stale && origin === undefined)
      .filter((each) =>
        each.complete ? isWithin(filters, each.filters) : each.order === order && same(each.filters, filters),
      )
      .sort((one, other) => other.asOf - one.asOf || Number(other.complete) - Number(one.complete));
    return found;
  }

  /**
   * The snapshot of that time that a continuation came from, stale or not.
   * @param page where it stands, if that is a page: those of another list may go by the same token
   */
  findContinued(
    filters: ResultFilters,
    order: Order,
    asOf: number,
    page: PageToken | undefined,
  ): Snapshot | undefined {
    const then = this.#latestFirst().filter((each) => each.asOf === asOf);
    const own = then.filter((each) => same(each.filters, filters));
    if (page !== undefined)
      return own.find((each) => each.order === order && each.rowsBefore(page) !== undefined);
    const fromTheStart = (each: Snapshot) => each.origin === undefined;
    return (
      own.filter(fromTheStart).find((each) => each.order === order || each.complete) ??
      then.filter(fromTheStart).find((each) => each.complete && isWithin(filters, each.filters))
    );
  }

  /** Keeps a snapshot for another ten minutes. False when it is too large, or has let rows go for that: it is not kept. */
  keep(snapshot: Snapshot): boolean {
    this.drop(snapshot);
    const { bytes, first } = snapshot.columns;
    if (bytes > this.#mostBytes || first > 0) return false;
    const timer = setTimeout(() => this.drop(snapshot), this.#keptMs);
    // Deleting in time is no reason to keep the process alive: its end deletes too.
    timer.unref();
    this.#kept.set(snapshot, timer);
    let all = 0;
    for (const each of this.#latestFirst()) {
      all += each.columns.bytes;
      if (all > this.#mostBytes) this.drop(each);
    }
    return true;
  }

  /** Keeps it no longer. */
  drop(snapshot: Snapshot): void {
    clearTimeout(this.#kept.get(snapshot));
    this.#kept.delete(snapshot);
  }

  /** An evaluation has overwritten manual results: a snapshot that they may belong to answers no new question. */
  evaluated(metricIds: readonly string[], conversationId: string): void {
    for (const snapshot of this.#kept.keys()) {
      const { metrics, sourceTypes, conversations, runs } = snapshot.filters;
      const touched =
        (metrics.length === 0 || metrics.some((each) => metricIds.some((id) => each.startsWith(`${id}-`)))) &&
        (sourceTypes.length === 0 || sourceTypes.includes('manual')) &&
        (conversations.length === 0 || conversations.includes(conversationId)) &&
        runs.length === 0;
      if (touched) snapshot.stale = true;
    }
  }

  clear(): void {
    for (const snapshot of this.#latestFirst()) this.drop(snapshot);
  }

  #latestFirst(): Snapshot[] {
    return [...this.#kept.keys()].reverse();
  }
}

function same(one: ResultFilters, other: ResultFilters): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
