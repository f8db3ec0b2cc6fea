import type { Aggregate, Entry } from './aggregate.ts';
import type { Cell, ValueType } from './cell.ts';
import { categoriesOf, type Categories } from './categories.ts';
import type { Criterion } from './criterion.ts';
import type { Definitions } from './definitions.ts';
import { countsOf } from './figures.ts';
import { figureOf, measureOf, unitValues, type Figure, type Measure } from './measure.ts';
import type { Steps } from '../../slices.ts';
import type { UnitValues } from './units.ts';

/** An entry with all that its figures are made from. */
export interface Subject {
  readonly entry: Entry;
  readonly measure: Measure;
  /** Null where nothing is known of the values. */
  readonly figure: Figure | null;
  readonly categories: Categories;
  readonly values: UnitValues;
  /** The values of a part of the entry's results, read in the same way. */
  readonly valuesOf: (cell: Cell) => UnitValues;
  readonly categoryOf: (value: number) => string;
}

/** The entries of one metric. */
export interface MetricSubjects {
  readonly metricId: string;
  readonly name: string | null;
  readonly type: ValueType | null;
  /** Newest version first; then post-session, manual, simulation, others by name. */
  readonly subjects: readonly Subject[];
  readonly results: number;
}

const SOURCES = ['post-session', 'manual', 'simulation'];

/** Entries by metric; the metrics with the most results first. */
export function* subjectsOf(
  aggregate: Aggregate,
  definitions: Definitions,
  criterion: Criterion | null,
): Steps<MetricSubjects[]> {
  const metrics = new Map<string, Entry[]>();
  for (const entry of aggregate.entries()) {
    const entries = metrics.get(entry.metricId) ?? [];
    metrics.set(entry.metricId, entries);
    entries.push(entry);
  }
  const all: MetricSubjects[] = [];
  for (const [metricId, entries] of metrics) {
    const type = definitions.type(metricId) ?? commonestType(entries);
    const subjects = entries.toSorted(byVersionAndSource).map((entry) => {
      const measure = measureOf(type, definitions.value(metricId, entry.version), criterion);
      return subjectOf(entry, measure, aggregate);
    });
    const results = entries.reduce((sum, { whole }) => sum + whole.results, 0);
    all.push({ metricId, name: definitions.name(metricId), type, subjects, results });
    yield;
  }
  return all.sort(
    (first, second) => second.results - first.results || (first.metricId < second.metricId ? -1 : 1),
  );
}

function subjectOf(entry: Entry, measure: Measure, aggregate: Aggregate): Subject {
  const categoryOf = (value: number) => aggregate.category(value);
  const values = unitValues(entry.whole, measure, categoryOf);
  const valuesOf = (cell: Cell) => (cell === entry.whole ? values : unitValues(cell, measure, categoryOf));
  const figure = figureOf(measure);
  const counts = figure === 'shares' ? countsOf(values.values, categoryOf) : new Map<string, number>();
  const categories = categoriesOf(measure.value, counts);
  return { entry, measure, figure, categories, values, valuesOf, categoryOf };
}

/** The type that most values have, of equally many the first by name; null when there are none. */
function commonestType(entries: readonly Entry[]): ValueType | null {
  const counts = new Map<ValueType, number>();
  for (const { whole } of entries)
    for (const [type, results] of whole.types()) counts.set(type, (counts.get(type) ?? 0) + results);
  const [most] = [...counts].sort(
    ([type, first], [other, second]) => second - first || (type < other ? -1 : 1),
  );
  return most?.[0] ?? null;
}

function byVersionAndSource(first: Entry, second: Entry): number {
  return second.version - first.version || bySource(first, second);
}

interface FromSource {
  readonly sourceType: string | null;
}

/** Post-session, manual, simulation, others by name; last what does not say. */
export function bySource(first: FromSource, second: FromSource): number {
  const byRank = sourceRank(first) - sourceRank(second);
  return byRank || ((first.sourceType ?? '') < (second.sourceType ?? '') ? -1 : 1);
}

function sourceRank({ sourceType }: FromSource): number {
  const place = sourceType === null ? SOURCES.length + 1 : SOURCES.indexOf(sourceType);
  return place < 0 ? SOURCES.length : place;
}
