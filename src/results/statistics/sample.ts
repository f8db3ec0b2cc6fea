const FIRST_CAPACITY = 64;

/** Finite numbers kept for their quantiles, 8 bytes each (up to twice that while there is room to grow). */
export class Sample {
  #kept = new Float64Array(FIRST_CAPACITY);
  #count = 0;
  #sorted = true;

  add(x: number): void {
    if (this.#count === this.#kept.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#kept);
      this.#kept = larger;
    }
    this.#kept[this.#count] = x;
    this.#count += 1;
    this.#sorted = false;
  }

  get count(): number {
    return this.#count;
  }

  /** The values in ascending order: a view, good until the next `add`. */
  get values(): Float64Array {
    const values = this.#kept.subarray(0, this.#count);
    if (!this.#sorted) values.sort();
    this.#sorted = true;
    return values;
  }

  /**
   * The quantile of type 7 (linear between the order statistics around (n − 1)p): Hyndman and Fan (1996),
   * Am. Stat. 50:361–365. Null for an empty sample.
   * @param p 0 (the smallest value) to 1 (the largest)
   */
  quantile(p: number): number | null {
    const place = (this.#count - 1) * p;
    const below = this.values[Math.floor(place)];
    const above = this.values[Math.ceil(place)];
    if (below === undefined || above === undefined) return null;
    // In halves: the distance between two very large numbers may be no number.
    const half = (place - Math.floor(place)) * (above / 2 - below / 2);
    // Rounded halves may add up to more than the whole, by the last digit of a double.
    return Math.min(below + half + half, above);
  }
}
