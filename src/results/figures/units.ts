import { describe } from '../statistics/descriptive.ts';

/** The value of each unit, in the order in which the units were met; the three lists are aligned. */
export interface UnitValues {
  readonly units: readonly number[];
  /** The unit test of each simulation; -1 for anything else. */
  readonly strata: readonly number[];
  readonly values: readonly number[];
}

/** One judgement of a unit. */
export interface Judgement {
  readonly unit: number;
  /** The unit test that it is a run of; -1 for anything else. */
  readonly stratum: number;
  /** true is 1, false is 0; a category goes by its number. */
  readonly value: number;
  /** Epoch milliseconds; null is older than any time. */
  readonly at: number | null;
  readonly id: string;
}

/**
 * Judgements of one type, by unit: a unit counts once, however often it was judged. What it gives depends on which
 * judgements came, never on their order.
 */
export class Units {
  readonly #slots = new Map<number, number>();
  readonly #strata: number[] = [];
  readonly #values: number[] = [];
  /** Values beside the one in `#values`, of units that were judged more than once. */
  readonly #repeats = new Map<number, number[]>();
  /** When the value in `#values` was given, and by which result: only categories need their newest. */
  readonly #newest: { readonly times: number[]; readonly ids: string[] } | null;
  #results = 0;

  /** @param dated whether each unit's newest value will be asked for */
  constructor(dated: boolean) {
    this.#newest = dated ? { times: [], ids: [] } : null;
  }

  /** Units. */
  get size(): number {
    return this.#slots.size;
  }

  /** Judgements. */
  get results(): number {
    return this.#results;
  }

  has(unit: number): boolean {
    return this.#slots.has(unit);
  }

  add({ unit, stratum, value, at, id }: Judgement): void {
    this.#results += 1;
    const time = at ?? Number.NEGATIVE_INFINITY;
    const slot = this.#slots.get(unit);
    if (slot === undefined) {
      const added = this.#values.push(value) - 1;
      this.#slots.set(unit, added);
      this.#strata.push(stratum);
      this.#stamp(added, time, id);
      return;
    }
    const repeats = this.#repeats.get(slot) ?? [];
    if (repeats.length === 0) this.#repeats.set(slot, repeats);
    if (!this.#isNewer(slot, time, id)) repeats.push(value);
    else {
      repeats.push(this.#values[slot] ?? value);
      this.#values[slot] = value;
      this.#stamp(slot, time, id);
    }
  }

  merge(other: Units): void {
    for (const [unit, slot] of other.#slots) {
      const stratum = other.#strata[slot] ?? -1;
      const at = other.#newest?.times[slot] ?? null;
      this.add({ unit, stratum, value: other.#values[slot] ?? 0, at, id: other.#newest?.ids[slot] ?? '' });
      for (const value of other.#repeats.get(slot) ?? [])
        this.add({ unit, stratum, value, at: null, id: OLDEST });
    }
  }

  /** Every unit with the mean of what `worth` makes of its values. */
  means(worth: (value: number) => number = (value) => value): UnitValues {
    return this.#unitValues((slot) => {
      const repeats = this.#repeats.get(slot);
      const first = worth(this.#values[slot] ?? 0);
      if (!repeats) return first;
      // In ascending order, so that the last digit does not depend on which came first.
      return describe([first, ...repeats.map(worth)].sort((low, high) => low - high)).mean ?? first;
    });
  }

  /** Every unit with its newest value; of equal times, that of the result with the smaller id. */
  newest(): UnitValues {
    return this.#unitValues((slot) => this.#values[slot] ?? 0);
  }

  /** Judgements whose value is so. */
  count(is: (value: number) => boolean): number {
    let found = 0;
    for (const value of this.#values) if (is(value)) found += 1;
    for (const repeats of this.#repeats.values()) for (const value of repeats) if (is(value)) found += 1;
    return found;
  }

  #isNewer(slot: number, time: number, id: string): boolean {
    if (!this.#newest) return false;
    const { times, ids } = this.#newest;
    const known = times[slot] ?? time;
    return time > known || (time === known && id < (ids[slot] ?? id));
  }

  #stamp(slot: number, time: number, id: string): void {
    if (!this.#newest) return;
    this.#newest.times[slot] = time;
    this.#newest.ids[slot] = id;
  }

  #unitValues(valueOf: (slot: number) => number): UnitValues {
    const units = [...this.#slots.keys()];
    return { units, strata: this.#strata, values: units.map((_, slot) => valueOf(slot)) };
  }
}

/** Behind every id there is. */
const OLDEST = '\uffff';
