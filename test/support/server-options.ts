import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { App } from '../../src/app.ts';
import { appMethods } from '../../src/mcp/app-methods.ts';
import { describeTool } from '../../src/mcp/listing.ts';
import type { ServerOptions } from '../../src/mcp/server.ts';
import type { AnyTool } from '../../src/tools/runner/define-tool.ts';

/** Descriptions are the same for every server, and making their schemas takes as long as many a test. */
const described = new WeakMap<AnyTool, Tool>();

function describedOnce(tool: AnyTool): Tool {
  const known = described.get(tool) ?? describeTool(tool);
  described.set(tool, known);
  return known;
}

/** What serves an app that is open already. */
export function serverOptions(app: App): ServerOptions {
  const { context, settings, tools } = app;
  return {
    tools: tools.listed.map(describedOnce),
    sandbox: context.connection.sandbox,
    redact: settings.redact,
    log: context.log,
    load: (server) => Promise.resolve(appMethods(app, server)),
  };
}
