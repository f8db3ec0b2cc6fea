import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config/index.ts';
import { connect } from '../../src/connect.ts';
import { createLog } from '../../src/log.ts';
import { createServer } from '../../src/mcp/server.ts';
import { createSecrets } from '../../src/secrets.ts';
import { serverOptions } from '../../test/support/server-options.ts';

export interface ToolResult {
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
}

export interface Program {
  /** One request of the protocol, and its result. */
  ask<T>(method: string, params: object): Promise<T>;
  close(): Promise<void>;
}

/**
 * The whole program, stdio aside, with its own deadlines. What asks it is no client of the SDK: that would hold every
 * answer against its schema, in the same process.
 */
export async function openProgram(port: number): Promise<Program> {
  const read = readConfig({
    AMIGO_API_BASE_URL: `http://127.0.0.1:${port}`,
    AMIGO_ORG_ID: 'organization',
    AMIGO_API_KEY: 'key',
    AMIGO_API_KEY_ID: 'key-id',
    AMIGO_USER_ID: 'user',
    AMIGO_TIMEZONE: 'UTC',
  });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const secrets = createSecrets(...read.config.secrets);
  const log = createLog('error', secrets);
  const app = openApp(connect(read.config, { log, secrets }), log, {
    ...read.config,
    redact: (text) => secrets.redact(text),
  });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await createServer(serverOptions(app)).connect(there);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a transport of the SDK has no other way
  here.onmessage = (message) => {
    if (!('id' in message) || 'method' in message) return;
    const waiter = waiting.get(Number(message.id));
    if ('result' in message) waiter?.resolve(message.result);
    else waiter?.reject(new Error(message.error.message));
  };
  await here.start();
  let last = 0;
  const ask = <T>(method: string, params: object): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve: (value) => resolve(value as T), reject });
      void here.send({ jsonrpc: '2.0', id: last, method, params: { ...params } });
    });
  await ask('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  });
  await here.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  return {
    ask,
    async close() {
      await here.close();
      await app.close();
    },
  };
}
