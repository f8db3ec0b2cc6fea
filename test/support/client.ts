import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import { onTestFinished } from 'vitest';
import { openApp, type App, type AppSettings } from '../../src/app.ts';
import { readConfig } from '../../src/config/index.ts';
import { connect } from '../../src/connect.ts';
import { createLog } from '../../src/log.ts';
import { createSecrets } from '../../src/secrets.ts';
import { createServer } from '../../src/mcp/server.ts';
import { CLEAN, PROGRAM } from './program.ts';
import { serverOptions } from './server-options.ts';

type Env = Readonly<Record<string, string>>;
/** Registers what is to be done when a test ends. Tests that run beside others give their own. */
export type AtEnd = (end: () => Promise<void>) => void;

type OutputSchema = Parameters<AjvJsonSchemaValidator['getValidator']>[0];

/** Checks as the SDK does, but compiles an output schema once, and not again for every client that lists the tools. */
class SharedValidator extends AjvJsonSchemaValidator {
  readonly #known = new Map<string, OutputSchema>();

  override getValidator<T>(schema: OutputSchema) {
    const text = JSON.stringify(schema);
    const known = this.#known.get(text) ?? schema;
    this.#known.set(text, known);
    return super.getValidator<T>(known);
  }
}

const jsonSchemaValidator = new SharedValidator();
const newClient = () => new Client({ name: 'test', version: '1' }, { jsonSchemaValidator });

/** What a host could see of a server. */
export interface Served {
  readonly client: Client;
  /** Everything that was logged so far. */
  readonly log: () => string;
}

/** What a host starts. */
interface Command {
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  readonly env?: Env | undefined;
  readonly cwd?: string;
}

/** Starts a server as hosts do, and joins the SDK's client to it; both end with the test. */
export async function startCommand(
  { command, args = [], env = {}, cwd = '.' }: Command,
  atEnd: AtEnd = onTestFinished,
): Promise<Served> {
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...CLEAN, ...env },
    cwd,
    stderr: 'pipe',
  });
  const chunks: Buffer[] = [];
  transport.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const client = newClient();
  await client.connect(transport);
  atEnd(() => client.close());
  return { client, log: () => Buffer.concat(chunks).toString('utf8') };
}

/** The built program, as `startCommand` starts it. */
export function startServer(args: readonly string[], env: Env = {}, atEnd?: AtEnd): Promise<Served> {
  return startCommand({ command: process.execPath, args: [PROGRAM, ...args], env }, atEnd);
}

/** What a call of a tool gave, as a host sees it. */
export interface Answer {
  /** Of a failed call it begins with the error's code. */
  readonly text: string;
  /** Undefined when the call failed. */
  readonly structured: unknown;
  readonly isError: boolean;
}

export async function callTool(
  client: Client,
  name: string,
  given: object,
  signal?: AbortSignal,
): Promise<Answer> {
  const { content, structuredContent, isError } = await client.callTool(
    { name, arguments: { ...given } },
    undefined,
    signal && { signal },
  );
  const [first]: unknown[] = Array.isArray(content) ? content : [];
  const text = first instanceof Object && 'text' in first ? String(first.text) : '';
  return { text, structured: structuredContent, isError: isError === true };
}

interface AppOptions {
  readonly atEnd?: AtEnd;
  /** What no environment could ask for, such as a deadline of a second. */
  readonly settings?: Partial<AppSettings>;
}

/** An app as the environment configures it, in this process; it ends with the test. */
export function createApp(
  env: Env,
  { atEnd = onTestFinished, settings }: AppOptions = {},
): { readonly app: App; readonly log: () => string; readonly lines: readonly string[] } {
  const read = readConfig(env);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const secrets = createSecrets(...read.config.secrets);
  const lines: string[] = [];
  const log = createLog('debug', secrets, (line) => lines.push(line));
  const app = openApp(connect(read.config, { log, secrets }), log, {
    ...read.config,
    redact: (text) => secrets.redact(text),
    ...settings,
  });
  atEnd(() => app.close());
  return { app, lines, log: () => lines.join('') };
}

/** The SDK's client, joined to a server over this app. */
export async function join(app: App, atEnd: AtEnd = onTestFinished): Promise<Client> {
  const [here, there] = InMemoryTransport.createLinkedPair();
  const client = newClient();
  await createServer(serverOptions(app)).connect(there);
  await client.connect(here);
  atEnd(() => client.close());
  return client;
}

/** Everything behind one call, for tests that need no process of their own. */
export async function serve(env: Env, atEnd: AtEnd = onTestFinished): Promise<Served> {
  const { app, log } = createApp(env, { atEnd });
  return { client: await join(app, atEnd), log };
}
