/** The newest value of each unit: a few dozen bytes a unit. Values are numbers; true is 1, false is 0. */
export class Units {
  readonly #slots = new Map<number, number>();
  readonly #values: number[] = [];
  readonly #times: number[] = [];

  get size(): number {
    return this.#slots.size;
  }

  /** @param at epoch milliseconds; null is older than any time */
  add(unit: number, value: number, at: number | null): void {
    const slot = this.#slots.get(unit);
    const time = at ?? Number.NEGATIVE_INFINITY;
    if (slot === undefined) {
      this.#slots.set(unit, this.#values.push(value) - 1);
      this.#times.push(time);
    } else if (time > (this.#times[slot] ?? time)) {
      this.#values[slot] = value;
      this.#times[slot] = time;
    }
  }

  merge(other: Units): void {
    for (const [unit, slot] of other.#slots) {
      this.add(unit, other.#values[slot] ?? Number.NaN, other.#times[slot] ?? null);
    }
  }

  /** Pairs of values of the units that both have: this one's first. */
  *shared(other: Units): Generator<readonly [number, number]> {
    for (const [unit, slot] of this.#slots) {
      const across = other.#slots.get(unit);
      if (across !== undefined) yield [this.#values[slot] ?? Number.NaN, other.#values[across] ?? Number.NaN];
    }
  }
}
