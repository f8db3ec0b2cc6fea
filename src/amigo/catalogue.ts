import { LRUCache } from 'lru-cache';
import { HttpError, CallError } from '../errors.ts';
import { pages } from '../http/follow-pages.ts';
import type { Bounds } from '../deadline.ts';
import type { MetricsApi } from './api.ts';
import { isId } from './ids.ts';
import { exact, isCalled, listed, nearest, pick } from './names.ts';
import type { Metric, MetricVersion } from './schema.ts';

const KEPT_MS = 60_000;
/** The URL length that Amigo takes is unknown: longer id lists are split. */
const IDS_PER_REQUEST = 100;
/** A search that gives as many may have more. */
export const SEARCH_HITS = 50;
/** As many names are searched for one by one. */
const FEW_NAMES = 3;
/** Pages of the list, of fifty metrics each, that are read in search of names. */
const MOST_PAGES = 6;
/** A page that could not be begun by then is not waited for where searches can do instead. */
const AHEAD_MS = 2_000;

/** What was read of the list. */
interface Listed {
  readonly rows: readonly Metric[];
  /** Whether that is all of it. */
  readonly whole: boolean;
}

export interface MetricReference {
  readonly id: string;
  /** Known when the metric was found by its name. */
  readonly name?: string;
}

/** What is known of metrics: names, types and definitions, kept for a minute and dropped on a write. */
export class Catalogue {
  readonly #api: MetricsApi;
  readonly #metrics = new LRUCache<string, Metric>({ max: 2_000, ttl: KEPT_MS });
  /** By metric id, then version. */
  readonly #versions = new LRUCache<string, ReadonlyMap<number, MetricVersion>>({ max: 500, ttl: KEPT_MS });

  constructor(api: MetricsApi) {
    this.#api = api;
  }

  remember(metrics: readonly Metric[]): void {
    for (const metric of metrics) this.#metrics.set(metric.id, metric);
  }

  rememberVersions(metricId: string, versions: readonly MetricVersion[]): void {
    const known = new Map(this.#versions.get(metricId));
    for (const version of versions) known.set(version.version, version);
    // A version never changes once it is there: only which one is the latest can.
    this.#versions.set(metricId, known);
  }

  /** After a write: what was known of this metric may be wrong now. */
  forget(metricId: string): void {
    this.#metrics.delete(metricId);
    this.#versions.delete(metricId);
  }

  /**
   * The metric that an id (24 hex digits, any case) or a name stands for. An exact-case match wins, then any
   * letter case; deleted metrics go by id only. An id is taken at its word: no request.
   * @throws {CallError} `not_found` or `invalid_input` (several), with the nearest names and their ids.
   */
  async resolve(reference: string, bounds: Bounds, ahead?: Listed): Promise<MetricReference> {
    if (isId(reference)) return { id: reference.trim().toLowerCase() };
    const name = exact(reference);
    const known = this.#known(name);
    if (known) return known;

    const hits = ahead?.whole ? [] : await this.#search(name, bounds);
    // Amigo compares names as they were written, and shows no more than so many.
    const isTold =
      (hits.length > 0 && hits.length < SEARCH_HITS) || hits.some((each) => isCalled(name, each));
    const mostPages = hits.length > 0 ? MOST_PAGES : 1;
    const { rows } = isTold ? { rows: [] } : (ahead ?? (await this.#listFor([name], mostPages, bounds)));
    const seen = [...hits, ...rows];
    const matches = pick(name, [...new Map(seen.map((each) => [each.id, each])).values()]);
    const [match] = matches;
    if (match && matches.length === 1) return match;
    if (match) {
      throw new CallError(
        'invalid_input',
        `${matches.length} metrics are called ${JSON.stringify(name)}: ${listed(matches)}.`,
        'Call again with the id of the one that is meant.',
      );
    }
    const near = nearest(name, hits.length > 0 ? hits : seen, hits.length > 0);
    const more = hits.length >= SEARCH_HITS ? ' More names contain it than a search shows.' : '';
    const gone = seen.find((metric) => metric.is_deleted && exact(metric.name) === name);
    throw new CallError(
      'not_found',
      `There is no metric called ${JSON.stringify(name)}.${more}` +
        (gone ? ` A deleted one was, and goes by its id: ${gone.id}.` : '') +
        (near.length > 0 ? ` The nearest names: ${listed(near)}.` : ''),
      'Call again with an exact name or an id; search_metrics and get_metrics find them.',
    );
  }

  /** As `resolve`, each reference once, in the order given; duplicates fall together. */
  async resolveAll(references: readonly string[], bounds: Bounds): Promise<MetricReference[]> {
    const names = references.filter((each) => !isId(each)).map(exact);
    const unknown = [...new Set(names)].filter((name) => !this.#known(name));
    // A page of the list tells fifty names; a search, of which few are allowed a minute, tells one.
    const ahead = unknown.length > FEW_NAMES ? await this.#listAhead(unknown, bounds) : undefined;
    const found: MetricReference[] = [];
    // One after the other: the first that fails is enough.
    for (const each of new Set(references)) found.push(await this.resolve(each, bounds, ahead));
    return [...new Map(found.map((each) => [each.id, each])).values()];
  }

  /** The metrics of these ids, deleted ones included; ids that Amigo does not know are missing from the map. */
  async metrics(ids: Iterable<string>, bounds: Bounds): Promise<ReadonlyMap<string, Metric>> {
    const found = new Map<string, Metric>();
    const wanted = new Set(ids);
    for (const id of wanted) {
      const known = this.#metrics.get(id);
      if (known) found.set(id, known);
    }
    for (const is_deleted of [false, true]) {
      const missing = [...wanted].filter((id) => !found.has(id));
      for (let from = 0; from < missing.length; from += IDS_PER_REQUEST) {
        const query = {
          id: missing.slice(from, from + IDS_PER_REQUEST),
          is_deleted,
          sort_by: ['-updated_at'],
        };
        for (const metric of await this.#list(query, bounds)) found.set(metric.id, metric);
      }
    }
    return found;
  }

  /** One metric as it is now, past the cache; undefined when Amigo does not know it. */
  async fresh(id: string, bounds: Bounds): Promise<Metric | undefined> {
    this.#metrics.delete(id);
    return (await this.metrics([id], bounds)).get(id);
  }

  /** These versions of a metric; numbers that Amigo does not have are missing from the map. */
  async versions(
    metricId: string,
    numbers: readonly number[],
    bounds: Bounds,
  ): Promise<ReadonlyMap<number, MetricVersion>> {
    const known = this.#versions.get(metricId);
    const missing = numbers.filter((number) => !known?.has(number));
    if (missing.length > 0) {
      const [low, high] = [Math.min(...missing), Math.max(...missing)];
      await this.#readVersions(metricId, low === high ? String(low) : `${low}-${high}`, bounds);
    }
    return this.#versions.get(metricId) ?? new Map();
  }

  /** The latest version of a metric as it is now. */
  async latestVersion(metricId: string, bounds: Bounds): Promise<MetricVersion | undefined> {
    return (await this.#readVersions(metricId, 'latest', bounds))[0];
  }

  async #readVersions(metricId: string, version: string, bounds: Bounds): Promise<MetricVersion[]> {
    const read: MetricVersion[] = [];
    const query = { version, sort_by: ['-version'] };
    const following = pages((token) => this.#api.getMetricVersions(metricId, query, token, bounds));
    for await (const page of following) read.push(...page.rows);
    this.rememberVersions(metricId, read);
    return read;
  }

  async #list(query: Parameters<MetricsApi['getMetrics']>[0], bounds: Bounds): Promise<Metric[]> {
    const read: Metric[] = [];
    for await (const page of pages((token) => this.#api.getMetrics(query, token, bounds))) {
      read.push(...page.rows);
    }
    this.remember(read);
    return read;
  }

  /** The metric that is known to have exactly this name. */
  #known(name: string): Metric | undefined {
    const [known, another] = pick(name, [...this.#metrics.values()]);
    return known && !another && isCalled(name, known) ? known : undefined;
  }

  async #search(name: string, bounds: Bounds): Promise<readonly Metric[]> {
    const { rows } = await this.#api.searchMetrics(name, {}, bounds);
    this.remember(rows);
    return rows;
  }

  /** What the list tells of these names, as far as its quota and its state allow: the searches have their own. */
  async #listAhead(names: readonly string[], bounds: Bounds): Promise<Listed | undefined> {
    const startBy = Math.min(bounds.startBy, performance.now() + AHEAD_MS);
    try {
      return await this.#listFor(names, MOST_PAGES, { ...bounds, startBy });
    } catch (error) {
      if (!(error instanceof HttpError) || bounds.signal.aborted) throw error;
      return undefined;
    }
  }

  /**
   * Metrics in the order of the list, read until each of these names is there exactly or so many pages are through: a
   * name in other letter case counts only when there is no exact one.
   */
  async #listFor(names: readonly string[], mostPages: number, bounds: Bounds): Promise<Listed> {
    const rows: Metric[] = [];
    let left = mostPages;
    const following = pages((token) => this.#api.getMetrics({ sort_by: ['-updated_at'] }, token, bounds));
    for await (const page of following) {
      this.remember(page.rows);
      rows.push(...page.rows);
      left -= 1;
      if (page.next === undefined && !page.cut) return { rows, whole: true };
      if (left === 0 || names.every((name) => rows.some((each) => isCalled(name, each)))) break;
    }
    return { rows, whole: false };
  }
}
