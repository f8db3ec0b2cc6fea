import { unitName, type Row } from '../reading/row.ts';
import { Cell, typeOf } from './cell.ts';
import type { Criterion } from './criterion.ts';
import { Evidence } from './evidence.ts';

/** A group's key: a period's number, a name, or null when a result does not say. */
export type GroupKey = number | string | null;

/** What is to be kept of results. */
export interface Wanted {
  readonly criterion: Criterion | null;
  readonly groupOf: ((row: Row) => GroupKey) | null;
  /** Examples to keep for each metric version. */
  readonly examples: number;
}

/** What is counted whatever is asked of results: no groups, no examples. */
export const COUNTS_ONLY: Wanted = { criterion: null, groupOf: null, examples: 0 };

/** Results of one metric, version and source type: one question, asked in one way. */
export class Entry {
  readonly metricId: string;
  readonly version: number;
  /** Null when Amigo does not say. */
  readonly sourceType: string | null;
  readonly groups = new Map<GroupKey, Cell>();
  /** Of its results, epoch milliseconds; null while none has a time. */
  oldest: number | null = null;
  newest: number | null = null;
  #whole: Cell | undefined;

  constructor({ metricId, version, sourceType }: Row) {
    this.metricId = metricId;
    this.version = version;
    this.sourceType = sourceType;
  }

  group(key: GroupKey): Cell {
    this.#whole = undefined;
    const known = this.groups.get(key);
    if (known) return known;
    const cell = new Cell();
    this.groups.set(key, cell);
    return cell;
  }

  date(at: number | null): void {
    if (at === null) return;
    if (this.oldest === null || at < this.oldest) this.oldest = at;
    if (this.newest === null || at > this.newest) this.newest = at;
  }

  /** All its results, whatever their group. */
  get whole(): Cell {
    this.#whole ??= Cell.of(this.groups.values());
    return this.#whole;
  }
}

/** Takes in results one by one, in any order, and keeps what the figures need: never the results themselves. */
export class Aggregate {
  readonly #wanted: Wanted;
  readonly #entries: Entry[] = [];
  /** The same by metric, of which one has few. */
  readonly #entriesOf = new Map<string, Entry[]>();
  readonly #evidence = new Map<string, Evidence>();
  readonly #units = new Numbers();
  readonly #strata = new Numbers();
  readonly #categories = new Numbers();

  /** @param names where units, unit tests and categories get their numbers: two sides of a change share them */
  constructor(wanted: Wanted, names?: Aggregate) {
    this.#wanted = wanted;
    if (!names) return;
    this.#units = names.#units;
    this.#strata = names.#strata;
    this.#categories = names.#categories;
  }

  add(row: Row): void {
    const { groupOf, examples, criterion } = this.#wanted;
    const type = row.value === null ? null : typeOf(row.value);
    const entry = this.#entry(row);
    entry.date(row.at);
    entry.group(groupOf === null ? null : groupOf(row)).add(type, {
      unit: this.#units.of(unitName(row)),
      stratum: row.unitTestId === null ? -1 : this.#strata.of(row.unitTestId),
      value: typeof row.value === 'string' ? this.#categories.of(row.value) : Number(row.value),
      at: row.at,
      id: row.id,
    });
    if (examples === 0) return;
    const version = `${row.metricId}-${row.version}`;
    const evidence = this.#evidence.get(version) ?? new Evidence(examples, criterion);
    this.#evidence.set(version, evidence);
    evidence.offer(row);
  }

  /** In the order in which they were met. */
  entries(): Entry[] {
    return [...this.#entries];
  }

  /** Units of all entries: the number that comes next. */
  get units(): number {
    return this.#units.size;
  }

  evidence(metricId: string, version: number): Evidence | undefined {
    return this.#evidence.get(`${metricId}-${version}`);
  }

  /** The category that a value of a unit stands for. */
  category(value: number): string {
    return this.#categories.name(value);
  }

  #entry(row: Row): Entry {
    const { metricId, version, sourceType } = row;
    const known = this.#entriesOf.get(metricId) ?? [];
    for (const entry of known) if (entry.version === version && entry.sourceType === sourceType) return entry;
    const entry = new Entry(row);
    known.push(entry);
    this.#entriesOf.set(metricId, known);
    this.#entries.push(entry);
    return entry;
  }
}

/** Names and the numbers that they go by. */
class Numbers {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  #latest = -1;

  of(name: string): number {
    // The same one often comes several times in a row.
    if (this.#names[this.#latest] !== name) this.#latest = this.#numberOf(name);
    return this.#latest;
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  get size(): number {
    return this.#names.length;
  }

  name(number: number): string {
    return this.#names[number] ?? '';
  }
}
