import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { MetricsApi } from '../../src/amigo/api.ts';
import { openApp, type App, type AppSettings } from '../../src/app.ts';
import { resultsShape, type Coverage, type ResultsData } from '../../src/answers/results/results-shape.ts';
import { authorize } from '../../src/http/authorize.ts';
import { createServerClock } from '../../src/http/server-clock.ts';
import { observe } from '../../src/http/observe.ts';
import { retry } from '../../src/http/retry.ts';
import { readyToken } from '../../src/http/token-provider.ts';
import { createTransport, TIMEOUTS } from '../../src/http/transport.ts';
import { createLog } from '../../src/log.ts';
import { createSecrets } from '../../src/secrets.ts';
import { startSandbox } from '../../src/sandbox/listen.ts';
import { callTool, createApp, join, type Answer, type AtEnd } from './client.ts';
import { checkRequest } from './contract-check.ts';
import { json, startPeer, type Peer, type Reaction, type Seen } from './peer.ts';

/** A result as it is on the wire. */
export interface WireResult {
  readonly id: string;
  readonly metric_id: string;
  readonly metric_version: number;
  readonly result: boolean | number | string | null;
  readonly justification: string;
  readonly created_at?: string;
  readonly source: Readonly<Record<string, unknown>>;
}

interface WireMetric {
  readonly name: string;
  readonly type: 'boolean' | 'numerical' | 'categorical';
  /** By version, the first one first. */
  readonly values: readonly object[];
}

export interface World {
  /** By id. */
  readonly metrics: Readonly<Record<string, WireMetric>>;
  readonly results: readonly WireResult[];
}

/** 24 hex digits that begin with a letter of their kind. */
export const id = (kind: string, n: number) => kind + n.toString(16).padStart(24 - kind.length, '0');
export const METRIC = id('a', 1);

/** Numbers from 0 to below 1, the same for the same seed: xorshift of 32 bits (Marsaglia 2003). */
export function random(seed: number): () => number {
  let state = seed * 2_654_435_769 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The n-th result: true, of the first version, after a session of its own, a minute older than the one before. */
export function result(n: number, fields: Partial<WireResult> = {}): WireResult {
  return {
    id: id('e', n),
    metric_id: METRIC,
    metric_version: 1,
    result: true,
    justification: `Interaction ${n % 40}: the caller’s question was answered with the name of the medication.`,
    created_at: new Date(Date.UTC(2026, 10, 20) - n * 60_000).toISOString(),
    source: { type: 'post-session', conversation_id: id('c', n), references: [id('f', n)] },
    ...fields,
  };
}

export const boolean = (name: string, versions = 1): WireMetric => ({
  name,
  type: 'boolean',
  values: Array.from({ length: versions }, () => ({ type: 'boolean' })),
});
export const numerical = (name: string, ...bounds: readonly (readonly [number, number])[]): WireMetric => ({
  name,
  type: 'numerical',
  values: bounds.map(([lower_bound, upper_bound]) => ({ type: 'numerical', lower_bound, upper_bound })),
});
export const categorical = (name: string, ...categories: readonly (readonly string[])[]): WireMetric => ({
  name,
  type: 'categorical',
  values: categories.map((each) => ({ type: 'categorical', categories: each })),
});

/** What an answer leaves out where it is 0. */
export function counts({ requests = 0, from_cache = 0, unreadable = 0, outside_filters = 0 }: Coverage) {
  return { requests, from_cache, unreadable, outside_filters };
}

/** The tools over the protocol. */
interface Asking {
  readonly app: App;
  /** An answer's structured content, checked by the SDK's client against the output schema. */
  ask(given: object, tool?: string): Promise<ResultsData>;
  /** Text and structured content, or the text of an error. */
  call(given: object, options?: { signal?: AbortSignal; tool?: string }): Promise<Answer>;
}

export interface Desk extends Asking {
  readonly peer: Peer;
  /** The requests for pages of results. */
  pages(): readonly Seen[];
  /** What happens to the next pages instead of an answer. */
  meet(...reactions: readonly Reaction[]): void;
  /** What the peer answers with from now on. */
  become(world: World): void;
}

const LIST = 'GET /v1/org/metric/';
const PAGES = 'GET /v1/org/metric/metric_evaluation_result';
const TOOL = 'get_metric_evaluation_results';

/**
 * The tools over the protocol, in front of an Amigo that holds these results: it filters, orders and pages, and every
 * request must be one of the contract.
 * @param throttled whether requests are held to Amigo's limits, as they are in earnest
 */
export async function openDesk(
  first: World,
  { throttled = false, ...settings }: Partial<AppSettings> & { throttled?: boolean } = {},
): Promise<Desk> {
  const peer = await startPeer();
  onTestFinished(() => peer.close());
  let world = first;
  const fates: Reaction[] = [];

  const checked =
    (answer: (seen: Seen) => unknown): Reaction =>
    (seen, response) => {
      const { problems } = checkRequest({ method: seen.method, path: seen.url });
      return (problems.length > 0 ? json({ detail: problems }, 422) : json(answer(seen)))(seen, response);
    };
  peer.on(
    LIST,
    checked(({ query }) => list(world, query)),
  );
  for (const metric of Object.keys(first.metrics))
    peer.on(
      `GET /v1/org/metric/${metric}/version`,
      checked(() => versionsOf(world, metric)),
    );
  const page = checked(({ query }) => pageOf(world, query));
  peer.on(PAGES, (seen, response) => (fates.shift() ?? page)(seen, response));

  const app = throttled
    ? createApp({ AMIGO_ORG_ID: 'org', AMIGO_TOKEN: 'token', AMIGO_API_BASE_URL: peer.url }).app
    : unthrottled({ baseUrl: peer.url, organization: 'org', token: 'token' }, settings, onTestFinished);
  return {
    ...(await askThrough(app, onTestFinished)),
    peer,
    pages: () => peer.requests.filter(({ method, path }) => `${method} ${path}` === PAGES),
    meet: (...reactions) => void fates.push(...reactions),
    become: (other) => void (world = other),
  };
}

async function askThrough(app: App, atEnd: AtEnd): Promise<Asking> {
  const client = await join(app, atEnd);
  await client.listTools();
  const call: Asking['call'] = (given, { signal, tool = TOOL } = {}) => callTool(client, tool, given, signal);
  return {
    app,
    call,
    async ask(given, tool) {
      const { text, structured, isError } = await call(given, tool === undefined ? {} : { tool });
      if (isError) throw new Error(text);
      return resultsShape.parse(structured);
    },
  };
}

/** The tools over the protocol, in front of the sandbox as of 20 November 2026, without its limits. */
export async function openSandboxDesk(atEnd: AtEnd, settings: Partial<AppSettings> = {}): Promise<Asking> {
  const sandbox = await startSandbox({ seed: 7, today: '2026-11-20', limits: false, keepAlive: false });
  atEnd(() => sandbox.close());
  const { AMIGO_ORG_ID: organization, ...keys } = sandbox.environment;
  const signIn = await fetch(`${sandbox.url}/v1/${organization}/user/signin_with_api_key`, {
    method: 'POST',
    headers: {
      'x-api-key': keys.AMIGO_API_KEY,
      'x-api-key-id': keys.AMIGO_API_KEY_ID,
      'x-user-id': keys.AMIGO_USER_ID,
    },
  });
  const { id_token: token } = z.object({ id_token: z.string() }).parse(await signIn.json());
  return askThrough(unthrottled({ baseUrl: sandbox.url, organization, token }, settings, atEnd), atEnd);
}

interface Account {
  readonly baseUrl: string;
  readonly organization: string;
  readonly token: string;
}

/** The way to Amigo as it is, but for the limits that would make a test wait for minutes. */
function unthrottled(
  { baseUrl, organization, token }: Account,
  settings: Partial<AppSettings>,
  atEnd: AtEnd,
): App {
  const secrets = createSecrets();
  const log = createLog('error', secrets, () => {});
  const clock = createServerClock();
  const transport = createTransport({
    baseUrl,
    organization,
    headers: {},
    timeouts: TIMEOUTS,
  });
  const exchange = observe(transport.exchange, clock, log);
  const connection = {
    api: new MetricsApi(retry(authorize(exchange, readyToken(token)), secrets)),
    sandbox: false,
    configured: true,
    amigoNow: () => clock.now(),
    quota: () => ({ free: 9, nextInMs: 0 }),
    close: () => transport.close(),
  };
  const app = openApp(connection, log, {
    access: 'full',
    askPerson: true,
    callTimeoutMs: 45_000,
    evaluationLimit: null,
    hideJustifications: false,
    timezone: 'UTC',
    conversationUrl: null,
    redact: (text) => secrets.redact(text),
    ...settings,
  });
  atEnd(() => app.close());
  return app;
}

function list({ metrics }: World, query: URLSearchParams): unknown {
  const asked = query.getAll('id');
  const types = query.getAll('type');
  const found = Object.entries(metrics).filter(
    ([metric, { type }]) =>
      (asked.length === 0 || asked.includes(metric)) && (types.length === 0 || types.includes(type)),
  );
  const deleted = query.get('is_deleted') === 'true';
  const rows = (deleted ? [] : found).map(([metric, { name, type }]) => ({
    id: metric,
    name,
    metric_value_type: type,
    applied_to_services: [],
    additional_notes: null,
    tags: [],
    is_deleted: false,
  }));
  return { metrics: rows, has_more: false, continuation_token: null, filter_values: null };
}

function versionsOf({ metrics }: World, metric: string): unknown {
  const rows = (metrics[metric]?.values ?? []).map((metric_value, place) => ({
    metric_id: metric,
    version: place + 1,
    description: 'Is the name of the medication read back?',
    metric_value,
  }));
  return { metric_versions: rows, has_more: false, continuation_token: null };
}

function pageOf(world: World, query: URLSearchParams): unknown {
  const found = matching(world, query);
  const from = Number(query.get('continuation_token') ?? 0);
  const to = from + Number(query.get('limit'));
  return {
    metric_evaluation_results: found.slice(from, to).map((each) => ({ org_id: 'org', ...each })),
    has_more: to < found.length,
    continuation_token: to < found.length ? to : null,
    filter_values: null,
  };
}

/** What was found for a question, so that its later pages need not be looked for again. */
const answered = new WeakMap<World, Map<string, readonly WireResult[]>>();

/** The results that the filters of a query let through, in its order. */
function matching(world: World, query: URLSearchParams): readonly WireResult[] {
  const question = new URLSearchParams(query);
  question.delete('continuation_token');
  question.delete('limit');
  const known = answered.get(world) ?? new Map<string, readonly WireResult[]>();
  answered.set(world, known);
  const found = known.get(question.toString()) ?? find(world, question);
  known.set(question.toString(), found);
  return found;
}

function find({ results }: World, query: URLSearchParams): readonly WireResult[] {
  const among = (name: string, value: unknown) => {
    const asked = query.getAll(name);
    return asked.length === 0 || (typeof value === 'string' && asked.includes(value));
  };
  const [after, before] = ['timestamp_after', 'timestamp_before'].map((name) =>
    Date.parse(query.get(name) ?? ''),
  );
  const metrics = query.getAll('metric_id_and_version');
  const up = query.get('sort_by') === '+created_at' ? 1 : -1;
  return results
    .map((row) => ({ row, time: Date.parse(row.created_at ?? '') }))
    .filter(({ time }) => !(time < (after ?? Number.NaN)) && !(time > (before ?? Number.NaN)))
    .filter(
      ({ row: { metric_id, metric_version, source } }) =>
        (metrics.length === 0 ||
          metrics.includes(`${metric_id}-`) ||
          metrics.includes(`${metric_id}-${metric_version}`)) &&
        among('source_type', source['type']) &&
        among('conversation_id', source['conversation_id']) &&
        among('simulation_unit_test_set_run_id', source['simulation_unit_test_set_run_id']),
    )
    .toSorted((one, other) => up * (one.time - other.time) || up * (one.row.id < other.row.id ? -1 : 1))
    .map(({ row }) => row);
}
