import type { GetPromptResult, Prompt as ListedPrompt } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { Suggested, Suggestions } from '../resources/suggestions.ts';
import { ProtocolError } from '../protocol/protocolError.ts';
import { problemsOf } from '../tools/arguments.ts';

type Given = Readonly<Record<string, string>>;

/** One prompt: a plan for a model, with the person's words in it as quoted data. */
interface Prompt<A extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Strings all; their descriptions are shown. */
  readonly arguments: A;
  /** The tools that the plan names: it is listed only where all of them are. */
  readonly tools: readonly string[];
  message(given: z.output<A>): string;
  /** What the beginning of an argument may become, for those that can be completed. */
  readonly suggest?: {
    readonly [K in keyof z.output<A>]?: (
      typed: string,
      others: Given,
      suggestions: Suggestions,
    ) => Suggested | Promise<Suggested>;
  };
}

/** A prompt behind one face, whatever its arguments are. */
export interface AnyPrompt {
  readonly listed: ListedPrompt;
  readonly tools: readonly string[];
  /** @throws {ProtocolError} invalid params, naming every argument that is missing, unknown or wrong */
  get(given: Given): GetPromptResult;
  /** Undefined for an argument that cannot be completed. */
  suggest(
    argument: string,
    typed: string,
    others: Given,
    suggestions: Suggestions,
  ): Suggested | Promise<Suggested> | undefined;
}

/** Closes a prompt's types over. Blank arguments are the same as absent ones: hosts send empty fields. */
export function definePrompt<A extends z.ZodObject>(prompt: Prompt<A>): AnyPrompt {
  const { name, title, description, arguments: schema, tools } = prompt;
  return {
    tools,
    listed: {
      name,
      title,
      description,
      arguments: Object.entries<z.ZodType>(schema.shape).map(([argument, each]) => ({
        name: argument,
        ...(each.description !== undefined && { description: each.description }),
        required: !each.safeParse(undefined).success,
      })),
    },
    get(given) {
      const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ''));
      const read = schema.safeParse(filled);
      if (!read.success) {
        const properties = Object.fromEntries(Object.keys(schema.shape).map((key) => [key, {}]));
        const problems = problemsOf(read.error, filled, { type: 'object', properties });
        throw new ProtocolError('invalidParams', `${name}: ${problems.join('; ')}`);
      }
      const text = prompt.message(read.data);
      return { description, messages: [{ role: 'user', content: { type: 'text', text } }] };
    },
    suggest(argument, typed, others, suggestions) {
      const known: Readonly<Record<string, NonNullable<Prompt<A>['suggest']>[string]>> = prompt.suggest ?? {};
      return known[argument]?.(typed, others, suggestions);
    },
  };
}
