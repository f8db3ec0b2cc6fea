import type { MetricValue } from '../amigo/schema.ts';
import type { Aggregate, Entry } from './aggregate.ts';
import type { ValueType } from './cell.ts';

/** What is known of the metrics that results belong to; what could not be read is missing. */
export interface Definitions {
  name(metricId: string): string | null;
  /** The value type of every version: it cannot change. */
  type(metricId: string): ValueType | null;
  value(metricId: string, version: number): MetricValue | null;
}

/** The type of an entry: the metric's, else the one that most values have. */
export function entryType(entry: Entry, definitions: Definitions): ValueType {
  return definitions.type(entry.metricId) ?? entry.whole().commonest ?? 'boolean';
}

/** Numbers of the versions that results came for, by metric. */
export function versionsMet(aggregate: Aggregate): Map<string, number[]> {
  const met = new Map<string, number[]>();
  for (const { metricId, version } of aggregate.entries())
    met.set(metricId, [...(met.get(metricId) ?? []), version]);
  return met;
}
