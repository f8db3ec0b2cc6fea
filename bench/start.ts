import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { say } from './output/lines.ts';

// What a host waits for, and holds, with every conversation: the built program beside a Node that does nothing, a server on
// the SDK that does nothing, the same nine tools registered plainly, and published servers where they are installed. One
// after the other in each round, each ended before the next starts.

/**
 * At most so many times `node -e 0`. Six were wanted for a first result: what is left is the compiling of what calls need,
 * the sandbox's start, and two requests through parts of Node that nothing has used before.
 */
const MOST_TIMES_NODE = { initialize: 3.2, list: 3.3, result: 7.3 };
/** `initialize`, at most so many times that of a server on the SDK that does nothing. */
const MOST_TIMES_NOTHING = 1.15;
/** More times `node -e 0` than a server that does nothing takes while a machine is quiet. */
const BUSY = 3.3;
const MOST_MB_AFTER_INITIALIZE = 55;
const MOST_PACKAGES = 1;
const MOST_BYTES_PACKED = 480_000;
const MOST_BYTES_UNPACKED = 1_200_000;

const ROUNDS = 21;
const MB = 1_000_000;
/**
 * Where published servers are installed, each in a folder of its own: `notion` and `openapi` by
 * `npm install --prefix FOLDER/notion @notionhq/notion-mcp-server` (and `@ivotoby/openapi-mcp-server`), `generated` by
 * openapi-mcp-generator from the contract, then `npm install && npm run build && npm prune --omit=dev` in it.
 */
const PUBLISHED = process.env['BENCH_PUBLISHED'];
const CONTRACT = path.resolve('test/contract/amigo-metric.openapi.json');

const run = promisify(execFile);
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^AMIGO_|^NODE_|_proxy$/i.test(name)),
);

interface Candidate {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is asked for a first result, of the sandbox. */
  readonly calls?: boolean;
  /** The folder whose size is what is installed. */
  readonly installed?: string;
}

interface Started {
  /** From its spawn, in milliseconds. */
  readonly initialize: number;
  readonly list: number;
  readonly result: number;
  /** Resident, in MB. */
  readonly mbAfterInitialize: number;
  readonly mbAfterWork: number;
}

const built = (name: string) => path.join(import.meta.dirname, `${name}.mjs`);
const OURS: Candidate = {
  name: 'amigo-metrics-mcp',
  args: ['dist/main.js', 'serve', '--sandbox'],
  calls: true,
};
const NOTHING: Candidate = { name: 'SDK, no tool', args: [built('nothing')] };
const candidates: Candidate[] = [
  OURS,
  NOTHING,
  { name: 'SDK, the same nine tools', args: [built('plain')] },
  ...publishedServers(),
];

function publishedServers(): Candidate[] {
  if (PUBLISHED === undefined) return [];
  const modules = (folder: string) => path.join(PUBLISHED, folder, 'node_modules');
  const servers: readonly Candidate[] = [
    {
      name: '@notionhq/notion-mcp-server',
      args: [path.join(modules('notion'), '@notionhq/notion-mcp-server/bin/cli.mjs')],
      env: { NOTION_TOKEN: 'none' },
      installed: modules('notion'),
    },
    {
      name: '@ivotoby/openapi-mcp-server',
      args: [path.join(modules('openapi'), '@ivotoby/openapi-mcp-server/bin/mcp-server.js')],
      env: { OPENAPI_SPEC_PATH: CONTRACT, API_BASE_URL: 'http://127.0.0.1:9' },
      installed: modules('openapi'),
    },
    {
      name: 'of openapi-mcp-generator',
      args: [path.join(PUBLISHED, 'generated/build/index.js')],
      env: { API_BASE_URL: 'http://127.0.0.1:9' },
      installed: modules('generated'),
    },
  ];
  return servers.filter(({ args: [file = ''] }) => existsSync(file));
}

/** Until a Node that does nothing has ended. */
async function node(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { env, stdio: 'ignore' }), 'exit');
  return performance.now() - start;
}

/** Speaks with a server that was not there before, as a host does, and ends it. */
async function start(candidate: Candidate): Promise<Started> {
  const begin = performance.now();
  const child = spawn(process.execPath, candidate.args, {
    env: { ...env, ...candidate.env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit');
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  send({
    id: 'initialize',
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
  });
  const at: Record<string, number> = {};
  const mb: Record<string, number> = {};
  for await (const line of createInterface(child.stdout)) {
    const { id, error }: { readonly id?: string; readonly error?: unknown } = JSON.parse(line);
    if (error !== undefined) throw new Error(`${candidate.name} answers ${line}`);
    if (id === undefined) continue;
    at[id] = performance.now() - begin;
    mb[id] = await residentMb(child.pid ?? 0);
    if (id === 'initialize') {
      send({ method: 'notifications/initialized' });
      send({ id: 'list', method: 'tools/list' });
    } else if (id === 'list' && candidate.calls) {
      send({ id: 'result', method: 'tools/call', params: { name: 'get_metrics', arguments: {} } });
    } else {
      // Not every server ends with its input.
      child.stdin.end();
      child.kill();
    }
  }
  await exit;
  return {
    initialize: at['initialize'] ?? Number.NaN,
    list: at['list'] ?? Number.NaN,
    result: at['result'] ?? Number.NaN,
    mbAfterInitialize: mb['initialize'] ?? Number.NaN,
    mbAfterWork: mb['result'] ?? Number.NaN,
  };
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kib] = /^VmRSS:\s+(\d+)/m.exec(status) ?? [];
  const { stdout } = kib === undefined ? await run('ps', ['-o', 'rss=', '-p', String(pid)]) : { stdout: kib };
  return (Number(stdout) * 1024) / MB;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

interface Size {
  readonly packages: number;
  readonly bytes: number;
}

/** Of everything below a folder of packages. */
async function sizeOf(modules: string): Promise<Size> {
  const found = await readdir(modules, { recursive: true, withFileTypes: true });
  const files = found
    .filter((file) => file.isFile() && file.name !== '.package-lock.json')
    .map((file) => path.join(file.parentPath, file.name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return {
    packages: files.filter((file) => /\/node_modules\/(?:@[^/]+\/)?[^/@]+\/package\.json$/.test(file)).length,
    bytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** What is left of the release once somebody has installed it. */
async function install(): Promise<Size & { readonly packed: number }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-install-'));
  try {
    const { stdout } = await run(process.execPath, ['scripts/release-pack.mjs', folder]);
    const tarball = stdout.trim();
    await run('npm', ['install', tarball, '--offline', '--no-audit', '--no-fund'], { cwd: folder });
    const size = await sizeOf(path.join(folder, 'node_modules'));
    return { ...size, packed: (await stat(tarball)).size };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const nodes: number[] = [];
const rounds = new Map<Candidate, Started[]>(candidates.map((candidate) => [candidate, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  nodes.push(await node());
  for (const [candidate, started] of rounds) started.push(await start(candidate));
}
const nodeMs = median(nodes);
const figure = (candidate: Candidate, of: keyof Started) =>
  median((rounds.get(candidate) ?? []).map((started) => started[of]));
const times = (ms: number) => (Number.isNaN(ms) ? '–' : `${Math.round(ms)} (${(ms / nodeMs).toFixed(2)})`);
const megabytes = (mb: number) => (Number.isNaN(mb) ? '–' : mb.toFixed(1));

say(
  `\nMedians of ${ROUNDS} rounds, Node ${process.versions.node}: milliseconds, and how many times \`node -e 0\`.\n`,
);
say('| | `initialize` | `tools/list` | first result | MB after `initialize` | MB after work |');
say('| --- | ---: | ---: | ---: | ---: | ---: |');
say(`| \`node -e 0\` | ${times(nodeMs)} | – | – | – | – |`);
for (const candidate of candidates) {
  const ms = (['initialize', 'list', 'result'] as const).map((of) => times(figure(candidate, of)));
  const mb = (['mbAfterInitialize', 'mbAfterWork'] as const).map((of) => megabytes(figure(candidate, of)));
  say(`| ${candidate.name} | ${[...ms, ...mb].join(' | ')} |`);
}
if (candidates.every(({ installed }) => installed === undefined))
  say('\nNo published server is installed: BENCH_PUBLISHED names no folder with one.');

const ours = await install();
const inWords = ({ packages, bytes }: Size) => `${packages} | ${(bytes / MB).toFixed(2)}`;
say('\n| installed | packages | MB |\n| --- | ---: | ---: |');
say(`| ${OURS.name} (${Math.round(ours.packed / 1000)} kB packed) | ${inWords(ours)} |`);
for (const { name, installed } of candidates)
  if (installed !== undefined) say(`| ${name} | ${inWords(await sizeOf(installed))} |`);

const goals: readonly (readonly [what: string, value: number, most: number])[] = [
  ['initialize / node', figure(OURS, 'initialize') / nodeMs, MOST_TIMES_NODE.initialize],
  ['tools/list / node', figure(OURS, 'list') / nodeMs, MOST_TIMES_NODE.list],
  ['first result / node', figure(OURS, 'result') / nodeMs, MOST_TIMES_NODE.result],
  [
    'initialize / SDK, no tool',
    figure(OURS, 'initialize') / figure(NOTHING, 'initialize'),
    MOST_TIMES_NOTHING,
  ],
  ['MB after initialize', figure(OURS, 'mbAfterInitialize'), MOST_MB_AFTER_INITIALIZE],
  ['packages', ours.packages, MOST_PACKAGES],
  ['bytes packed', ours.packed, MOST_BYTES_PACKED],
  ['bytes unpacked', ours.bytes, MOST_BYTES_UNPACKED],
];
if (figure(NOTHING, 'initialize') / nodeMs > BUSY)
  say(
    '\nThe machine is busy, which makes longer processes wait more often: measure again when nothing else runs.',
  );
say('');
for (const [what, value, most] of goals) {
  const met = value <= most;
  say(`${met ? 'met' : 'MISSED'}: ${what} ${Number(value.toFixed(2))}, at most ${most}`);
  if (!met && process.env['BENCH_CHECK'] === '1') process.exitCode = 1;
}
