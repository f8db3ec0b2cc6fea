import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

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

interface Server {
  readonly command: string;
  readonly args?: string[] | undefined;
  readonly env?: Record<string, string> | undefined;
}

/** What a real client finds on a server that it starts: its version and the tools that it lists. */
export async function served({ command, args = [], env = {} }: Server, cwd: string) {
  const client = new Client({ name: 'package-test', version: '0' });
  const { PATH = '' } = process.env;
  await client.connect(
    new StdioClientTransport({ command, args, env: { PATH, ...env }, cwd, stderr: 'ignore' }),
  );
  try {
    const { tools } = await client.listTools();
    const answer = await client.callTool({ name: 'get_metrics', arguments: { limit: 1 } });
    return {
      version: client.getServerVersion(),
      tools: tools.map(({ name }) => name),
      prompts: (await client.listPrompts()).prompts.map(({ name }) => name),
      sandbox: Object(answer.structuredContent).sandbox,
    };
  } finally {
    await client.close();
  }
}
