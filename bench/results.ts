import { once } from 'node:events';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
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
import { Aggregate, COUNTS_ONLY } from '../src/results/figures/aggregate.ts';
import { EVERYTHING } from '../src/results/reading/filters.ts';
import { readOn } from '../src/results/reading/read.ts';
import { Snapshot } from '../src/results/reading/snapshot.ts';
import { Snapshots } from '../src/results/reading/snapshots.ts';
import { summarise } from '../src/results/figures/summarise.ts';
import { createSecrets } from '../src/secrets.ts';
import { PAGE, serveAmigo } from './results/amigo.ts';
import { PLAIN } from './results/question.ts';
import { atOnce } from '../src/slices.ts';
import { say } from './output/lines.ts';

// What a summary costs beyond fetching its pages and parsing their JSON, side by side in one run; and how much memory
// a million results take. The limit of requests a minute is left out: it is Amigo's, not the code's.

/** Of the time that fetching and parsing take. Runs differ by a tenth: 1.8 is reached in some of them. */
const MOST_RATIO = 1.9;
const MOST_MIB = 200;
const MANY = 100_000;
const MOST = 1_000_000;
const RUNS = 5;
const MIB = 1024 * 1024;

async function measure(url: string): Promise<void> {
  const agent = new Agent();
  const fetchPage = async (from: number): Promise<unknown> => {
    const page = `${url}/metric_evaluation_result?continuation_token=${from}`;
    const { body } = await request(page, { dispatcher: agent });
    return JSON.parse(await body.text());
  };
  // The way to Amigo as it is, without its throttle.
  const secrets = createSecrets();
  const transport = createTransport({
    baseUrl: url,
    organization: 'organization',
    headers: {},
    timeouts: TIMEOUTS,
  });
  const exchange = observe(transport.exchange, createServerClock(), createLog('error', secrets));
  const send = retry(authorize(exchange, readyToken('token')), secrets);

  const plainly = async (count: number) => {
    for (let from = 0; from < count; from += PAGE) await fetchPage(from);
  };
  const summed = async (count: number, onPage: () => void = () => {}): Promise<void> => {
    const never = new AbortController().signal;
    const bounds = { signal: never, deadline: Infinity, startBy: Infinity };
    const connection = { api: new MetricsApi(send), quota: () => ({ free: 9, nextInMs: 0 }) };
    const reader = { connection, snapshots: new Snapshots(), signal: never, reads: bounds, pages: bounds };
    const snapshot = new Snapshot(EVERYTHING, '-created_at', 1.8e12);
    const aggregate = new Aggregate(COUNTS_ONLY);
    let fed = 0;
    const feed = () => {
      for (; fed < snapshot.columns.length; fed += 1) aggregate.add(snapshot.columns.at(fed));
      onPage();
    };
    await readOn(snapshot, () => snapshot.columns.length >= count, feed, reader);
    const unknown = { name: () => null, type: () => null, value: () => null, unread: [], unknown: [] };
    const { totals } = atOnce(summarise(aggregate, unknown, PLAIN));
    const counted = totals.reduce((sum, { results }) => sum + results, 0);
    if (counted !== count) throw new Error(`${counted} results counted, ${count} sent`);
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
  const median = (of: (run: (typeof times)[number]) => number) =>
    times.map(of).sort((first, second) => first - second)[Math.floor(RUNS / 2)] ?? Number.NaN;
  const [plain, ours] = [median(({ plain }) => plain), median(({ ours }) => ours)];
  const ratio = median(({ plain, ours }) => ours / plain);
  say(`${MANY} results: fetch and JSON.parse ${Math.round(plain)} ms, summary ${Math.round(ours)} ms`);
  say(`${MANY} results: ratio ${ratio.toFixed(2)}, goal ${MOST_RATIO}`);

  globalThis.gc?.();
  const before = process.memoryUsage();
  let peak = 0;
  let pages = 0;
  await summed(MOST, () => {
    pages += 1;
    // What is held, not what waits to be collected.
    if (pages % 100 === 0) globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    if (pages % 100 === 0) peak = Math.max(peak, heapUsed + external - before.heapUsed - before.external);
  });
  const mib = peak / MIB;
  say(`${MOST} results: at most ${Math.round(mib)} MiB held above the start, goal ${MOST_MIB}`);
  if (process.env['BENCH_CHECK'] === '1' && (ratio > MOST_RATIO || mib > MOST_MIB)) process.exitCode = 1;
  await agent.close();
  await transport.close();
}

if (isMainThread) {
  const server = new Worker(fileURLToPath(import.meta.url));
  const [url] = (await once(server, 'message')) as [string];
  await measure(url);
  await server.terminate();
} else {
  // A thread of its own, so that making pages is not measured.
  const { url } = await serveAmigo(MANY, Infinity);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker’s port has none
  parentPort?.postMessage(url);
}
