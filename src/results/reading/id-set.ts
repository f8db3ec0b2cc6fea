const DIGITS = 24;
const FIRST_SLOTS = 2_048;
/** The share of slots that may be taken: more makes searching long, less wastes memory. */
const FULLEST = 0.6;

/**
 * A set of ids, made for Amigo's: 24 hex digits are three 32-bit numbers, 12 bytes in an open-addressed table
 * (linear probing), where a set of strings takes about a hundred. Any other id goes into such a set.
 */
export class IdSet {
  #table = new Uint32Array(FIRST_SLOTS * 3);
  #size = 0;
  readonly #others = new Set<string>();

  /** False when it was there already. */
  add(id: string): boolean {
    const [a, b, c] = [number(id, 0), number(id, 8), number(id, 16)];
    // Three zeros mark a free slot.
    if (id.length !== DIGITS || a < 0 || b < 0 || c < 0 || (a === 0 && b === 0 && c === 0))
      return this.#addOther(id);
    if (this.#size >= (this.#table.length / 3) * FULLEST) this.#grow();
    if (!insert(this.#table, a, b, c)) return false;
    this.#size += 1;
    return true;
  }

  #addOther(id: string): boolean {
    const known = this.#others.has(id);
    this.#others.add(id);
    return !known;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 3) {
      const [a, b, c] = [old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0];
      if (a !== 0 || b !== 0 || c !== 0) insert(this.#table, a, b, c);
    }
  }
}

/** What eight lower-case hex digits say; -1 when one of them is none. */
function number(id: string, from: number): number {
  let number = 0;
  for (let place = from; place < from + 8; place += 1) {
    const digit = digitOf(id.charCodeAt(place));
    if (digit < 0) return -1;
    number = number * 16 + digit;
  }
  return number;
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/** False when the three numbers were there already. The table has a free slot. */
function insert(table: Uint32Array, a: number, b: number, c: number): boolean {
  const slots = table.length / 3;
  // Ids that are made one after another differ in few bits: mixed, they spread (constants of MurmurHash3's finalizer).
  let hash = Math.imul(a ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35), 0x27d4eb2f);
  hash ^= hash >>> 15;
  // There are a power of two of them.
  for (let slot = hash & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
    const at = slot * 3;
    if (table[at] === a && table[at + 1] === b && table[at + 2] === c) return false;
    if (table[at] === 0 && table[at + 1] === 0 && table[at + 2] === 0) {
      table[at] = a;
      table[at + 1] = b;
      table[at + 2] = c;
      return true;
    }
  }
}
