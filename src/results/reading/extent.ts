import type { Row } from './row.ts';

/** Counts the rows that an answer rests on. */
export class Extent {
  read = 0;
  /** Of those, rows that were here before this call. */
  fromCache = 0;
  /** Epoch milliseconds; null while no row has a time. */
  oldest: number | null = null;
  newest: number | null = null;

  add({ at }: Row, wasHere: boolean): void {
    this.read += 1;
    if (wasHere) this.fromCache += 1;
    if (at === null) return;
    if (this.oldest === null || at < this.oldest) this.oldest = at;
    if (this.newest === null || at > this.newest) this.newest = at;
  }

  /** The same rows for a later call. */
  later(): Extent {
    return Object.assign(new Extent(), this, { fromCache: this.read });
  }
}
