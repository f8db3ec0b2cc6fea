import type { App } from '../../src/app.ts';
import { appMethods } from '../../src/mcp/app-methods.ts';
import { describeTool } from '../../src/mcp/listing.ts';
import type { ServerOptions } from '../../src/mcp/server.ts';

/** What serves an app that is open already. */
export function serverOptions(app: App): ServerOptions {
  const { context, settings, tools } = app;
  return {
    tools: tools.listed.map(describeTool),
    sandbox: context.connection.sandbox,
    redact: settings.redact,
    log: context.log,
    load: (server) => Promise.resolve(appMethods(app, server)),
  };
}
