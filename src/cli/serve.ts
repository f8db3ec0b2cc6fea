import type { Readable, Writable } from 'node:stream';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { App } from '../app.ts';
import { allows, type Access } from '../config/access.ts';
import { waitFor } from '../deadline.ts';
import { LISTING } from '../mcp/listing.ts';
import { createServer, type ServerOptions } from '../mcp/server.ts';
import { StdioTransport } from '../mcp/stdio.ts';

/** From the end of input, or a signal, to the moment when calls that still run are given up. */
const ANSWER_MS = 1_200;
/** From then on, for the words on what was given up: whether a write was sent. */
const GIVING_UP_MS = 250;
/** From the end of input, or a signal, to the end of the process, whatever still hangs. */
const EXIT_MS = 1_700;

interface Serving extends Omit<ServerOptions, 'tools' | 'load'> {
  readonly access: Access;
  /** Whether there are credentials, or the sandbox. */
  readonly configured: boolean;
  /** Opens what calls need; asked again only after it has failed. */
  readonly openApp: () => Promise<App>;
}

/**
 * Serves MCP over standard input and output until input ends, output is closed, or SIGTERM or SIGINT comes; then
 * answers what it can within 1.2 seconds and ends. Resolves to the exit code, which is 0: all of these are normal.
 */
export async function serve(
  { access, sandbox, configured, redact, log, openApp }: Serving,
  { stdin, stdout }: { readonly stdin: Readable; readonly stdout: Writable },
): Promise<number> {
  const tools = LISTING.flatMap((listed) => (allows(access, listed.access) ? [listed.tool] : []));
  let app: App | undefined;
  const load = async (server: Server) => {
    const [{ appMethods }, opened] = await Promise.all([import('./on-demand.ts'), openApp()]);
    app = opened;
    return appMethods(app, server);
  };
  const transport = new StdioTransport(stdin, stdout, log);
  const ended = new Promise<string>((resolve) => {
    transport.onend = resolve;
    process.once('SIGTERM', resolve).once('SIGINT', resolve);
  });
  await createServer({ tools, sandbox, redact, log, load }).connect(transport);
  log.info('serving MCP on standard input and output', { tools: tools.length, sandbox, configured });

  const reason = await ended;
  log.info('ending', { reason });
  setTimeout(() => process.exit(0), EXIT_MS).unref();
  transport.stopReading();
  await waitFor(transport.drained(), { deadline: performance.now() + ANSWER_MS });
  await app?.close();
  await waitFor(transport.drained(), { deadline: performance.now() + GIVING_UP_MS });
  // Only now: closing makes the protocol drop every answer that is still to come.
  await transport.close();
  return 0;
}
