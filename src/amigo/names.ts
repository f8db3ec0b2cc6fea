import { ranked } from '../text/nearest.ts';
import { clean, comparable } from '../text/clean.ts';
import type { Metric } from './schema.ts';

// What a metric is called, and by what it is found.

const NAMES_LISTED = 5;

/** Names to offer instead: hits of a search as they came, others by how near they are. */
export function nearest(name: string, metrics: readonly Metric[], areHits: boolean): readonly Metric[] {
  const living = metrics.filter((metric) => !metric.is_deleted);
  if (areHits) return living.slice(0, NAMES_LISTED);
  const names = ranked(name, [...new Set(living.map((metric) => metric.name))]).slice(0, NAMES_LISTED);
  return names.flatMap((near) => living.filter((metric) => metric.name === near));
}

/** What an exact name is compared by: what cannot be seen in it, and blanks at its ends, count for nothing. */
export function exact(name: string): string {
  return clean(name).trim();
}

/** Exactly, and not deleted. */
export function isCalled(name: string, metric: Metric): boolean {
  return !metric.is_deleted && exact(metric.name) === exact(name);
}

/** From the strictest to the most lenient; the first by which there is a metric decides. */
const FORMS: readonly ((name: string) => string)[] = [
  exact,
  comparable,
  (name) => comparable(name).toLowerCase(),
];

/** Those of this name: exactly, else but for blanks, else in any letter case; deleted ones go by their ids only. */
export function pick(name: string, metrics: readonly Metric[]): readonly Metric[] {
  const living = metrics.filter((metric) => !metric.is_deleted);
  for (const form of FORMS) {
    const wanted = form(name);
    const found = living.filter((metric) => form(metric.name) === wanted);
    if (found.length > 0) return found;
  }
  return [];
}

/** `"Empathy score" (6a8f…), "Empathy" (6a90…)`, the first five. */
export function listed(metrics: readonly Metric[]): string {
  return metrics
    .slice(0, NAMES_LISTED)
    .map((metric) => `${JSON.stringify(metric.name)} (${metric.id})`)
    .join(', ');
}
