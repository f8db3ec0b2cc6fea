import type { Value } from '../../amigo/schema.ts';
import { passes, type Criterion } from './criterion.ts';
import { Moments } from '../statistics/moments.ts';
import { Units } from './units.ts';

export type ValueType = 'boolean' | 'numerical' | 'categorical';

export function typeOf(value: Exclude<Value, null>): ValueType {
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'numerical' : 'categorical';
}

/** Values of one type, counted. */
export class Tally {
  count = 0;
  trues = 0;
  passed = 0;
  readonly moments = new Moments();
  readonly categories = new Map<string, number>();
  /** Of categories, 1 for those that pass and 0 for the others. */
  readonly units = new Units();

  add(value: Exclude<Value, null>, unit: number, at: number | null, criterion: Criterion | null): void {
    this.count += 1;
    const passed = criterion !== null && passes(criterion, value) === true;
    if (passed) this.passed += 1;
    if (value === true) this.trues += 1;
    if (typeof value === 'number') this.moments.add(value);
    if (typeof value === 'string') this.categories.set(value, (this.categories.get(value) ?? 0) + 1);
    this.units.add(unit, typeof value === 'string' ? Number(passed) : Number(value), at);
  }

  merge(other: Tally): void {
    this.count += other.count;
    this.trues += other.trues;
    this.passed += other.passed;
    this.moments.merge(other.moments);
    for (const [category, count] of other.categories) {
      this.categories.set(category, (this.categories.get(category) ?? 0) + count);
    }
    this.units.merge(other.units);
  }
}

/** The results of one metric version, from one source, in one group. */
export class Cell {
  notApplicable = 0;
  readonly #tallies = new Map<ValueType, Tally>();

  static of(cells: Iterable<Cell>): Cell {
    const merged = new Cell();
    for (const cell of cells) merged.merge(cell);
    return merged;
  }

  add(value: Value, unit: number, at: number | null, criterion: Criterion | null): void {
    if (value === null) this.notApplicable += 1;
    else this.#made(typeOf(value)).add(value, unit, at, criterion);
  }

  merge(other: Cell): void {
    this.notApplicable += other.notApplicable;
    for (const [type, tally] of other.#tallies) this.#made(type).merge(tally);
  }

  /** The values of this type; empty when there are none. */
  tally(type: ValueType): Tally {
    return this.#tallies.get(type) ?? new Tally();
  }

  /** How many values are of any other type. */
  mismatched(type: ValueType): number {
    return this.count - this.notApplicable - this.tally(type).count;
  }

  /** The type that most values have; null when there are none. */
  get commonest(): ValueType | null {
    const [first] = [...this.#tallies].sort(([, one], [, other]) => other.count - one.count);
    return first ? first[0] : null;
  }

  get count(): number {
    return [...this.#tallies.values()].reduce((sum, { count }) => sum + count, this.notApplicable);
  }

  #made(type: ValueType): Tally {
    const made = this.#tallies.get(type) ?? new Tally();
    this.#tallies.set(type, made);
    return made;
  }
}
