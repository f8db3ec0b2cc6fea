import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// An Amigo of eight metrics with as many results as are asked for: made beforehand, so that making them costs nothing
// where time is measured.

export const PAGE = 500;
const METRICS = 8;
const VERSIONS = 3;
const NEWEST = 1.79e12;
const USER = { org_id: 'organization', user_id: 'user' };
const AT = new Date(NEWEST).toISOString();

const hex = (n: number) => n.toString(16).padStart(24, '0');

/** The page that begins behind so many results, as JSON. */
function resultsPage(from: number, hasMore: boolean): string {
  const rows = Array.from({ length: PAGE }, (_, place) => {
    const n = from + place;
    const at = new Date(NEWEST - n * 1_000).toISOString();
    return {
      id: hex(n + 1),
      org_id: 'organization',
      created_at: at,
      updated_at: at,
      metric_id: hex(n % METRICS),
      metric_version: 1 + (n % VERSIONS),
      result: resultOf(n),
      justification: `Interaction ${n % 40}: the agent names the caller’s worry and ties it to what was said before.`,
      source: {
        type: 'post-session',
        conversation_id: hex(Math.floor(n / METRICS)),
        references: [hex(n % 90_000)],
      },
    };
  });
  const continuation_token = from + PAGE;
  return JSON.stringify({
    metric_evaluation_results: rows,
    has_more: hasMore,
    continuation_token,
    filter_values: null,
  });
}

function resultOf(n: number) {
  if (n % METRICS < 3) return n % 7 !== 0;
  return n % METRICS < 6 ? ((n * 7_919) % 50) / 10 : (['a', 'b', 'c'][n % 3] ?? null);
}

function valueOf(metric: number) {
  if (metric < 3) return { type: 'boolean' };
  return metric < 6
    ? { type: 'numerical', lower_bound: 0, upper_bound: 5 }
    : { type: 'categorical', categories: ['a', 'b', 'c'] };
}

function metricsPage(): string {
  const metrics = Array.from({ length: METRICS }, (_, metric) => ({
    id: hex(metric),
    name: `Metric ${metric}`,
    metric_value_type: valueOf(metric).type,
    applied_to_services: [],
    additional_notes: null,
    tags: [],
    creator: USER,
    updated_by: USER,
    is_deleted: false,
    created_at: AT,
    updated_at: AT,
  }));
  return JSON.stringify({ metrics, has_more: false, continuation_token: null, filter_values: null });
}

function versionsPage(metric: number): string {
  const metric_versions = Array.from({ length: VERSIONS }, (_, place) => ({
    metric_id: hex(metric),
    version: place + 1,
    description: 'Is it so?',
    metric_value: valueOf(metric),
    creator: USER,
    created_at: AT,
  }));
  return JSON.stringify({ metric_versions, has_more: false, continuation_token: null });
}

/**
 * Serves it on a free port of 127.0.0.1.
 * @param kept results whose pages are made once and kept
 * @param most results that there are
 */
export async function serveAmigo(kept: number, most: number): Promise<{ url: string; close(): void }> {
  const made = new Map<number, string>();
  const bodyOf = (url: URL): string => {
    const version = /\/metric\/([\da-f]{24})\/version$/.exec(url.pathname)?.[1];
    if (version !== undefined) return versionsPage(Number.parseInt(version, 16));
    if (!url.pathname.endsWith('/metric_evaluation_result')) return metricsPage();
    const from = Number(url.searchParams.get('continuation_token') ?? 0);
    const body = made.get(from) ?? resultsPage(from, from + PAGE < most);
    if (from < kept) made.set(from, body);
    return body;
  };
  const server = createServer((request, answer) => {
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(bodyOf(new URL(request.url ?? '', 'http://amigo')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
