import * as z from 'zod';
import { FIXED, TEMPLATES } from '../resources/index.ts';
import { NO_COMPLETION, type Completion, type Suggestions } from '../resources/suggestions.ts';
import type { Tools } from '../tools/runner/run.ts';
import { method } from './dispatch.ts';
import { promptNamed } from './prompts.ts';
import { unknownName } from './protocol-error.ts';

const params = z.object({
  ref: z.discriminatedUnion('type', [
    z.object({ type: z.literal('ref/prompt'), name: z.string() }),
    z.object({ type: z.literal('ref/resource'), uri: z.string() }),
  ]),
  argument: z.object({ name: z.string(), value: z.string() }),
  context: z.object({ arguments: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** Completion of prompt arguments and of the variables in resource templates. */
export function completionMethods(tools: Tools, suggestions: Suggestions) {
  return {
    'completion/complete': method(params, async ({ ref, argument, context }) => {
      const filled = context?.arguments ?? {};
      const completion =
        ref.type === 'ref/prompt'
          ? await promptNamed(tools, ref.name).complete(argument.name, argument.value, filled, suggestions)
          : await completeVariable(ref.uri, argument, filled, suggestions);
      return { completion: { ...(completion ?? NO_COMPLETION) } };
    }),
  };
}

/** What a variable of a template may become. A fixed resource has none, which is no error. */
async function completeVariable(
  uri: string,
  argument: { readonly name: string; readonly value: string },
  filled: Readonly<Record<string, string>>,
  suggestions: Suggestions,
): Promise<Completion> {
  const known = [...FIXED, ...TEMPLATES].map((resource) => resource.uri);
  if (!known.includes(uri)) throw unknownName('resource template', uri, known);
  if (!uri.includes(`{${argument.name}}`)) return NO_COMPLETION;
  return argument.name === 'metric_id'
    ? suggestions.metricIds(argument.value)
    : suggestions.versions(filled.metric_id, argument.value);
}
