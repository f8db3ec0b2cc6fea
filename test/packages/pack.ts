import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
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

/** What a real client finds on a server that it starts: its version, what it lists, its page, and its labels. */
export async function served(command: Omit<Parameters<typeof startCommand>[0], 'cwd'>, cwd: string) {
  const { client } = await startCommand({ ...command, cwd });
  const { tools } = await client.listTools();
  const { structured } = await callTool(client, 'get_metrics', { limit: 1 });
  const [page] = (await client.readResource({ uri: 'ui://amigo-metrics/results' })).contents;
  const [guide] = (await client.readResource({ uri: 'amigo://guide' })).contents;
  const labels = /`([^`]+\.json)`/.exec(guide && 'text' in guide ? guide.text : '')?.[1] ?? '';
  return {
    version: client.getServerVersion(),
    tools: tools.map(({ name }) => name),
    prompts: (await client.listPrompts()).prompts.map(({ name }) => name),
    sandbox: Object(structured).sandbox,
    page: page && 'text' in page ? page.text : undefined,
    /** What lies in the file that the guide names. */
    labels: JSON.parse(await readFile(labels, 'utf8')),
  };
}
