import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { App } from '../app.ts';
import { isObject } from '../json.ts';
import type { Ask } from '../tools/runner/confirm.ts';
import type { Progress } from '../tools/runner/context.ts';
import { method, type Extra } from './dispatch.ts';
import { unknownName } from './protocol-error.ts';

/** Tools whose success changes what there is to read as a resource. */
const CHANGE_THE_LIST = new Set(['create_metric', 'delete_metric']);

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
) {
  return {
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
