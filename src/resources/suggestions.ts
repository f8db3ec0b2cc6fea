import { readUntil, type Listing } from '../amigo/read-until.ts';
import type { Metric } from '../amigo/schema.ts';
import { openDeadline } from '../deadline.ts';
import { failureOf } from '../answers/failure.ts';
import type { AppContext } from '../tools/runner/context.ts';
import { comparable } from '../text/clean.ts';

/** What a completion may take. A person is typing. */
const TIME_MS = 5_000;
const KEPT_MS = 60_000;
/** Most values that the protocol lets a completion give. */
const MOST_VALUES = 100;
/** Ten pages: half a minute's quota, the rest is for the tools. */
const MOST_METRICS = 500;

export interface Suggested {
  readonly values: string[];
  /** Absent when it is not known. */
  readonly total?: number;
  readonly hasMore: boolean;
}

export const NOTHING: Suggested = { values: [], hasMore: false };

/**
 * What the beginning of an argument may become. Each key pressed asks again, so the list of metrics is read once a
 * minute. Never fails: what cannot be read is logged, and nothing is suggested.
 */
export class Suggestions {
  readonly #context: AppContext;
  #kept: { readonly until: number; readonly metrics: Promise<Listing<Metric>> } | undefined;

  constructor(context: AppContext) {
    this.#context = context;
  }

  /** After a metric came or went. */
  forget(): void {
    this.#kept = undefined;
  }

  /** Ids of the metrics whose name or id holds `typed`. */
  metricIds(typed: string): Promise<Suggested> {
    return this.#matching(typed, (metric) => metric.id);
  }

  /** Names of the metrics whose name or id holds `typed`. */
  metricNames(typed: string): Promise<Suggested> {
    return this.#matching(typed, (metric) => metric.name);
  }

  /** `latest` and the numbers of a metric's versions, the newest first. */
  versions(metric: string | undefined, typed: string): Promise<Suggested> {
    return this.#versions(metric, typed, ['latest']);
  }

  /** The numbers of a metric's versions, the newest first. */
  versionNumbers(metric: string | undefined, typed: string): Promise<Suggested> {
    return this.#versions(metric, typed, []);
  }

  #versions(metric: string | undefined, typed: string, also: readonly string[]): Promise<Suggested> {
    return this.#orNothing(async () => {
      const typedSoFar = typed.trim().toLowerCase();
      const beginning = (all: readonly string[]) => all.filter((each) => each.startsWith(typedSoFar));
      // Whichever metric it will be: its numbers are not known yet.
      if (!metric?.trim()) return suggested(beginning(also), also.length === 0);
      const { catalogue } = this.#context;
      const deadline = openDeadline(TIME_MS);
      try {
        const { id } = await catalogue.resolve(metric, deadline.reads);
        const newest = (await catalogue.latestVersion(id, deadline.reads))?.version ?? 0;
        const numbers = Array.from({ length: newest }, (_, index) => String(newest - index));
        const all = newest > 0 ? [...also, ...numbers] : [];
        return suggested(beginning(all), true);
      } finally {
        deadline.end();
      }
    });
  }

  #matching(typed: string, value: (metric: Metric) => string): Promise<Suggested> {
    return this.#orNothing(async () => {
      const wanted = comparable(typed).toLowerCase();
      const { rows, whole, unreadable } = await this.#metrics();
      const places = rows.map((metric) => {
        const found = [metric.name, metric.id].map((text) => comparable(text).toLowerCase().indexOf(wanted));
        return { metric, place: Math.min(...found.filter((at) => at >= 0)) };
      });
      const matches = places
        .filter(({ place }) => Number.isFinite(place))
        // What begins with the text comes first; otherwise the order stays.
        .sort((one, other) => Number(one.place > 0) - Number(other.place > 0));
      return suggested([...new Set(matches.map(({ metric }) => value(metric)))], whole && unreadable === 0);
    });
  }

  #metrics(): Promise<Listing<Metric>> {
    if (this.#kept && this.#kept.until > performance.now()) return this.#kept.metrics;
    const metrics = this.#read();
    const kept = { until: performance.now() + KEPT_MS, metrics };
    this.#kept = kept;
    metrics.catch(() => {
      if (this.#kept === kept) this.#kept = undefined;
    });
    return metrics;
  }

  async #read(): Promise<Listing<Metric>> {
    const { connection, catalogue } = this.#context;
    // Not bound to the request that asks: the next key pressed cancels that one, and waits for the same list.
    const deadline = openDeadline(TIME_MS);
    try {
      const listing = await readUntil(
        connection.api.getMetrics({ sort_by: ['-updated_at'] }, deadline.reads),
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

  async #orNothing(suggest: () => Promise<Suggested>): Promise<Suggested> {
    const { connection, log } = this.#context;
    if (!connection.configured) return NOTHING;
    try {
      return await suggest();
    } catch (error) {
      log.warn('nothing to suggest', { code: failureOf(error).code });
      return NOTHING;
    }
  }
}

/** At most a hundred of the values. */
export function suggested(values: readonly string[], complete: boolean): Suggested {
  return {
    values: values.slice(0, MOST_VALUES),
    ...(complete && { total: values.length }),
    hasMore: values.length > MOST_VALUES || !complete,
  };
}
