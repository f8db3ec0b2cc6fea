import type { ApiPage } from '../../amigo/api.ts';
import type { PageToken } from '../../http/follow-pages.ts';
import { Columns } from './columns.ts';
import { isBeside, matches, type Order, type ResultFilters } from './filters.ts';
import { IdSet } from './id-set.ts';
import type { Row } from './row.ts';

/**
 * What has been read of one question on the wire: filters, order, and a pinned end, so that results that are made
 * meanwhile do not shift its pages.
 */
export class Snapshot {
  readonly filters: ResultFilters;
  readonly order: Order;
  /** Epoch milliseconds: the end of the period on the wire. */
  readonly pinned: number;
  /** Amigo's time when it was begun: later results are not in it. */
  readonly asOf: number;
  /** The page that it begins at: undefined for the first one; later when what came before has been dropped. */
  readonly origin: PageToken | undefined;
  readonly columns = new Columns();
  /** Whether an evaluation that was made since belongs in here. */
  stale = false;
  complete = false;
  /** Upstream promised more, without a way to it. */
  cut = false;
  unreadable = 0;
  outside = 0;
  /** Results that came on more than one page. */
  repeated = 0;
  /** The page that somebody is reading. */
  reading: Promise<void> | undefined;
  /** Called after each page, before any of its rows may be let go. */
  readonly watchers = new Set<() => void>();
  /** Where the next page is. */
  next: PageToken | undefined;
  /** Results that came, those left out and those seen twice included. */
  fetched = 0;
  readonly #pages: { readonly at: PageToken | undefined; readonly from: number; readonly fetched: number }[] =
    [];
  readonly #seen = new IdSet();

  constructor(filters: ResultFilters, order: Order, asOf: number, origin?: PageToken) {
    this.filters = filters;
    this.order = order;
    this.asOf = asOf;
    this.pinned = Math.min(asOf, (filters.before ?? asOf) + 1);
    this.origin = origin;
    this.next = origin;
  }

  get started(): boolean {
    return this.#pages.length > 0;
  }

  add(page: ApiPage<Row>): void {
    this.#pages.push({ at: page.at, from: this.columns.length, fetched: this.fetched });
    this.fetched += page.rows.length + page.unreadable;
    this.unreadable += page.unreadable;
    for (const row of page.rows) {
      if (!this.#seen.add(row.id)) {
        this.repeated += 1;
        continue;
      }
      if (matches(this.filters, row)) this.columns.push(row);
      else if (!isBeside(this.filters, row)) this.outside += 1;
    }
    const repeated = this.#pages.some(({ at }) => at !== undefined && at === page.next);
    this.cut = page.cut !== undefined || repeated;
    this.next = repeated ? undefined : page.next;
    this.complete = this.next === undefined && !this.cut;
  }

  /** Lets go of all but the last page: whoever is in the middle of that one goes on by its rows. */
  release(): void {
    this.columns.release(this.#pages.at(-1)?.from ?? 0);
  }

  /** Whether nothing can be read on. */
  get ended(): boolean {
    return this.complete || this.cut;
  }

  /** Rows before a page; undefined when that page is neither here nor the next one. */
  rowsBefore(page: PageToken | undefined): number | undefined {
    if (page === this.next && !this.ended) return this.columns.length;
    return this.#pages.find(({ at }) => at === page)?.from;
  }

  /** Results that came before a page; those of all pages when it is the next one or not here. */
  fetchedBefore(page: PageToken | undefined): number {
    return this.#pages.find(({ at }) => at === page)?.fetched ?? this.fetched;
  }

  /** The page that holds a row. */
  pageOf(row: number): PageToken | undefined {
    return this.#pages.findLast(({ from }) => from <= row)?.at;
  }
}
