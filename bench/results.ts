import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { MetricsApi } from '../src/amigo/api.ts';
import { authorize } from '../src/http/authorize.ts';
import { createServerClock } from '../src/http/server-clock.ts';
import { observe } from '../src/http/observe.ts';
import { retry } from '../src/http/retry.ts';
import { readyToken } from '../src/http/token-provider.ts';
import { createTransport, TIMEOUTS } from '../src/http/transport.ts';
import { createLog } from '../src/log.ts';
import { Aggregate } from '../src/results/figures/aggregate.ts';
import { EVERYTHING } from '../src/results/reading/filters.ts';
import { readOn, type ReadReport } from '../src/results/reading/read.ts';
import { Snapshot } from '../src/results/reading/snapshot.ts';
import { Snapshots } from '../src/results/reading/snapshots.ts';
import { summarise } from '../src/results/figures/summarise.ts';
import { createSecrets } from '../src/secrets.ts';

// What a summary costs beyond fetching its pages and parsing their JSON, side by side in one run; and how much memory
// a million results take. The limit of requests a minute is left out: it is Amigo's, not the code's.

const PAGE = 500;
const MANY = 100_000;
const MOST = 1_000_000;
const RUNS = 3;
const MIB = 1024 * 1024;

const hex = (n: number) => n.toString(16).padStart(24, '0');

function page(from: number): string {
  const rows = Array.from({ length: PAGE }, (_, place) => {
    const n = from + place;
    return {
      id: hex(n + 1),
      org_id: 'organization',
      created_at: new Date(1.79e12 - n * 1_000).toISOString(),
      updated_at: new Date(1.79e12 - n * 1_000).toISOString(),
      metric_id: hex(n % 8),
      metric_version: 1 + (n % 3),
      result:
        n % 8 < 3 ? n % 7 !== 0 : n % 8 < 6 ? ((n * 7_919) % 50) / 10 : (['a', 'b', 'c'][n % 3] ?? null),
      justification: `Interaction ${n % 40}: the agent names the caller’s worry and ties it to what was said before.`,
      source: {
        type: 'post-session',
        conversation_id: hex(Math.floor(n / 8)),
        references: [hex(n % 90_000)],
      },
    };
  });
  return JSON.stringify({
    metric_evaluation_results: rows,
    has_more: true,
    continuation_token: from + PAGE,
    filter_values: null,
  });
}

/** Pages without end, from a thread of their own so that making them is not measured. */
async function serve(): Promise<void> {
  const made = new Map<number, string>();
  const server = createServer((asked, answer) => {
    const from = Number(new URL(asked.url ?? '', 'http://x').searchParams.get('continuation_token') ?? 0);
    const body = made.get(from) ?? page(from);
    if (from < MANY) made.set(from, body);
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker’s port has none
  parentPort?.postMessage((server.address() as AddressInfo).port);
}

async function measure(port: number): Promise<void> {
  const agent = new Agent();
  const fetchPage = async (from: number): Promise<unknown> => {
    const url = `http://127.0.0.1:${port}/?continuation_token=${from}`;
    const { body } = await request(url, { dispatcher: agent });
    return JSON.parse(await body.text());
  };
  // The way to Amigo as it is, without its throttle.
  const secrets = createSecrets();
  const transport = createTransport({
    baseUrl: `http://127.0.0.1:${port}`,
    organization: 'organization',
    headers: {},
    timeouts: TIMEOUTS,
  });
  const exchange = observe(transport.exchange, createServerClock(), createLog('error', secrets));
  const send = retry(authorize(exchange, readyToken('token')), secrets);

  const plainly = async (count: number) => {
    for (let from = 0; from < count; from += PAGE) await fetchPage(from);
  };
  const summed = async (count: number, onPage: () => void = () => {}): Promise<ReadReport> => {
    const never = new AbortController().signal;
    const bounds = { signal: never, deadline: Infinity, startBy: Infinity };
    const connection = { api: new MetricsApi(send), quota: () => ({ free: 9, nextInMs: 0 }) };
    const reader = { connection, snapshots: new Snapshots(), signal: never, reads: bounds, pages: bounds };
    const snapshot = new Snapshot(EVERYTHING, '-created_at', 1.8e12);
    const aggregate = new Aggregate({ criterion: null, groupOf: null, examples: 0 });
    let fed = 0;
    const feed = () => {
      for (; fed < snapshot.columns.length; fed += 1) aggregate.add(snapshot.columns.at(fed));
      onPage();
    };
    const report = await readOn(snapshot, () => snapshot.columns.length >= count, feed, reader);
    const unknown = { name: () => null, type: () => null, value: () => null, unread: [], unknown: [] };
    const { totals } = summarise(aggregate, unknown, {
      criterion: null,
      grouping: null,
      compare: 'versions',
      baseline: null,
      only: 'all',
      detailed: false,
      span: { from: -Infinity, to: Infinity },
      example: () => {
        throw new Error('no examples were asked for');
      },
    });
    const counted = totals.reduce((sum, { results }) => sum + results, 0);
    if (counted !== count) throw new Error(`${counted} results counted, ${count} sent`);
    return report;
  };

  const timed = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const times: { plain: number; ours: number }[] = [];
  await plainly(MANY);
  for (let run = 0; run < RUNS; run += 1)
    times.push({ plain: await timed(() => plainly(MANY)), ours: await timed(() => summed(MANY)) });
  const median = (of: (each: (typeof times)[number]) => number) =>
    times.map(of).sort((one, other) => one - other)[Math.floor(RUNS / 2)] ?? Number.NaN;
  const [plain, ours] = [median(({ plain }) => plain), median(({ ours }) => ours)];
  say(
    `${MANY} results: fetch and JSON.parse ${Math.round(plain)} ms, summary ${Math.round(ours)} ms, ratio ${(ours / plain).toFixed(2)}`,
  );

  globalThis.gc?.();
  const before = process.memoryUsage();
  let peak = 0;
  let pages = 0;
  const { kept } = await summed(MOST, () => {
    pages += 1;
    // What is held, not what waits to be collected.
    if (pages % 100 === 0) globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    if (pages % 100 === 0) peak = Math.max(peak, heapUsed + external - before.heapUsed - before.external);
  });
  say(
    `${MOST} results: at most ${Math.round(peak / MIB)} MiB held above the start, ${kept ? 'kept' : 'not kept'}`,
  );
  await agent.close();
  await transport.close();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (isMainThread) {
  const server = new Worker(fileURLToPath(import.meta.url), { workerData: 'serve' });
  const [port] = (await once(server, 'message')) as [number];
  await measure(port);
  await server.terminate();
} else if (workerData === 'serve') {
  await serve();
}
