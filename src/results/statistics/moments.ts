/**
 * Count, mean, variance and range of a stream of finite numbers in constant memory.
 * One value at a time: Welford (1962), Technometrics 4:419–420. Two streams into one: Chan, Golub and
 * LeVeque (1979), Stanford report STAN-CS-79-773, equation 2.1.
 * A figure is null where it does not exist: with too few values, or beyond the largest number.
 */
export class Moments {
  #count = 0;
  #mean = 0;
  /** Sum of the squared distances from the mean. */
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  add(x: number): void {
    this.#count += 1;
    const before = x - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (x - this.#mean);
    if (x < this.#min) this.#min = x;
    if (x > this.#max) this.#max = x;
  }

  /** Takes in what another stream saw; the other one stays as it is. */
  merge(other: Moments): void {
    if (other.#count === 0) return;
    const count = this.#count + other.#count;
    const apart = other.#mean - this.#mean;
    this.#squares += other.#squares + apart * apart * ((this.#count * other.#count) / count);
    this.#mean += apart * (other.#count / count);
    this.#count = count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  get count(): number {
    return this.#count;
  }

  get mean(): number | null {
    return this.#count > 0 ? finite(this.#mean) : null;
  }

  /** The sample's variance, with n − 1 in the denominator; null for fewer than two values. */
  get variance(): number | null {
    return this.#count > 1 ? finite(this.#squares / (this.#count - 1)) : null;
  }

  /** The sample's standard deviation; null for fewer than two values. */
  get sd(): number | null {
    return this.variance === null ? null : Math.sqrt(this.variance);
  }

  get min(): number | null {
    return finite(this.#min);
  }

  get max(): number | null {
    return finite(this.#max);
  }
}

function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}
