import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as z from 'zod';

/** What a host hands on of its environment: nothing that speaks of an Amigo. */
const HANDED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'SYSTEMROOT', 'USERPROFILE', 'TEMP'];

const answerSchema = z.object({
  id: z.number(),
  result: z.unknown(),
  error: z.object({ message: z.string() }).optional(),
});

/** As much of a host as a script needs: a server on the other end of standard input and output. */
export interface Host {
  /** The result of a request. @throws {Error} with the server's message, or when the server ends without an answer */
  request(method: string, params: object): Promise<unknown>;
  /** Ends the server as hosts do: it reads no more. */
  close(): Promise<void>;
}

/** Starts a server of the Model Context Protocol, and initializes it. @param args of Node, the program's path first */
export async function startHost(args: readonly string[]): Promise<Host> {
  const env = Object.fromEntries(HANDED_ON.map((name) => [name, process.env[name]]));
  const server = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  // Whoever writes to a server that is gone learns it from its end.
  server.stdin.on('error', () => {});
  const ended = once(server, 'close');
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const send = (message: object) => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

  let last = 0;
  async function request(method: string, params: object): Promise<unknown> {
    const id = (last += 1);
    send({ id, method, params });
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      const read = answerSchema.safeParse(JSON.parse(line.value));
      if (!read.success || read.data.id !== id) continue;
      if (read.data.error) throw new Error(read.data.error.message);
      return read.data.result;
    }
    throw new Error(`the server ended before it answered ${method}`);
  }

  await request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'amigo-metrics-demo', version: process.env.PACKAGE_VERSION ?? '0.0.0' },
  });
  send({ method: 'notifications/initialized' });
  return {
    request,
    async close() {
      server.stdin.end();
      await ended;
    },
  };
}
