import type { Catalogue } from '../../amigo/catalogue.ts';
import type { Connection } from '../../amigo/connection.ts';
import { lacksField, matches, type Order, type ResultFilters } from './filters.ts';
import { readOn, type Reader, type ReadReport } from './read.ts';
import type { Row } from './row.ts';
import { Snapshot } from './snapshot.ts';
import { firstPage, type PageToken } from '../../http/follow-pages.ts';

/** Where a reading stands. */
export interface Place {
  /** The page that comes next, or that holds the last row gone through; undefined for the first one. */
  readonly page?: PageToken | undefined;
  /** The last row gone through, when it is not at the end of its page. */
  readonly row?: string | undefined;
}

/** Where a reading is to go on. */
export interface Continued {
  /** Of the snapshot that it stands in, epoch milliseconds. */
  readonly asOf: number;
  readonly place: Place;
}

/** What opening a source may use. */
export interface Opener extends Reader {
  readonly connection: Pick<Connection, 'api' | 'quota' | 'amigoNow'>;
  readonly catalogue: Pick<Catalogue, 'remember'>;
}

/** Results that are asked for, in an order. */
export interface Wanted {
  readonly filters: ResultFilters;
  readonly order: Order;
}

/** The results that a question is answered from: a snapshot seen through the question's filters, in its order. */
export class Source {
  readonly snapshot: Snapshot;
  /** Whether what was read before the place is gone, so that rows begin there. */
  readonly dropped: boolean;
  /** Rows that were here before this call. */
  readonly here: number;
  /** Whether the question's filters leave out rows of the snapshot. */
  readonly isNarrowed: boolean;
  readonly #filters: ResultFilters;
  readonly #reversed: boolean;

  private constructor(snapshot: Snapshot, { filters, order }: Wanted, dropped: boolean) {
    this.snapshot = snapshot;
    this.dropped = dropped;
    this.here = snapshot.columns.length;
    this.#filters = filters;
    this.#reversed = snapshot.order !== order;
    this.isNarrowed = JSON.stringify(snapshot.filters) !== JSON.stringify(filters);
  }

  /**
   * What is kept and can answer, else a snapshot that is yet to be read.
   * @param from where an earlier call stopped; null to begin
   * @param refresh whether what is kept is not good enough
   */
  static async open(
    wanted: Wanted,
    from: Continued | null,
    refresh: boolean,
    opener: Opener,
  ): Promise<Source> {
    const { filters, order } = wanted;
    const { snapshots } = opener;
    if (from === null) {
      const find = () => (refresh ? undefined : snapshots.find(filters, order));
      const kept = find();
      if (kept) return new Source(kept, wanted, false);
      const asOf = await amigoNow(opener);
      // A call that asked the same meanwhile has begun it.
      const begun = find() ?? new Snapshot(filters, order, asOf);
      snapshots.keep(begun);
      return new Source(begun, wanted, false);
    }
    const { place, asOf } = from;
    const kept = snapshots.findContinued(filters, order, asOf, place.page);
    if (kept) return new Source(kept, wanted, false);
    return new Source(new Snapshot(filters, order, asOf, place.page), wanted, place.page !== undefined);
  }

  /** Whether the rows are those of the snapshot, one for one, so that its pages say where one stands. */
  get #plain(): boolean {
    return !this.#reversed && !this.isNarrowed;
  }

  /** Rows that can be gone through now. */
  get length(): number {
    return this.snapshot.columns.length;
  }

  /** A row by its place in the question's order; undefined when the filters leave it out. */
  row(place: number): Row | undefined {
    const row = this.snapshot.columns.at(this.#indexOf(place));
    return this.isNarrowed && !matches(this.#filters, row) ? undefined : row;
  }

  /** Results that came and do not match the question; of wider results those that lack what it asks for. */
  get outside(): number {
    let lacking = 0;
    if (this.isNarrowed)
      for (let index = this.first; index < this.length; index += 1)
        if (lacksField(this.#filters, this.snapshot.columns.at(index))) lacking += 1;
    return this.isNarrowed ? lacking : this.snapshot.outside;
  }

  /** The first place whose row is still here. */
  get first(): number {
    return this.snapshot.columns.first;
  }

  /**
   * The place behind the one where a call stopped; undefined while that row has not been read. Null when it is
   * nowhere: the list has changed.
   */
  find({ page, row }: Place): number | null | undefined {
    const from = page === undefined ? 0 : (this.snapshot.rowsBefore(page) ?? 0);
    if (row === undefined) return from;
    const found = this.snapshot.columns.find(row, this.#plain ? from : undefined);
    if (found >= 0) return this.#indexOf(found) + 1;
    return this.snapshot.ended || (page !== undefined && this.length > from) ? null : undefined;
  }

  /** Where somebody stands who has gone through so many rows. */
  placeAfter(gone: number): Place {
    const { snapshot } = this;
    if (this.#plain && gone >= this.length && !snapshot.ended) return { page: snapshot.next };
    if (gone <= this.first) return { page: snapshot.origin };
    const index = this.#indexOf(gone - 1);
    return { ...(this.#plain && { page: snapshot.pageOf(index) }), row: snapshot.columns.at(index).id };
  }

  /**
   * Where a question goes on that has gone through all that is here; null when there is nothing left.
   */
  get next(): Continued | null {
    const { asOf, ended } = this.snapshot;
    return ended ? null : { asOf, place: this.placeAfter(this.length) };
  }

  readOn(enough: () => boolean, onPage: () => void, reader: Reader): Promise<ReadReport> {
    return readOn(this.snapshot, enough, onPage, reader);
  }

  #indexOf(place: number): number {
    return this.#reversed ? this.length - 1 - place : place;
  }
}

/** Amigo's time, rounded up to the second that its headers count in. */
async function amigoNow({ connection, catalogue, reads, signal }: Opener): Promise<number> {
  if (connection.amigoNow() === undefined) {
    // Any answer tells the time, a refusal too: the one that is read here has the names that the figures need.
    const pages = connection.api.getMetrics({ sort_by: ['-updated_at'] }, reads);
    const page = await firstPage(pages).catch((error: unknown) => {
      if (signal.aborted || connection.amigoNow() === undefined) throw error;
    });
    if (page) catalogue.remember(page.rows);
  }
  return Math.ceil((connection.amigoNow() ?? Date.now()) / 1_000) * 1_000;
}
