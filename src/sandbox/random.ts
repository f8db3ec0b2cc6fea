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
  readonly #idsBehind: number;

  /** @param idsBehind milliseconds by which the times in ids are earlier than those they are made at */
  constructor(seed: number, idsBehind = 0) {
    this.#state = seed >>> 0;
    this.#idsBehind = idsBehind;
  }

  /** At least 0, below 1. */
  next(): number {
    return this.#word() / 0x1_0000_0000;
  }

  /** 32 bits. */
  #word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** An id as MongoDB makes them, in hex: four bytes of seconds (`at` is in epoch milliseconds), eight of chance. */
  id(at: number): string {
    return hex(Math.floor((at - this.#idsBehind) / 1000) >>> 0) + hex(this.#word()) + hex(this.#word());
  }
}

/** Eight digits of a 32-bit number. */
function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
