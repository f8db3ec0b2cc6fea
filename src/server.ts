// The SDK marks `Server` as deprecated in favour of `McpServer`, which answers an unknown tool with a tool result,
// passes no cursor to resource lists, answers an unknown URI with the wrong code, completes no optional prompt
// argument and words argument errors itself.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { App } from './app.ts';
import { promptMethods } from './prompts/index.ts';
import { resourceMethods } from './resources/index.ts';
import { Suggestions } from './resources/suggestions.ts';
import { completionMethods } from './server/completion.ts';
import { dispatcher, method, onePage, type Extra, type Method } from './protocol/dispatch.ts';
import { instructions } from './server/instructions.ts';
import { unknownName } from './protocol/protocolError.ts';
import type { Progress } from './tools/call.ts';
import type { AnyTool, JsonSchema } from './tools/define.ts';

/** Tools whose success changes what there is to read as a resource. */
const CHANGE_THE_LIST = new Set(['create_metric', 'delete_metric']);

/** Offers no tasks: a call that asks for one is answered as any other, as the protocol demands; the SDK refuses it. */
class TasklessServer extends Server {
  protected override assertTaskHandlerCapability(): void {}
}

/** The app behind the Model Context Protocol; connect it to a transport to serve. */
export function createServer(app: App): Server {
  const server = new TasklessServer(
    { name: 'amigo-metrics', title: 'Amigo metrics', version: process.env.PACKAGE_VERSION ?? '0.0.0' },
    {
      capabilities: { tools: {}, resources: { listChanged: true }, prompts: {}, completions: {} },
      instructions: instructions(app),
    },
  );
  const suggestions = new Suggestions(app.session);
  const changed = async () => {
    suggestions.forget();
    await server
      .sendResourceListChanged()
      .catch(() => app.session.log.debug('nobody hears of the changed list'));
  };

  // One handler for every method instead of the SDK's registry, which answers malformed params as an internal
  // error with a dump of its schema.
  server.fallbackRequestHandler = dispatcher(
    {
      ...toolMethods(app, changed),
      ...resourceMethods(app),
      ...promptMethods(app.tools),
      ...completionMethods(app.tools, suggestions),
    },
    app.settings.redact,
    app.session.log,
  );
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK's server is no EventTarget
  server.onerror = (error) => {
    // What follows the first colon may quote a message.
    app.session.log.warn('the protocol met a fault', { fault: error.message.split(':')[0] });
  };
  return server;
}

/** As it came: a schema of a record would drop a `__proto__` unsaid. */
const named = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected record',
);

function toolMethods({ tools, session }: App, changed: () => Promise<void>): Record<string, Method> {
  const listed = tools.listed.map(described);
  return {
    'tools/list': method(onePage, () => ({ tools: listed })),
    'tools/call': method(
      z.object({ name: z.string(), arguments: named.nullish() }),
      async ({ name, arguments: given }, extra): Promise<CallToolResult> => {
        if (!tools.has(name))
          throw unknownName(
            'tool',
            name,
            tools.listed.map((tool) => tool.name),
          );
        const progress = progressOf(extra, () => session.log.debug('progress was not delivered'));
        const { text, structured, isError } = await tools.run(name, given ?? {}, {
          signal: extra.signal,
          progress,
        });
        if (CHANGE_THE_LIST.has(name) && structured && structured['already_deleted'] !== true)
          await changed();
        return {
          content: [{ type: 'text', text }],
          ...(structured && { structuredContent: { ...structured } }),
          ...(isError && { isError }),
        };
      },
    ),
  };
}

function described(tool: AnyTool): Tool {
  const { name, title, description, hints } = tool;
  return {
    name,
    title,
    description,
    inputSchema: schemaOf(tool.inputSchema),
    outputSchema: schemaOf(tool.outputSchema),
    annotations: { title, ...hints },
  };
}

/** The same, in the type that the SDK can write to. */
function schemaOf({ required, ...schema }: JsonSchema) {
  return { ...schema, ...(required && { required: [...required] }) };
}

/** Undefined when the caller did not ask for progress. */
function progressOf({ _meta, sendNotification }: Extra, failed: () => void): Progress | undefined {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return (progress, total, message) => {
    sendNotification({
      method: 'notifications/progress',
      params: { progressToken, progress, ...(total !== undefined && { total }), message },
    }).catch(failed);
  };
}
