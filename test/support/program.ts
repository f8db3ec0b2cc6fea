import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** The built program, from the project's folder. */
export const PROGRAM = 'dist/main.js';

/** The environment without what would change what the program does. */
export const CLEAN: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^AMIGO_|_proxy$|^NO_COLOR$/i.test(name) ? [] : [[name, value]],
  ),
);

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the start to the end. */
  readonly ms: number;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Everything written to standard error so far. */
  readonly stderr: () => string;
  /** Resolves when the process has ended and its streams are closed. */
  readonly ended: Promise<Ended>;
}

export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  return startProgram(PROGRAM, args, env);
}

/** The same for a program at another place. */
export function startProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const begin = performance.now();
  const child = spawn(process.execPath, [program, ...args], { env: { ...CLEAN, ...env } });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that ends before it has read everything is what some tests are about.
  child.stdin.on('error', () => {});
  const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
  const ended = once(child, 'close').then(() => ({
    code: child.exitCode,
    stdout: text(stdout),
    stderr: text(stderr),
    ms: performance.now() - begin,
  }));
  return { child, stderr: () => text(stderr), ended };
}

/** Runs it to its end, with this on its standard input. */
export function run(
  args: readonly string[],
  { env = {}, input = '' }: { env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<Ended> {
  const running = start(args, env);
  running.child.stdin.end(input);
  return running.ended;
}

/** A folder with a copy of what the build left, for a test to change; it goes with the test. */
export async function copyProgram(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'amigo-metrics-mcp-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(path.dirname(PROGRAM), folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}');
  return folder;
}
