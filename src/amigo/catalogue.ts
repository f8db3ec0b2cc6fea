import { LRUCache } from 'lru-cache';
import type { Bounds } from '../deadline.ts';
import { HttpError } from '../errors.ts';
import type { MetricListQuery, MetricsApi } from './api.ts';
import { isId } from './ids.ts';
import { ambiguousName, exact, isCalled, pick, unknownName } from './names.ts';
import { OPERATIONS, SEARCH_HITS } from './operations.ts';
import { readUntil, type Listing } from './read-until.ts';
import type { Metric, MetricVersion, Rows } from './schema.ts';
import { versionRanges } from './version-ranges.ts';

const CACHED_MS = 60_000;
/** The URL length that Amigo takes is unknown: longer id lists are split. */
const IDS_PER_REQUEST = 100;
/** As many names are searched for one by one; somewhat more, where the first page of the list does not tell them. */
const FEW_NAMES = 3;
const SOME_NAMES = 7;
/** Pages of the list, of fifty metrics each, that are read in search of names. */
const MOST_PAGES = 6;
/** A page that could not be begun by then is not waited for where searches can do instead. */
const LIST_START_MS = 2_000;
const NOTHING: Rows<Metric> = { rows: [], unreadable: 0 };

export interface MetricReference {
  readonly id: string;
  /** Known when the metric was found by its name. */
  readonly name?: string;
}

/** What is known of metrics: names, types and definitions, kept for a minute and dropped on a write. */
export class Catalogue {
  readonly #api: MetricsApi;
  readonly #metrics = new LRUCache<string, Metric>({ max: 2_000, ttl: CACHED_MS });
  /** By metric id, then version. */
  readonly #versions = new LRUCache<string, ReadonlyMap<number, MetricVersion>>({ max: 500, ttl: CACHED_MS });

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
   * @param listed what was read of the list in search of this name; read here, where it is needed, unless given
   * @throws {CallError} `not_found` or `invalid_input` (several), with the nearest names and their ids;
   *   `upstream_error` when nothing of that name could be read
   */
  async resolve(reference: string, bounds: Bounds, listed?: Listing<Metric>): Promise<MetricReference> {
    if (isId(reference)) return { id: reference.trim().toLowerCase() };
    const name = exact(reference);
    const known = this.#known(name);
    if (known) return known;

    const search = listed?.whole ? NOTHING : await this.#search(name, bounds);
    const hits = search.rows;
    // Amigo compares names as they were written, and a search shows no more than so many.
    const isTold =
      (hits.length > 0 && hits.length + search.unreadable < SEARCH_HITS) ||
      hits.some((metric) => isCalled(name, metric));
    const mostPages = hits.length > 0 ? MOST_PAGES : 1;
    const list = isTold ? NOTHING : (listed ?? (await this.#listUntil([name], mostPages, bounds)));

    const metrics = [...new Map([...hits, ...list.rows].map((metric) => [metric.id, metric])).values()];
    const matches = pick(name, metrics);
    const [match] = matches;
    if (match && matches.length === 1) return match;
    if (match) throw ambiguousName(name, matches);
    throw unknownName(name, hits, metrics, search.unreadable + list.unreadable);
  }

  /** As `resolve`, each reference once, in the order given; duplicates fall together. */
  async resolveAll(references: readonly string[], bounds: Bounds): Promise<MetricReference[]> {
    const names = references.filter((reference) => !isId(reference)).map(exact);
    const unknown = [...new Set(names)].filter((name) => !this.#known(name));
    // A page of the list tells fifty names; a search, of which few are allowed a minute, tells one.
    const listed = unknown.length > FEW_NAMES ? await this.#listFirst(unknown, bounds) : undefined;
    const resolved = new Map<string, MetricReference>();
    // One after the other: the first that fails is enough.
    for (const reference of new Set(references)) {
      const metric = await this.resolve(reference, bounds, listed);
      if (!resolved.has(metric.id)) resolved.set(metric.id, metric);
    }
    return [...resolved.values()];
  }

  /** The metrics of these ids, deleted ones included; ids that Amigo does not know are missing from the map. */
  async metrics(ids: Iterable<string>, bounds: Bounds): Promise<ReadonlyMap<string, Metric>> {
    return (await this.#byId(ids, bounds)).metrics;
  }

  /** Those of these metrics, of all unless said, that are known without a request. */
  known(ids: Iterable<string> = this.#metrics.keys()): ReadonlyMap<string, Metric> {
    const metrics = [...ids].flatMap((id) => this.#metrics.get(id) ?? []);
    return new Map(metrics.map((metric) => [metric.id, metric]));
  }

  /** The versions of a metric that are known without a request. */
  knownVersions(metricId: string): ReadonlyMap<number, MetricVersion> {
    return this.#versions.get(metricId) ?? new Map();
  }

  /** The newest metrics of the list, deleted ones too: among them may be what a search did not find. */
  async newest(bounds: Bounds): Promise<readonly Metric[]> {
    const lists: Listing<Metric>[] = [];
    for (const is_deleted of [false, true]) lists.push(await this.#list({ is_deleted }, bounds, () => true));
    return lists.flatMap(({ rows }) => rows);
  }

  /**
   * One metric as it is now, past the cache; undefined when Amigo does not know it.
   * @throws {HttpError} `upstream_error` when something came that could not be read
   */
  async fresh(id: string, bounds: Bounds): Promise<Metric | undefined> {
    this.#metrics.delete(id);
    const { metrics, unreadable } = await this.#byId([id], bounds);
    const metric = metrics.get(id);
    if (metric || unreadable === 0) return metric;
    throw new HttpError(`What Amigo sent of metric ${id} breaks the contract and could not be read.`, {
      code: 'upstream_error',
      operation: OPERATIONS.getMetrics.id,
      executed: 'maybe',
    });
  }

  async #byId(ids: Iterable<string>, bounds: Bounds) {
    const wanted = new Set(ids);
    const metrics = new Map(this.known(wanted));
    let unreadable = 0;
    for (const is_deleted of [false, true]) {
      const missing = [...wanted].filter((id) => !metrics.has(id));
      for (let from = 0; from < missing.length; from += IDS_PER_REQUEST) {
        const id = missing.slice(from, from + IDS_PER_REQUEST);
        const listing = await this.#list({ id, is_deleted }, bounds);
        for (const metric of listing.rows) metrics.set(metric.id, metric);
        unreadable += listing.unreadable;
      }
    }
    return { metrics, unreadable };
  }

  /** These versions of a metric; numbers that Amigo does not have are missing from the map. */
  async versions(
    metricId: string,
    numbers: readonly number[],
    bounds: Bounds,
  ): Promise<ReadonlyMap<number, MetricVersion>> {
    const known = this.knownVersions(metricId);
    const missing = numbers.filter((number) => !known.has(number));
    for (const range of versionRanges(missing)) await this.#readVersions(metricId, range, bounds);
    return this.knownVersions(metricId);
  }

  /** The latest version of a metric as it is now. */
  async latestVersion(metricId: string, bounds: Bounds): Promise<MetricVersion | undefined> {
    return (await this.#readVersions(metricId, 'latest', bounds))[0];
  }

  async #readVersions(metricId: string, version: string, bounds: Bounds): Promise<readonly MetricVersion[]> {
    const pages = this.#api.getMetricVersions(metricId, { version, sort_by: ['-version'] }, bounds);
    const { rows, failure } = await readUntil(pages, { key: (row) => row.version });
    this.rememberVersions(metricId, rows);
    if (failure) throw failure;
    return rows;
  }

  /** Metrics in the order of the list, read until they are enough. */
  async #list(
    query: MetricListQuery,
    bounds: Bounds,
    enough?: (metrics: readonly Metric[]) => boolean,
  ): Promise<Listing<Metric>> {
    const pages = this.#api.getMetrics({ ...query, sort_by: ['-updated_at'] }, bounds);
    const listing = await readUntil(pages, { key: ({ id }) => id, enough });
    this.remember(listing.rows);
    if (listing.failure) throw listing.failure;
    return listing;
  }

  /**
   * The list until each of these names is there exactly or so many pages are through: a name in other letter case
   * counts only when there is no exact one.
   */
  #listUntil(names: readonly string[], mostPages: number, bounds: Bounds): Promise<Listing<Metric>> {
    let pages = 0;
    return this.#list({}, bounds, (metrics) => {
      pages += 1;
      return pages === mostPages || names.every((name) => metrics.some((metric) => isCalled(name, metric)));
    });
  }

  /** What the list tells of these names, as far as its quota and its state allow: the searches have their own. */
  async #listFirst(names: readonly string[], bounds: Bounds): Promise<Listing<Metric> | undefined> {
    const startBy = Math.min(bounds.startBy, performance.now() + LIST_START_MS);
    try {
      const mostPages = names.length > SOME_NAMES ? MOST_PAGES : 1;
      return await this.#listUntil(names, mostPages, { ...bounds, startBy });
    } catch (error) {
      if (!(error instanceof HttpError) || bounds.signal.aborted) throw error;
      return undefined;
    }
  }

  /** The metric that is known to have exactly this name. */
  #known(name: string): Metric | undefined {
    const [known, another] = pick(name, [...this.#metrics.values()]);
    return known && !another && isCalled(name, known) ? known : undefined;
  }

  async #search(name: string, bounds: Bounds): Promise<Rows<Metric>> {
    const found = await this.#api.searchMetrics(name, {}, bounds);
    this.remember(found.rows);
    return found;
  }
}
