import * as z from 'zod';
import type { Suggested, Suggestions } from '../resources/suggestions.ts';
import { problemsOf } from '../tools/runner/arguments.ts';

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
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly description?: string;
    readonly required: boolean;
  }[];
  readonly tools: readonly string[];
  /** The message, or every argument that is missing, unknown or wrong, in words. */
  read(given: Given): { readonly message: string } | { readonly problems: readonly string[] };
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
    name,
    title,
    description,
    arguments: Object.entries<z.ZodType>(schema.shape).map(([argument, type]) => ({
      name: argument,
      ...(type.description !== undefined && { description: type.description }),
      required: !type.safeParse(undefined).success,
    })),
    tools,
    read(given) {
      const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ''));
      const read = schema.safeParse(filled);
      if (read.success) return { message: prompt.message(read.data) };
      const properties = Object.fromEntries(Object.keys(schema.shape).map((key) => [key, {}]));
      return { problems: problemsOf(read.error, filled, { type: 'object', properties }) };
    },
    suggest(argument, typed, others, suggestions) {
      const known: Readonly<Record<string, NonNullable<Prompt<A>['suggest']>[string]>> = prompt.suggest ?? {};
      return known[argument]?.(typed, others, suggestions);
    },
  };
}
