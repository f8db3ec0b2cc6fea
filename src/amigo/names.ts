import { CallError } from '../errors.ts';
import { clean, comparable } from '../text/clean.ts';
import { ranked } from '../text/nearest.ts';
import { count } from '../text/words.ts';
import { SEARCH_HITS } from './operations.ts';
import type { Metric } from './schema.ts';

// What a metric is called, and by what it is found.

const NAMES_LISTED = 5;
const NEXT_STEP = 'Call again with an exact name or an id; search_metrics and get_metrics find them.';

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
  for (const form of FORMS) {
    const wanted = form(name);
    const matches = notDeleted(metrics).filter((metric) => form(metric.name) === wanted);
    if (matches.length > 0) return matches;
  }
  return [];
}

/** The error of a name that several metrics have. */
export function ambiguousName(name: string, matches: readonly Metric[]): CallError {
  return new CallError(
    'invalid_input',
    `${matches.length} metrics are called ${JSON.stringify(name)}: ${listed(matches)}.`,
    'Call again with the id of the one that is meant.',
  );
}

/**
 * The error of a name that no metric has which could be read, with the nearest names.
 * @param hits of the search, best first
 * @param metrics every metric that was read, the hits among them
 * @param unreadable metrics that came and could not be read: the one that is meant may be among them
 */
export function unknownName(
  name: string,
  hits: readonly Metric[],
  metrics: readonly Metric[],
  unreadable: number,
): CallError {
  const near = hits.length > 0 ? notDeleted(hits).slice(0, NAMES_LISTED) : nearest(name, metrics);
  const deleted = metrics.find((metric) => metric.is_deleted && exact(metric.name) === name);
  const what = [
    unreadable > 0
      ? `No metric called ${JSON.stringify(name)} could be read, and ${count(unreadable, 'metric')} that Amigo sent broke the contract.`
      : `There is no metric called ${JSON.stringify(name)}.`,
    ...(hits.length >= SEARCH_HITS ? ['More names contain it than a search shows.'] : []),
    ...(deleted ? [`A deleted one was, and goes by its id: ${deleted.id}.`] : []),
    ...(near.length > 0 ? [`The nearest names: ${listed(near)}.`] : []),
  ];
  return new CallError(unreadable > 0 ? 'upstream_error' : 'not_found', what.join(' '), NEXT_STEP);
}

function notDeleted(metrics: readonly Metric[]): readonly Metric[] {
  return metrics.filter((metric) => !metric.is_deleted);
}

/** What is near to a name that a search does not find, in a sentence; undefined when nothing is known that is near. */
export function neighboursInWords(name: string, metrics: readonly Metric[]): string | undefined {
  const near = nearest(name, metrics);
  const deleted = metrics.filter(
    (metric) =>
      metric.is_deleted && comparable(metric.name).toLowerCase().includes(comparable(name).toLowerCase()),
  );
  const said = [
    ...(near.length > 0 ? [`The nearest names: ${listed(near)}.`] : []),
    ...(deleted.length > 0 ? [`Deleted: ${listed(deleted)}.`] : []),
  ];
  return said.length > 0 ? said.join(' ') : undefined;
}

/** Metrics whose names are the most like this one. */
function nearest(name: string, metrics: readonly Metric[]): readonly Metric[] {
  const candidates = notDeleted(metrics);
  const names = ranked(name, [...new Set(candidates.map((metric) => metric.name))]).slice(0, NAMES_LISTED);
  return names.flatMap((near) => candidates.filter((metric) => metric.name === near));
}

/** `"Empathy score" (6a8f…), "Empathy" (6a90…)`, the first five. */
function listed(metrics: readonly Metric[]): string {
  return metrics
    .slice(0, NAMES_LISTED)
    .map((metric) => `${JSON.stringify(metric.name)} (${metric.id})`)
    .join(', ');
}
