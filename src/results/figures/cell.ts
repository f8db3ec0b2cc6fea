import type { Value } from '../../amigo/result.ts';
import { Units, type Judgement } from './units.ts';

export type ValueType = 'boolean' | 'numerical' | 'categorical';

export function typeOf(value: Exclude<Value, null>): ValueType {
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'numerical' : 'categorical';
}

/** Results of one metric, version and source type, in one group. */
export class Cell {
  /** Results that say "not applicable", and the units that they are about. */
  notApplicableResults = 0;
  readonly #notApplicable = new Set<number>();
  readonly #types = new Map<ValueType, Units>();

  static of(cells: Iterable<Cell>): Cell {
    const [first, ...others] = cells;
    if (first && others.length === 0) return first;
    const merged = new Cell();
    for (const cell of first ? [first, ...others] : []) merged.merge(cell);
    return merged;
  }

  /** @param type of the judgement's value; null for "not applicable" */
  add(type: ValueType | null, judgement: Judgement): void {
    if (type !== null) this.#of(type).add(judgement);
    else {
      this.notApplicableResults += 1;
      this.#notApplicable.add(judgement.unit);
    }
  }

  merge(other: Cell): void {
    this.notApplicableResults += other.notApplicableResults;
    for (const unit of other.#notApplicable) this.#notApplicable.add(unit);
    for (const [type, units] of other.#types) this.#of(type).merge(units);
  }

  /** The judgements of this type; none when there are none. */
  units(type: ValueType): Units {
    return this.#types.get(type) ?? new Units(false);
  }

  /** Units whose results all say "not applicable". */
  notApplicable(): ReadonlySet<number> {
    const judged = [...this.#types.values()];
    return new Set([...this.#notApplicable].filter((unit) => !judged.some((units) => units.has(unit))));
  }

  /** Results whose value is of any other type. */
  mismatched(type: ValueType): number {
    return this.results - this.notApplicableResults - this.units(type).results;
  }

  /** Results by the type of their value. */
  types(): [ValueType, number][] {
    return [...this.#types].map(([type, units]) => [type, units.results]);
  }

  /** Every result, "not applicable" and other types included. */
  get results(): number {
    let sum = this.notApplicableResults;
    for (const units of this.#types.values()) sum += units.results;
    return sum;
  }

  #of(type: ValueType): Units {
    const known = this.#types.get(type);
    if (known) return known;
    const units = new Units(type === 'categorical');
    this.#types.set(type, units);
    return units;
  }
}
