/**
 * A sum that keeps beside it what rounding takes from each step, and so loses no more digits than its result has:
 * Neumaier (1974), Z. angew. Math. Mech. 54:39–51.
 */
export class Sum {
  #sum = 0;
  #lost = 0;

  add(x: number): void {
    const next = this.#sum + x;
    this.#lost += Math.abs(this.#sum) < Math.abs(x) ? x - next + this.#sum : this.#sum - next + x;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

/** The sum of a term over all items; finite as long as no part of it is beyond the largest number. */
export function sumOf<T>(items: Iterable<T>, term: (item: T) => number): number {
  const sum = new Sum();
  for (const item of items) sum.add(term(item));
  return sum.value;
}
