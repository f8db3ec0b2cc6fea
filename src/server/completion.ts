import * as z from 'zod';
import { completePrompt } from '../prompts/index.ts';
import { completeResource } from '../resources/completion.ts';
import type { Suggestions } from '../resources/suggestions.ts';
import type { Tools } from '../tools/run.ts';
import { method, type Method } from '../protocol/dispatch.ts';

const params = z.object({
  ref: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ref/prompt'), name: z.string() }),
    z.object({ type: z.literal('ref/resource'), uri: z.string() }),
  ]),
  argument: z.object({ name: z.string(), value: z.string() }),
  context: z.object({ arguments: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** Completion of prompt arguments and of the variables in resource templates. */
export function completionMethods(tools: Tools, suggestions: Suggestions): Record<string, Method> {
  return {
    'completion/complete': method(params, async ({ ref, argument, context }) => {
      const others = context?.arguments ?? {};
      const completion =
        ref.type === 'ref/prompt'
          ? await completePrompt(tools, ref.name, argument, others, suggestions)
          : await completeResource(ref.uri, argument, others, suggestions);
      return { completion: { ...completion } };
    }),
  };
}
