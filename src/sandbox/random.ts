/** A 32-bit number for a text (FNV-1a with a final mix): the same text gives the same number everywhere. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** Chance that repeats itself: mulberry32, whose whole state is one 32-bit number. Not for secrets. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Lower-case hex digits. */
  hex(digits: number): string {
    let text = '';
    // A leading 1 keeps the zeros that follow it; each round adds eight digits.
    while (text.length < digits)
      text += Math.floor((1 + this.next()) * 0x1_0000_0000)
        .toString(16)
        .slice(1);
    return text.slice(0, digits);
  }

  /** An id as MongoDB makes them: eight hex digits of seconds, sixteen of chance. */
  id(at: number): string {
    return Math.floor(at / 1000)
      .toString(16)
      .padStart(8, '0')
      .concat(this.hex(16));
  }
}
