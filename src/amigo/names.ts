import { ranked } from '../nearest.ts';
import { comparable } from '../untrusted.ts';
import type { Metric } from './schema.ts';

// What a metric is called, and by what it is found.

const NAMES_LISTED = 5;

/** Whether this is an id, in any letter case. */
export function isId(reference: string): boolean {
  return /^[a-f0-9]{24}$/i.test(reference.trim());
}

/** Names to offer instead: hits of a search as they came, others by how near they are. */
export function nearest(name: string, metrics: readonly Metric[], areHits: boolean): readonly Metric[] {
  const living = metrics.filter((metric) => !metric.is_deleted);
  if (areHits) return living.slice(0, NAMES_LISTED);
  const names = ranked(name, [...new Set(living.map((metric) => metric.name))]).slice(0, NAMES_LISTED);
  return names.flatMap((near) => living.filter((metric) => metric.name === near));
}

/** Exactly, and not deleted. */
export function isCalled(name: string, metric: Metric): boolean {
  return !metric.is_deleted && comparable(metric.name) === name;
}

/** Those of this name: exactly, or when there is none in any letter case; deleted ones go by their ids only. */
export function pick(name: string, metrics: readonly Metric[]): readonly Metric[] {
  const living = metrics.filter((metric) => !metric.is_deleted);
  const exact = living.filter((metric) => isCalled(name, metric));
  if (exact.length > 0) return exact;
  const folded = name.toLowerCase();
  return living.filter((metric) => comparable(metric.name).toLowerCase() === folded);
}

/** `"Empathy score" (6a8f…), "Empathy" (6a90…)`, the first five. */
export function listed(metrics: readonly Metric[]): string {
  return metrics
    .slice(0, NAMES_LISTED)
    .map((metric) => `${JSON.stringify(metric.name)} (${metric.id})`)
    .join(', ');
}
