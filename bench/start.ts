import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';

// What a host waits for: the built program against a Node that does nothing, side by side in one run.

const RUNS = 15;
const PROGRAM = 'dist/main.js';
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AMIGO_')));
const HELLO = [
  {
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
  },
  { method: 'notifications/initialized' },
  { id: 2, method: 'tools/list' },
]
  .map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  .join('');

/** Until the process has ended. */
async function ended(...args: readonly string[]): Promise<number> {
  const start = performance.now();
  const [code] = (await once(spawn(process.execPath, args, { env, stdio: 'ignore' }), 'exit')) as [number];
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}.`);
  return performance.now() - start;
}

/** Until a host has the list of tools, from a process that was not there before. */
async function listed(): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const exit = once(child, 'exit');
  child.stdin.write(HELLO);
  let ms = Number.NaN;
  for await (const line of createInterface(child.stdout)) {
    const { id }: { readonly id?: number } = JSON.parse(line);
    if (id !== 2) continue;
    ms = performance.now() - start;
    child.stdin.end();
  }
  await exit;
  return ms;
}

const times: { node: number; version: number; list: number }[] = [];
for (let run = 0; run < RUNS; run += 1)
  times.push({
    node: await ended('-e', '0'),
    version: await ended(PROGRAM, '--version'),
    list: await listed(),
  });

const median = (of: (each: (typeof times)[number]) => number) =>
  times.map(of).sort((one, other) => one - other)[Math.floor(RUNS / 2)] ?? Number.NaN;
const node = median(({ node }) => node);
const say = (what: string, ms: number) =>
  process.stdout.write(`${what}: ${Math.round(ms)} ms, ratio ${(ms / node).toFixed(2)}\n`);

say('node -e 0', node);
say(
  '--version',
  median(({ version }) => version),
);
say(
  'initialize and tools/list',
  median(({ list }) => list),
);
process.stdout.write(`bundle: ${Math.round((await stat(PROGRAM)).size / 1024)} KiB, one file\n`);
