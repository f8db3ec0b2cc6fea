import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startSandbox } from '../src/sandbox/listen.ts';
import { serveAmigo } from './results/amigo.ts';
import { say } from './output/lines.ts';

// What a question costs whose results have been read: the built program over stdio, timed where the answer arrives.

/** Milliseconds at p50, over the results of the sandbox. Twelve were wanted of all metrics too. */
const MOST_MS: Readonly<Record<string, number>> = { 'all metrics': 15, 'what failed': 12 };
const MANY = 100_000;
const ROUNDS = 40;

const QUESTIONS: Readonly<Record<string, object>> = {
  'all metrics': {},
  'all metrics by week': { group_by: 'week' },
  'what failed': { criterion: { expected_value: true }, only: 'failing', view: 'rows' },
};
/** Lets the program believe, when told to, that a minute has passed: Amigo's quota would take half an hour otherwise. */
const MINUTES = `data:text/javascript,
  const now = performance.now.bind(performance);
  let ahead = 0;
  performance.now = () => now() + ahead;
  process.on('message', () => process.send((ahead += 61_000)));
  process.channel.unref();`;

interface Answer {
  readonly id?: number;
  readonly result?: {
    readonly isError?: boolean;
    readonly content: readonly { readonly text: string }[];
    readonly structuredContent?: {
      readonly coverage: { readonly read: number; readonly complete: boolean; readonly requests?: number };
    };
  };
}

/** The built program, and how to ask it. */
function start(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--import', MINUTES, 'dist/main.js'], {
    env: { PATH: process.env['PATH'], AMIGO_TIMEZONE: 'UTC', AMIGO_LOG_LEVEL: 'error', ...environment },
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('The program has no streams.');
  const lines = createInterface(stdout)[Symbol.asyncIterator]();
  const send = (message: object) => stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let id = 0;
  const ask = async (method: string, params: object): Promise<Answer> => {
    id += 1;
    send({ id, method, params });
    for (;;) {
      const { value } = await lines.next();
      const answer: Answer = JSON.parse(String(value));
      if (answer.id === id) return answer;
    }
  };
  return {
    async open() {
      const clientInfo = { name: 'bench', version: '1' };
      await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
      send({ method: 'notifications/initialized' });
    },
    async question(given: object) {
      const params = { name: 'get_metric_evaluation_results', arguments: { read_at_most: MANY, ...given } };
      const { result } = await ask('tools/call', params);
      const coverage = result?.structuredContent?.coverage;
      if (!coverage) throw new Error(result?.content[0]?.text ?? 'no answer');
      return coverage;
    },
    async minutePasses() {
      child.send('minute');
      await once(child, 'message');
    },
    async close() {
      stdin.end();
      await once(child, 'exit');
    },
  };
}

/** Milliseconds at p50 by question. */
async function measure(environment: Readonly<Record<string, string>>): Promise<Map<string, number>> {
  const program = start(environment);
  await program.open();
  let coverage = await program.question({});
  while (!coverage.complete) {
    await program.minutePasses();
    coverage = await program.question({});
  }
  const times = new Map<string, number[]>(Object.keys(QUESTIONS).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, given] of Object.entries(QUESTIONS)) {
      const start = performance.now();
      const { requests = 0 } = await program.question(given);
      times.get(name)?.push(performance.now() - start);
      if (requests > 0)
        throw new Error(`“${name}” read ${requests} pages: it was not answered from what is kept.`);
    }
  await program.close();
  const medians = new Map<string, number>();
  for (const [name, all] of times) {
    const median = all.toSorted((first, second) => first - second)[ROUNDS / 2] ?? Number.NaN;
    medians.set(name, median);
    say(`${coverage.read} results, ${name}: p50 ${median.toFixed(1)} ms`);
  }
  return medians;
}

const sandbox = await startSandbox({ seed: 7, today: '2026-11-20', limits: false });
const medians = await measure(sandbox.environment);
await sandbox.close();

const amigo = await serveAmigo(0, MANY);
await measure({ AMIGO_API_BASE_URL: amigo.url, AMIGO_ORG_ID: 'organization', AMIGO_TOKEN: 'a-ready-token' });
amigo.close();

for (const [name, most] of Object.entries(MOST_MS)) {
  const ms = medians.get(name) ?? Infinity;
  say(`${name}, in the sandbox: p50 at most ${most} ms, here ${ms.toFixed(1)} ms`);
  if (process.env['BENCH_CHECK'] === '1' && ms > most) process.exitCode = 1;
}
