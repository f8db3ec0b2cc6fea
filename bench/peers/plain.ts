import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import * as z from 'zod';
import { TOOLS } from '../../src/tools/index.ts';

// The same nine tools as somebody would register them who follows the SDK's own examples: all of them at the start, with
// their Zod schemas. `defineTool` is the identity here (see `identity.ts`), so that these are the tools as they are written.

const server = new McpServer({ name: 'plain', version: '1' });
for (const tool of TOOLS) {
  const { name, title, description, hints } = tool;
  if (!('input' in tool && tool.input instanceof z.ZodObject)) throw new Error(`${name} has no input.`);
  if (!('output' in tool && tool.output instanceof z.ZodObject)) throw new Error(`${name} has no output.`);
  const config = {
    title,
    description,
    inputSchema: tool.input,
    outputSchema: tool.output,
    annotations: { title, ...hints },
  };
  server.registerTool(name, config, () => {
    throw new Error('only its start is measured');
  });
}
await server.connect(new StdioServerTransport());
