import { Aggregate, type Wanted } from '../../results/figures/aggregate.ts';
import { Extent } from '../../results/reading/extent.ts';
import type { Row } from '../../results/reading/row.ts';
import type { Snapshot } from '../../results/reading/snapshot.ts';
import type { Source } from '../../results/reading/source.ts';

/** Plain counts of complete snapshots, to which nothing is added any more: they go when their snapshot goes. */
const kept = new WeakMap<Snapshot, Pick<Counting, 'aggregate' | 'extent'>>();

/** Counts the results of a source, or goes by what an earlier question counted of them. */
export class Counting {
  aggregate: Aggregate;
  extent = new Extent();
  readonly #isPlain: boolean;

  /** @param isPlain whether all results of the source count, in the plain way */
  constructor(wanted: Wanted, isPlain: boolean) {
    this.aggregate = new Aggregate(wanted);
    this.#isPlain = isPlain;
  }

  /** What takes its rows; null where they have been counted. */
  takerOf({ snapshot, isNarrowed }: Source): ((row: Row, wasHere: boolean) => void) | null {
    const before = this.#isPlain && !isNarrowed ? kept.get(snapshot) : undefined;
    if (before) {
      this.aggregate = before.aggregate;
      this.extent = before.extent.later();
      return null;
    }
    return (row, wasHere) => {
      this.aggregate.add(row);
      this.extent.add(row, wasHere);
    };
  }

  /** Leaves the counts to later questions, once all of the source has been read and is counted. */
  keep({ snapshot, isNarrowed }: Source): void {
    const isAll = snapshot.complete && this.extent.read === snapshot.columns.length;
    if (this.#isPlain && !isNarrowed && isAll) kept.set(snapshot, this);
  }
}
