import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { App } from '../app.ts';
import { isObject } from '../json.ts';
import { resultsPage } from '../resources/results-page.ts';
import type { Ask } from '../tools/runner/confirm.ts';
import type { Progress } from '../tools/runner/context.ts';
import type { AnyTool } from '../tools/runner/define-tool.ts';
import type { JsonSchema } from '../tools/runner/json-schema.ts';
import { method, onePage, type Extra, type Method } from './dispatch.ts';
import { unknownName } from './protocol-error.ts';

/** Tools whose success changes what there is to read as a resource. */
const CHANGE_THE_LIST = new Set(['create_metric', 'delete_metric']);

/** Pages of MCP Apps that draw a tool's answers. A host that knows none of them passes over what names them. */
const PAGES = new Map([['get_metric_evaluation_results', resultsPage.uri]]);

/** As it came: a schema of a record would drop the key `__proto__` without an error. */
const anyArguments = z.custom<Readonly<Record<string, unknown>>>(isObject, 'expected record');

/**
 * @param changed called when a call has changed which metrics there are
 * @param askThrough how the host lets a person be asked; undefined when it does not
 */
export function toolMethods(
  { tools, context }: App,
  changed: () => Promise<void>,
  askThrough: () => Ask | undefined,
): Record<string, Method> {
  const listed = tools.listed.map(described);
  return {
    'tools/list': method(onePage, () => ({ tools: listed })),
    'tools/call': method(
      z.object({ name: z.string(), arguments: anyArguments.nullish() }),
      async ({ name, arguments: input }, extra): Promise<CallToolResult> => {
        if (!tools.has(name))
          throw unknownName(
            'tool',
            name,
            tools.listed.map((tool) => tool.name),
          );
        const progress = progressOf(extra, () => context.log.debug('progress was not delivered'));
        const { text, structured, isError } = await tools.run(name, input ?? {}, {
          signal: extra.signal,
          progress,
          ask: askThrough(),
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
