import { Extent } from './extent.ts';
import type { Row } from './row.ts';
import type { Continued, Place, Source } from './source.ts';

/** A row, and where to go on behind it. */
interface Found {
  readonly row: Row;
  readonly after: Place;
}

/** Goes through a source, behind the row where an earlier call stopped, until enough rows were found. */
export class RowFinder {
  /** Rows gone through. */
  readonly extent = new Extent();
  /** Versions that were met, by metric. */
  readonly met = new Map<string, Set<number>>();
  /** Whether the list has changed since the earlier call: a row may be missing or come twice. */
  moved = false;
  readonly #source: Source;
  readonly #start: Place;
  readonly #limit: number;
  readonly #isWanted: (row: Row) => boolean;
  #found: Found[] = [];
  /** The first row that was not gone through yet; undefined while the place to begin at has not been read. */
  #next: number | undefined;
  #place: Place;

  constructor(source: Source, from: Continued | null, limit: number, isWanted: (row: Row) => boolean) {
    this.#source = source;
    this.#limit = limit;
    this.#isWanted = isWanted;
    this.#start = from?.place ?? {};
    this.#place = this.#start;
    if (from === null) this.#next = source.first;
  }

  get found(): readonly Found[] {
    return this.#found;
  }

  get isFull(): boolean {
    return this.#found.length >= this.#limit;
  }

  /** Behind so many of the rows that were found; behind all that was gone through unless said. */
  placeAfter(shown = this.#found.length): Place {
    return shown < this.#found.length ? (this.#found[shown - 1]?.after ?? this.#start) : this.#place;
  }

  /** Goes through what is here and was not gone through yet. */
  feed(): void {
    const source = this.#source;
    if (this.#next === undefined) {
      const found = source.find(this.#start);
      if (found === undefined) return;
      this.moved = found === null;
      this.#next = found ?? source.find({ page: this.#start.page }) ?? 0;
    }
    // Rows that another call let go meanwhile.
    if (source.first > this.#next) {
      this.moved = true;
      this.#next = source.first;
    }
    for (; this.#next < source.length && !this.isFull; this.#next += 1) {
      const row = source.row(this.#next);
      if (!row) continue;
      this.extent.add(row, this.#next < source.here);
      this.#meet(row);
      if (this.#isWanted(row)) this.#found.push({ row, after: source.placeAfter(this.#next + 1) });
    }
    // Now: a call that reads on in the same results may let this row go.
    this.#place = source.placeAfter(this.#next);
  }

  #meet({ metricId, version }: Row): void {
    const versions = this.met.get(metricId) ?? new Set<number>();
    this.met.set(metricId, versions.add(version));
  }

  /** Drops what turned out not to be wanted, so that there is room again. */
  keep(isWanted: (row: Row) => boolean): void {
    this.#found = this.#found.filter(({ row }) => isWanted(row));
  }

  /** Whether another row is wanted among those that were not gone through. */
  get isMoreHere(): boolean {
    const source = this.#source;
    const next = this.#next ?? source.first;
    if (next < source.first) return true;
    for (let place = next; place < source.length; place += 1) {
      const row = source.row(place);
      if (row && this.#isWanted(row)) return true;
    }
    return false;
  }
}
