import { OPERATIONS } from '../../src/amigo/operations.ts';

// A large organization that is computed when it is asked for: nothing of it is stored, and the same seed gives the same.

export interface Size {
  readonly seed: number;
  readonly metrics: number;
  readonly results: number;
  /** Of each metric. */
  readonly versions: number;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** Half of the results belong to so many metrics. */
const BUSY_METRICS = 10;
/** Every fiftieth metric has the tag `team: safety`. */
const TAGGED = 50;
/** The newest result, epoch milliseconds; and the time between two. */
export const END = Date.parse('2026-11-20T00:00:00Z');
const STEP_MS = 10_000;
const USER = { org_id: 'organization', user_id: 'user' };
const TYPES = ['numerical', 'boolean', 'categorical'] as const;
const SOURCES = ['post-session', 'manual', 'simulation'] as const;
const CATEGORIES = ['booked', 'declined', 'unclear'];
const SEGMENT = /^\/v1\/[^/]+\/(.*)$/;

export const idOf = (kind: string, n: number) => kind + n.toString(16).padStart(24 - kind.length, '0');
export const metricId = (n: number) => idOf('a', n);
export const metricName = (n: number) => `Asked about topic ${n}`;

export class Organization {
  readonly #size: Size;
  /** Names of metrics that were made since. */
  readonly #created: string[] = [];

  constructor(size: Size) {
    this.#size = size;
  }

  /** What a request is answered with. */
  answer(method: string, url: URL, sent: string): Reply {
    const rest = SEGMENT.exec(url.pathname)?.[1] ?? '';
    const query = url.searchParams;
    const ok = (body: object): Reply => ({ status: 200, body: JSON.stringify(body) });
    if (rest === 'user/signin_with_api_key')
      return ok({ id_token: 'token', expires_at: '2099-01-01T00:00:00Z' });
    if (rest === 'metric/' && method === 'POST') return this.#create(sent);
    if (rest === 'metric/') return ok(this.#list(query));
    if (rest === 'metric/search/') return ok(this.#search(query));
    if (rest === 'metric/metric_evaluation_result') return ok(this.#results(query));
    const [, id = '', what] = rest.split('/');
    if (what === 'version') return ok(this.#versions(id, query));
    return { status: 404, body: JSON.stringify({ detail: 'no such path' }) };
  }

  get #all(): number {
    return this.#size.metrics + this.#created.length;
  }

  #metric(n: number) {
    const name = this.#created[n - this.#size.metrics] ?? metricName(n);
    const at = new Date(END - n * 60_000).toISOString();
    return {
      id: metricId(n),
      _id: metricId(n),
      name,
      metric_value_type: typeOf(n),
      applied_to_services: [],
      additional_notes: null,
      tags: n % TAGGED === 0 ? [{ key: 'team', value: 'safety' }] : [],
      creator: USER,
      updated_by: USER,
      is_deleted: false,
      created_at: at,
      updated_at: at,
    };
  }

  #create(sent: string): Reply {
    const { name }: { readonly name: string } = JSON.parse(sent);
    const taken = this.#created.includes(name) || this.#numberNamed(name) !== undefined;
    if (taken) return { status: 409, body: JSON.stringify({ detail: 'name taken' }) };
    this.#created.push(name);
    return { status: 200, body: JSON.stringify({ id: metricId(this.#all - 1) }) };
  }

  #numberNamed(name: string): number | undefined {
    const n = Number(/^Asked about topic (\d+)$/.exec(name)?.[1] ?? Number.NaN);
    return n < this.#size.metrics ? n : undefined;
  }

  #list(query: URLSearchParams) {
    const ids = query.getAll('id').map(numberOf);
    const types = query.getAll('type');
    const from = Number(query.get('continuation_token') ?? 0);
    const limit = Number(query.get('limit') ?? OPERATIONS.getMetrics.pageSize);
    const isAsked = (n: number) =>
      query.get('is_deleted') !== 'true' &&
      (types.length === 0 || types.includes(typeOf(n))) &&
      (!query.has('tag') || n % TAGGED === 0);
    const all = (ids.length > 0 ? ids.filter((n) => n < this.#all) : range(this.#all)).filter(isAsked);
    if (query.get('sort_by') === '+updated_at') all.reverse();
    const metrics = all.slice(from, from + limit).map((n) => this.#metric(n));
    return { metrics, ...pageOf(from + limit < all.length ? from + limit : null) };
  }

  #search(query: URLSearchParams) {
    const wanted = (query.get('query') ?? '').toLowerCase();
    const hits = range(this.#all).filter((n) => this.#metric(n).name.toLowerCase().includes(wanted));
    // By relevance: a name that is what was asked for comes first.
    const exact = hits.filter((n) => this.#metric(n).name.toLowerCase() === wanted);
    const metrics = [...new Set([...exact, ...hits])].slice(0, 50).map((n) => this.#metric(n));
    return { metrics };
  }

  #versions(id: string, query: URLSearchParams) {
    const { versions: latest } = this.#size;
    const asked = (query.get('version') ?? '1-latest').replaceAll('latest', String(latest)).split('-');
    const [low = 1, high = low] = asked.map(Number);
    const numbers = range(latest)
      .map((n) => n + 1)
      .filter((version) => version >= low && version <= high);
    if (query.get('sort_by') === '-version') numbers.reverse();
    const from = Number(query.get('continuation_token') ?? 0);
    const limit = Number(query.get('limit') ?? OPERATIONS.getMetricVersions.pageSize);
    const n = numberOf(id);
    const metric_versions = numbers.slice(from, from + limit).map((version) => ({
      metric_id: id,
      version,
      description: `Does the agent ask about topic ${n}, as of revision ${version}? Not applicable when it does not come up.`,
      metric_value: valueOf(typeOf(n)),
      creator: USER,
      created_at: new Date(END - (latest - version) * 86_400_000).toISOString(),
    }));
    return { metric_versions, ...pageOf(from + limit < numbers.length ? from + limit : null) };
  }

  #results(query: URLSearchParams) {
    const { results } = this.#size;
    const metrics = new Set(
      query.getAll('metric_id_and_version').map((metric) => numberOf(metric.slice(0, 24))),
    );
    const sources = query.getAll('source_type');
    const conversations = new Set(query.getAll('conversation_id'));
    const oldest = Math.min(results - 1, placeOf(query.get('timestamp_after')) ?? results - 1);
    const newest = Math.max(0, placeOf(query.get('timestamp_before')) ?? 0);
    const isAsked = (i: number) =>
      (metrics.size === 0 || metrics.has(this.#metricOf(i))) &&
      (sources.length === 0 || sources.includes(sourceOf(i))) &&
      (conversations.size === 0 || conversations.has(conversationOf(i)));
    const rising = query.get('sort_by') === '+created_at';
    const step = rising ? -1 : 1;
    const limit = Number(query.get('limit') ?? OPERATIONS.getMetricEvaluationResults.pageSize);
    const found: number[] = [];
    let next: number | null = null;
    let i = Number(query.get('continuation_token') ?? (rising ? oldest : newest));
    for (; next === null && i >= newest && i <= oldest; i += step) {
      if (!isAsked(i)) continue;
      if (found.length === limit) next = i;
      else found.push(i);
    }
    return { metric_evaluation_results: found.map((n) => this.#result(n)), ...pageOf(next) };
  }

  #metricOf(i: number): number {
    const half = Math.floor(i / 2);
    return half % (i % 2 === 0 ? Math.min(BUSY_METRICS, this.#size.metrics) : this.#size.metrics);
  }

  #result(i: number) {
    const n = this.#metricOf(i);
    const { seed, results, versions } = this.#size;
    const chance = mixed(i + seed * 7_919) / 2 ** 32;
    const type = sourceOf(i);
    const conversation = { conversation_id: conversationOf(i), evaluate_to_interaction_id: null };
    const run = {
      simulation_unit_test_set_run_id: idOf('b', i >> 8),
      unit_test_id: idOf('d', i % 16),
      run_index: i % 5,
    };
    return {
      id: idOf('e', i),
      org_id: USER.org_id,
      metric_id: metricId(n),
      metric_version: versions - Math.floor((i * versions) / results),
      result: chance < 0.03 ? null : resultOf(typeOf(n), chance),
      justification: `Result ${i}: the agent asks about the topic and ties it to what was said before.`,
      created_at: new Date(END - i * STEP_MS).toISOString(),
      updated_at: new Date(END - i * STEP_MS).toISOString(),
      source: { type, references: [], ...(type === 'simulation' ? run : conversation) },
    };
  }
}

function typeOf(n: number) {
  return TYPES[n % TYPES.length] ?? 'boolean';
}

function sourceOf(i: number): string {
  return SOURCES[Math.floor(i / 7) % SOURCES.length] ?? '';
}

function conversationOf(i: number): string {
  return idOf('c', Math.floor(i / 8));
}

function valueOf(type: (typeof TYPES)[number]) {
  if (type === 'numerical') return { type, lower_bound: 1, upper_bound: 5 };
  return type === 'categorical' ? { type, categories: CATEGORIES } : { type };
}

function resultOf(type: (typeof TYPES)[number], chance: number) {
  if (type === 'numerical') return 1 + Math.floor(chance * 41) / 10;
  return type === 'categorical' ? (CATEGORIES[Math.floor(chance * 3)] ?? null) : chance < 0.8;
}

/** The place of the result at a time, the newest being 0; undefined for no time. */
function placeOf(time: string | null): number | undefined {
  return time === null ? undefined : Math.ceil((END - Date.parse(time)) / STEP_MS);
}

function numberOf(id: string): number {
  return Number.parseInt(id.slice(1), 16);
}

function pageOf(next: number | null) {
  return { has_more: next !== null, continuation_token: next, filter_values: null };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

/** 32 bits of the number's own (the finaliser of murmur3). */
function mixed(n: number): number {
  let bits = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
