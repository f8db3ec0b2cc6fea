import * as z from 'zod';
import type { Completion, Suggestions } from '../resources/suggestions.ts';
import { problemsOf } from '../tools/runner/arguments.ts';

/** Arguments as a person filled them in. */
type Filled = Readonly<Record<string, string>>;

/** One prompt: a plan for a model, with the person's words in it as quoted data. */
interface Prompt<A extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Strings all; their descriptions are shown. */
  readonly arguments: A;
  /** The tools that the plan names: it is listed only where all of them are. */
  readonly tools: readonly string[];
  message(input: z.output<A>): string;
  /** What the beginning of an argument may become, for those that can be completed. */
  readonly completions?: { readonly [K in keyof z.output<A>]?: Complete };
}

type Complete = (typed: string, filled: Filled, suggestions: Suggestions) => Completion | Promise<Completion>;

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
  read(filled: Filled): { readonly message: string } | { readonly problems: readonly string[] };
  /** Undefined for an argument that cannot be completed. @param filled the arguments that stand already */
  complete(argument: string, ...rest: Parameters<Complete>): ReturnType<Complete> | undefined;
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
    read(filled) {
      const input = Object.fromEntries(Object.entries(filled).filter(([, value]) => value.trim() !== ''));
      const read = schema.safeParse(input);
      if (read.success) return { message: prompt.message(read.data) };
      const properties = Object.fromEntries(Object.keys(schema.shape).map((key) => [key, {}]));
      return { problems: problemsOf(read.error, input, { type: 'object', properties }) };
    },
    complete(argument, ...rest) {
      const completions: Readonly<Record<string, Complete | undefined>> = prompt.completions ?? {};
      return Object.hasOwn(completions, argument) ? completions[argument]?.(...rest) : undefined;
    },
  };
}
