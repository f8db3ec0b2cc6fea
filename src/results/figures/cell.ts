import type { Value } from '../../amigo/result.ts';
import { without } from './ascending.ts';
import { Units, type Judgement } from './units.ts';

export type ValueType = 'boolean' | 'numerical' | 'categorical';

export function typeOf(value: Exclude<Value, null>): ValueType {
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'numerical' : 'categorical';
}

/** Results of one metric, version and source type, in one group. */
export class Cell {
  /** By the type of their value; null for "not applicable". */
  readonly #types = new Map<ValueType | null, Units>();

  static of(cells: Iterable<Cell>): Cell {
    const [first, ...others] = cells;
    if (first && others.length === 0) return first;
    const merged = new Cell();
    for (const cell of first ? [first, ...others] : []) merged.merge(cell);
    return merged;
  }

  /** @param type of the judgement's value; null for "not applicable" */
  add(type: ValueType | null, judgement: Judgement): void {
    this.#of(type).add(judgement);
  }

  merge(other: Cell): void {
    for (const [type, units] of other.#types) this.#of(type).merge(units);
  }

  /** The judgements of this type, null being "not applicable"; none when there are none. */
  units(type: ValueType | null): Units {
    return this.#types.get(type) ?? NONE;
  }

  /** Of every type, "not applicable" included. */
  all(): Iterable<Units> {
    return this.#types.values();
  }

  /** Units whose results all say "not applicable", in ascending order. */
  notApplicable(): readonly number[] {
    let { units } = this.units(null);
    for (const [type, judged] of this.#types) if (type !== null) units = without(units, judged.units);
    return units;
  }

  /** Results whose value is of any other type. */
  mismatched(type: ValueType): number {
    return this.results - this.units(null).results - this.units(type).results;
  }

  /** Results by the type of their value. */
  types(): [ValueType, number][] {
    return [...this.#types].flatMap(([type, { results }]) => (type === null ? [] : [[type, results]]));
  }

  /** Every result, "not applicable" and other types included. */
  get results(): number {
    let sum = 0;
    for (const units of this.#types.values()) sum += units.results;
    return sum;
  }

  #of(type: ValueType | null): Units {
    const known = this.#types.get(type);
    if (known) return known;
    const units = new Units(type === 'categorical');
    this.#types.set(type, units);
    return units;
  }
}

const NONE = new Units(false);
