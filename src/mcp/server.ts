// The SDK marks `Server` as deprecated in favour of `McpServer`, which answers an unknown tool with a tool result,
// passes no cursor to resource lists, answers an unknown URI with the wrong code, completes no optional prompt
// argument and words argument errors itself.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { Log } from '../log.ts';
import type { AppMethods } from './app-methods.ts';
import { APP_METHODS, dispatcher, method, onePage, type Method } from './dispatch.ts';
import { instructions } from './instructions.ts';
import { ProtocolError } from './protocol-error.ts';

/** Offers no tasks: a call that asks for one is answered as any other, as the protocol demands; the SDK refuses it. */
class TasklessServer extends Server {
  protected override assertTaskHandlerCapability(): void {}
}

/** The SDK would load a validator of JSON Schema at every start, for answers of persons that Zod checks here. */
const jsonSchemaValidator = {
  getValidator(): never {
    throw new Error('nothing is checked by JSON Schema');
  },
};

/** What a host asks for before the first call is here as data; what answers the rest is opened when it is needed. */
export interface ServerOptions {
  /** Those that are listed, in reading order. */
  readonly tools: readonly Tool[];
  readonly sandbox: boolean;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  readonly log: Log;
  /** Loads what answers the rest; asked again only after it has failed. */
  readonly load: (server: Server) => Promise<AppMethods>;
}

/** A server of the Model Context Protocol; connect it to a transport to serve. */
export function createServer({ tools, sandbox, redact, log, load }: ServerOptions): Server {
  const names = tools.map(({ name }) => name);
  const server = new TasklessServer(
    { name: 'amigo-metrics', title: 'Amigo metrics', version: process.env.PACKAGE_VERSION ?? '0.0.0' },
    {
      capabilities: { tools: {}, resources: { listChanged: true }, prompts: {}, completions: {} },
      instructions: instructions(names, sandbox),
      jsonSchemaValidator,
    },
  );

  let loading: Promise<AppMethods> | undefined;
  async function tryToLoad(): Promise<AppMethods> {
    try {
      return await load(server);
    } catch (error) {
      loading = undefined;
      log.error('a part of the program cannot be loaded', { fault: String(error) });
      throw new ProtocolError('internalError', 'A part of this program cannot be loaded: install it anew');
    }
  }
  const loaded = () => (loading ??= tryToLoad());
  const fromApp = APP_METHODS.map((name): [string, Method] => [
    name,
    async (params, extra) => (await loaded())[name](params, extra),
  ]);

  // One handler for every method instead of the SDK's registry, which answers malformed params as an internal
  // error with a dump of its schema.
  server.fallbackRequestHandler = dispatcher(
    {
      'tools/list': method(onePage, () => {
        // Once the list is on its way, so that the first call finds all it needs.
        setImmediate(() => void loaded().catch(() => {}));
        return { tools: [...tools] };
      }),
      ...Object.fromEntries(fromApp),
    },
    redact,
    log,
  );
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK's server is no EventTarget
  server.onerror = (error) => {
    // What follows the first colon may quote a message.
    log.warn('the protocol met a fault', { fault: error.message.split(':')[0] });
  };
  return server;
}
