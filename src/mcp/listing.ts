import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { Access } from '../config/access.ts';
import { resultsPage } from '../resources/results-page.ts';
import { TOOLS } from '../tools/index.ts';
import type { AnyTool } from '../tools/runner/define-tool.ts';
import type { JsonSchema } from '../tools/runner/json-schema.ts';

/** Pages of MCP Apps that draw a tool's answers. A host that knows none of them passes over what names them. */
const PAGES = new Map([['get_metric_evaluation_results', resultsPage.uri]]);

/**
 * Every tool as hosts see it, in reading order. The build puts the value of this in place of the whole file, so that a
 * server lists its tools before it has loaded any.
 */
export const LISTING: readonly { readonly access: Access; readonly tool: Tool }[] = TOOLS.map((tool) => ({
  access: tool.access,
  tool: describeTool(tool),
}));

export function describeTool(tool: AnyTool): Tool {
  const { name, title, description, hints } = tool;
  const page = PAGES.get(name);
  return {
    name,
    title,
    description,
    inputSchema: schemaOf(tool.inputSchema),
    outputSchema: schemaOf(tool.outputSchema),
    annotations: { title, ...hints },
    // The flat key is what hosts of the first drafts read.
    ...(page !== undefined && { _meta: { ui: { resourceUri: page }, 'ui/resourceUri': page } }),
  };
}

/** The same, in the type that the SDK can write to. */
function schemaOf({ required, ...schema }: JsonSchema) {
  return { ...schema, ...(required && { required: [...required] }) };
}
