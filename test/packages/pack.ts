import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { callTool, startCommand } from '../support/client.ts';

export const run = promisify(execFile);

/** A new empty folder outside the project, where nothing of its node_modules can be found. */
export function emptyFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'amigo-metrics-mcp-test-'));
}

/** Runs a packing script into a folder and gives the path that it prints last. */
export async function pack(script: string, folder: string): Promise<string> {
  const { stdout } = await run(process.execPath, [path.join('scripts', script), folder]);
  return stdout.trim().split('\n').at(-1) ?? '';
}

/** What a real client finds on a server that it starts: its version, what it lists, and its page. */
export async function served(command: Omit<Parameters<typeof startCommand>[0], 'cwd'>, cwd: string) {
  const { client } = await startCommand({ ...command, cwd });
  const { tools } = await client.listTools();
  const { structured } = await callTool(client, 'get_metrics', { limit: 1 });
  const [page] = (await client.readResource({ uri: 'ui://amigo-metrics/results' })).contents;
  return {
    version: client.getServerVersion(),
    tools: tools.map(({ name }) => name),
    prompts: (await client.listPrompts()).prompts.map(({ name }) => name),
    sandbox: Object(structured).sandbox,
    page: page && 'text' in page ? page.text : undefined,
  };
}
