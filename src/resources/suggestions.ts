import { readUntil, type Listing } from '../amigo/read-until.ts';
import type { Metric } from '../amigo/schema.ts';
import { openDeadline, optional, type Bounds } from '../deadline.ts';
import { failureOf } from '../answers/failure.ts';
import type { AppContext } from '../tools/runner/context.ts';
import { comparable } from '../text/clean.ts';
import { numbersBeginning } from './version-numbers.ts';

/** What a completion may take. A person is typing. */
const TIME_MS = 5_000;
const CACHED_MS = 60_000;
/** Most values that the protocol lets a completion give. */
const MOST_VALUES = 100;
/** Nine pages: as many as the quota leaves to what nobody asked for. */
const MOST_METRICS = 450;

/** What the beginning of a value may become, as the protocol gives it. */
export interface Completion {
  readonly values: string[];
  /** How many there are; absent when that is not known. */
  readonly total?: number;
  readonly hasMore: boolean;
}

export const NO_COMPLETION: Completion = { values: [], hasMore: false };

/**
 * What the beginning of an argument may become. Each key pressed asks again, so the list of metrics is read once a
 * minute. Never fails: what cannot be read is logged, and what is known already is suggested.
 */
export class Suggestions {
  readonly #context: AppContext;
  #cached: { readonly until: number; readonly metrics: Promise<Listing<Metric>> } | undefined;

  constructor(context: AppContext) {
    this.#context = context;
  }

  /** After a metric came or went. */
  forget(): void {
    this.#cached = undefined;
  }

  /** Ids of the metrics whose name or id holds `typed`. */
  metricIds(typed: string): Promise<Completion> {
    return this.#matching(typed, (metric) => metric.id);
  }

  /** Names of the metrics whose name or id holds `typed`. */
  metricNames(typed: string): Promise<Completion> {
    return this.#matching(typed, (metric) => metric.name);
  }

  /** `latest` and the numbers of a metric's versions, the newest first. */
  versions(metric: string | undefined, typed: string): Promise<Completion> {
    return this.#versions(metric, typed, ['latest']);
  }

  /** The numbers of a metric's versions, the newest first. */
  versionNumbers(metric: string | undefined, typed: string): Promise<Completion> {
    return this.#versions(metric, typed, []);
  }

  #versions(metric: string | undefined, typed: string, words: readonly string[]): Promise<Completion> {
    return this.#orNothing(async () => {
      const beginning = typed.trim().toLowerCase();
      const matching = words.filter((word) => word.startsWith(beginning));
      // Whichever metric it will be: its numbers are not known yet.
      if (!metric?.trim()) return completion(matching, words.length === 0);
      const { catalogue } = this.#context;
      const deadline = openDeadline(TIME_MS);
      const bounds = optional(deadline.reads);
      try {
        const { id } = await catalogue.resolve(metric, bounds);
        const { newest, isLatest } = await this.#newestVersion(id, bounds);
        if (newest < 1) return completion([], true);
        const { total, greatest } = numbersBeginning(beginning, newest, MOST_VALUES);
        return completion([...matching, ...greatest.map(String)], isLatest, matching.length + total);
      } finally {
        deadline.end();
      }
    });
  }

  async #newestVersion(metricId: string, bounds: Bounds) {
    const { catalogue } = this.#context;
    try {
      return { newest: (await catalogue.latestVersion(metricId, bounds))?.version ?? 0, isLatest: true };
    } catch (error) {
      const known = [...catalogue.knownVersions(metricId).keys()];
      if (known.length === 0) throw error;
      this.#log(error);
      return { newest: Math.max(...known), isLatest: false };
    }
  }

  #matching(typed: string, value: (metric: Metric) => string): Promise<Completion> {
    return this.#orNothing(async () => {
      const wanted = comparable(typed).toLowerCase();
      const { metrics, isAll } = await this.#metricsKnown();
      const places = metrics.map((metric) => {
        const found = [metric.name, metric.id].map((text) => comparable(text).toLowerCase().indexOf(wanted));
        return { metric, place: Math.min(...found.filter((at) => at >= 0)) };
      });
      const matches = places
        .filter(({ place }) => Number.isFinite(place))
        // What begins with the text comes first; otherwise the order stays.
        .sort((a, b) => Number(a.place > 0) - Number(b.place > 0));
      const names = [...new Set(matches.map(({ metric }) => value(metric)))];
      return completion(names, isAll);
    });
  }

  /** Those of the list, and where it is not all read, those known from elsewhere. */
  async #metricsKnown(): Promise<{ readonly metrics: readonly Metric[]; readonly isAll: boolean }> {
    const { catalogue } = this.#context;
    try {
      const { rows, whole, unreadable } = await this.#metrics();
      if (whole) return { metrics: rows, isAll: unreadable === 0 };
      const listed = new Map(rows.map((metric) => [metric.id, metric]));
      return { metrics: [...new Map([...listed, ...catalogue.known()]).values()], isAll: false };
    } catch (error) {
      const known = [...catalogue.known().values()];
      if (known.length === 0) throw error;
      this.#log(error);
      return { metrics: known, isAll: false };
    }
  }

  #metrics(): Promise<Listing<Metric>> {
    if (this.#cached && this.#cached.until > performance.now()) return this.#cached.metrics;
    const metrics = this.#read();
    const cached = { until: performance.now() + CACHED_MS, metrics };
    this.#cached = cached;
    metrics.catch(() => {
      if (this.#cached === cached) this.#cached = undefined;
    });
    return metrics;
  }

  async #read(): Promise<Listing<Metric>> {
    const { connection, catalogue } = this.#context;
    // Not bound to the request that asks: the next key pressed cancels that one, and waits for the same list.
    const deadline = openDeadline(TIME_MS);
    try {
      const listing = await readUntil(
        connection.api.getMetrics({ sort_by: ['-updated_at'] }, optional(deadline.reads)),
        {
          key: ({ id }) => id,
          enough: (metrics) => metrics.length >= MOST_METRICS,
        },
      );
      catalogue.remember(listing.rows);
      return listing;
    } finally {
      deadline.end();
    }
  }

  async #orNothing(complete: () => Promise<Completion>): Promise<Completion> {
    if (!this.#context.connection.configured) return NO_COMPLETION;
    try {
      return await complete();
    } catch (error) {
      this.#log(error);
      return NO_COMPLETION;
    }
  }

  #log(error: unknown): void {
    this.#context.log.warn('suggestions could not be read', { code: failureOf(error).code });
  }
}

/**
 * At most a hundred of the values.
 * @param complete whether they were all read @param total how many they are, where not all of them are given
 */
export function completion(
  values: readonly string[],
  complete: boolean,
  total: number = values.length,
): Completion {
  return {
    values: values.slice(0, MOST_VALUES),
    ...(complete && { total }),
    hasMore: total > MOST_VALUES || !complete,
  };
}
