// The SDK marks `Server` as deprecated in favour of `McpServer`, which answers an unknown tool with a tool result,
// passes no cursor to resource lists, answers an unknown URI with the wrong code, completes no optional prompt
// argument and words argument errors itself.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { App } from '../app.ts';
import { promptMethods } from './prompts.ts';
import { resourceMethods } from './resources.ts';
import { Suggestions } from '../resources/suggestions.ts';
import { askThrough } from './elicitation.ts';
import { completionMethods } from './completion.ts';
import { dispatcher } from './dispatch.ts';
import { instructions } from './instructions.ts';
import { toolMethods } from './tools.ts';

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
  const suggestions = new Suggestions(app.context);
  const changed = async () => {
    suggestions.forget();
    await server
      .sendResourceListChanged()
      .catch(() => app.context.log.debug('nobody hears of the changed list'));
  };

  // One handler for every method instead of the SDK's registry, which answers malformed params as an internal
  // error with a dump of its schema.
  server.fallbackRequestHandler = dispatcher(
    {
      ...toolMethods(app, changed, () => askThrough(server, app.settings.redact)),
      ...resourceMethods(app),
      ...promptMethods(app.tools),
      ...completionMethods(app.tools, suggestions),
    },
    app.settings.redact,
    app.context.log,
  );
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK's server is no EventTarget
  server.onerror = (error) => {
    // What follows the first colon may quote a message.
    app.context.log.warn('the protocol met a fault', { fault: error.message.split(':')[0] });
  };
  return server;
}
