import { Cell } from './cell.ts';
import type { Criterion } from './criterion.ts';
import { Evidence } from './evidence.ts';
import { unitOf, type Row } from '../reading/row.ts';
import { Sample } from '../statistics/sample.ts';

/** A group's key: a period's number, a name, or null when a result does not say. */
export type GroupKey = number | string | null;

export interface Question {
  readonly criterion: Criterion | null;
  readonly groupOf: ((row: Row) => GroupKey) | null;
  /** Examples to keep for each metric version. */
  readonly examples: number;
}

/** Results of one metric and version: one question that was asked of many conversations. */
export class Entry {
  readonly metricId: string;
  readonly version: number;
  readonly evidence: Evidence | null;
  /** Every number among the values, for quantiles. */
  readonly sample = new Sample();
  /** By source type, then group. */
  readonly #cells = new Map<string, Map<GroupKey, Cell>>();

  constructor(metricId: string, version: number, evidence: Evidence | null) {
    this.metricId = metricId;
    this.version = version;
    this.evidence = evidence;
  }

  cell(source: string, group: GroupKey): Cell {
    const groups = this.#cells.get(source) ?? new Map<GroupKey, Cell>();
    const known = groups.get(group);
    if (known) return known;
    const made = new Cell();
    this.#cells.set(source, groups.set(group, made));
    return made;
  }

  /** Everything, whatever its source and group. */
  whole(): Cell {
    return Cell.of([...this.#cells.values()].flatMap((groups) => [...groups.values()]));
  }

  bySource(): Map<string, Cell> {
    const sources = [...this.#cells].sort(([one], [other]) => (one < other ? -1 : 1));
    return new Map(sources.map(([source, groups]) => [source, Cell.of(groups.values())]));
  }

  /** By group, then source type. */
  byGroup(): Map<GroupKey, Map<string, Cell>> {
    const all = new Map<GroupKey, Map<string, Cell>>();
    for (const [source, groups] of this.#cells) {
      for (const [group, cell] of groups) {
        const sources = all.get(group) ?? new Map<string, Cell>();
        all.set(group, sources.set(source, cell));
      }
    }
    return all;
  }
}

/** Takes in results one by one, in any order, and keeps what the figures need: never the results themselves. */
export class Aggregate {
  readonly #question: Question;
  readonly #entries = new Map<string, Map<number, Entry>>();
  readonly #units = new Map<string, number>();

  constructor(question: Question) {
    this.#question = question;
  }

  add(row: Row): void {
    const { criterion, groupOf } = this.#question;
    const entry = this.#entry(row.metricId, row.version);
    if (typeof row.value === 'number') entry.sample.add(row.value);
    const group = groupOf === null ? null : groupOf(row);
    entry.cell(row.sourceType ?? 'unknown', group).add(row.value, this.#unit(row), row.at, criterion);
    entry.evidence?.offer(row);
  }

  /** By metric, as they were met; newest version first. */
  entries(): Entry[] {
    return [...this.#entries.values()].flatMap((versions) =>
      [...versions.values()].sort((one, other) => other.version - one.version),
    );
  }

  #entry(metricId: string, version: number): Entry {
    const versions = this.#entries.get(metricId) ?? new Map<number, Entry>();
    if (versions.size === 0) this.#entries.set(metricId, versions);
    const known = versions.get(version);
    if (known) return known;
    const { examples, criterion } = this.#question;
    const entry = new Entry(metricId, version, examples > 0 ? new Evidence(examples, criterion) : null);
    versions.set(version, entry);
    return entry;
  }

  #unit(row: Row): number {
    const name = unitOf(row);
    const known = this.#units.get(name);
    if (known !== undefined) return known;
    this.#units.set(name, this.#units.size);
    return this.#units.size - 1;
  }
}
