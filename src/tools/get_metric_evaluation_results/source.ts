import { firstPage } from '../../http/follow-pages.ts';
import { matches, type ResultFilters } from '../../results/reading/filters.ts';
import { readOn, type ReadReport } from '../../results/reading/read.ts';
import type { Row } from '../../results/reading/row.ts';
import { Snapshot } from '../../results/reading/snapshot.ts';
import type { CallContext } from '../runner/context.ts';
import type { Continued, Place, Question } from './question.ts';

/** The results that a question is answered from: a snapshot seen through the question's filters, in its order. */
export class Source {
  readonly snapshot: Snapshot;
  /** What to know of where the results come from. */
  readonly notes: readonly string[];
  /** Rows that were here before this call. */
  readonly here: number;
  readonly #filters: ResultFilters;
  readonly #reversed: boolean;
  readonly #narrowed: boolean;

  private constructor(snapshot: Snapshot, { filters, order }: Question, notes: readonly string[]) {
    this.snapshot = snapshot;
    this.notes = notes;
    this.here = snapshot.columns.length;
    this.#filters = filters;
    this.#reversed = snapshot.order !== order;
    this.#narrowed = JSON.stringify(snapshot.filters) !== JSON.stringify(filters);
  }

  /** What is kept and can answer, else a snapshot that is yet to be read. */
  static async open(
    question: Question,
    from: Continued | null,
    refresh: boolean,
    call: CallContext,
  ): Promise<Source> {
    const { filters, order } = question;
    if (from === null) {
      const find = () => (refresh ? undefined : call.snapshots.find(filters, order));
      const kept = find();
      if (kept) return new Source(kept, question, []);
      const asOf = await amigoNow(call);
      // A call that asked the same meanwhile has begun it.
      const begun = find() ?? new Snapshot(filters, order, asOf);
      call.snapshots.keep(begun);
      return new Source(begun, question, []);
    }
    const { place, asOf } = from;
    const kept = call.snapshots.findContinued(filters, order, asOf, place.page);
    if (kept) {
      const stale = kept.stale
        ? ['An evaluation that was made since is not in here: ask anew to see it.']
        : [];
      return new Source(kept, question, stale);
    }
    const dropped =
      place.page !== undefined && question.view === 'summary'
        ? ['What was read before is no longer kept: the figures start at continuation_token.']
        : [];
    return new Source(new Snapshot(filters, order, asOf, place.page), question, dropped);
  }

  /** Whether the rows are those of the snapshot, one for one, so that its pages say where one stands. */
  get #plain(): boolean {
    return !this.#reversed && !this.#narrowed;
  }

  /** Whether so many results came, from a place on; those that the filters left out count too. */
  hasRead(number: number, { page }: Place = {}): boolean {
    const { snapshot } = this;
    const before = page === undefined ? 0 : snapshot.fetchedBefore(page);
    return snapshot.fetched - before >= number;
  }

  /** Rows that can be gone through now. */
  get length(): number {
    return this.snapshot.columns.length;
  }

  /** A row by its place in the question's order; undefined when the filters leave it out. */
  row(place: number): Row | undefined {
    const row = this.snapshot.columns.at(this.#indexOf(place));
    return this.#narrowed && !matches(this.#filters, row) ? undefined : row;
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

  readOn(enough: () => boolean, onPage: () => void, call: CallContext): Promise<ReadReport> {
    return readOn(this.snapshot, enough, onPage, call);
  }

  #indexOf(place: number): number {
    return this.#reversed ? this.length - 1 - place : place;
  }
}

/** Amigo's time, rounded up to the second that its headers count in. */
async function amigoNow(call: CallContext): Promise<number> {
  if (call.connection.amigoNow() === undefined) {
    // Any answer tells the time, a refusal too: the one that is read here has the names that the figures need.
    const pages = call.api.getMetrics({ sort_by: ['-updated_at'] }, call.reads);
    const page = await firstPage(pages).catch((error: unknown) => {
      if (call.signal.aborted || call.connection.amigoNow() === undefined) throw error;
    });
    if (page) call.catalogue.remember(page.rows);
  }
  return Math.ceil((call.connection.amigoNow() ?? Date.now()) / 1_000) * 1_000;
}
