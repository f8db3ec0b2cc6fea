import type { Completion, Suggestions } from '../resources/suggestions.ts';
import { clean, cut } from '../text/clean.ts';

/** Arguments as they came. */
type Filled = Readonly<Record<string, string>>;

/** An argument of a prompt. None is required, and none refused: hosts split and cut what a person types. */
interface Argument {
  readonly description: string;
  /** Whether a text can be this; one that cannot belongs to the argument before. Any can, unless said. */
  readonly fits?: (text: string) => boolean;
}

/** One prompt: a plan for a model, with the person's words in it as quoted data. */
interface Prompt<A extends Readonly<Record<string, Argument>>> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** In the order in which a host hands on what was typed. */
  readonly arguments: A;
  /** The tools that the plan names: it is listed only where all of them are. */
  readonly tools: readonly string[];
  message(input: { readonly [K in keyof A]?: string }): string;
  /** What the beginning of an argument may become, for those that can be completed. */
  readonly completions?: { readonly [K in keyof A]?: Complete };
}

type Complete = (typed: string, filled: Filled, suggestions: Suggestions) => Completion | Promise<Completion>;

/** A prompt behind one face, whatever its arguments are. */
export interface AnyPrompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly description: string;
    readonly required: false;
  }[];
  readonly tools: readonly string[];
  read(filled: Filled): string;
  /** Undefined for an argument that cannot be completed. @param filled the arguments that stand already */
  complete(argument: string, ...rest: Parameters<Complete>): ReturnType<Complete> | undefined;
}

const MOST_CHARACTERS = 4_000;
const STRAY_QUOTES = /^[\s"'“”„«»‘’`]+|[\s"'“”„«»‘’`]+$/gu;

/** Closes a prompt's types over. Blank arguments are the same as absent ones: hosts send empty fields. */
export function definePrompt<A extends Readonly<Record<string, Argument>>>(prompt: Prompt<A>): AnyPrompt {
  const { name, title, description, tools } = prompt;
  const all = Object.entries<Argument>(prompt.arguments);
  return {
    name,
    title,
    description,
    arguments: all.map(([argument, { description: text }]) => ({
      name: argument,
      description: text,
      required: false,
    })),
    tools,
    read(filled) {
      const typed = typedOf(all, filled);
      return [prompt.message(joined(prompt.arguments, typed)), ...asTyped(typed)].join('\n\n');
    },
    complete(argument, ...rest) {
      const completions: Readonly<Record<string, Complete | undefined>> = prompt.completions ?? {};
      return Object.hasOwn(completions, argument) ? completions[argument]?.(...rest) : undefined;
    },
  };
}

type Named = readonly (readonly [name: string, argument: Argument])[];

/** What came for each argument, blank ones aside. */
function typedOf(all: Named, filled: Filled): Map<string, string> {
  return new Map(
    all.flatMap(([name]) => {
      const text = Object.hasOwn(filled, name) ? clean(filled[name] ?? '').trim() : '';
      return text === '' ? [] : [[name, cut(text, MOST_CHARACTERS)] as const];
    }),
  );
}

/** The arguments without stray quotes, and with pieces that cannot be what they stand for where they belong. */
function joined<A extends Readonly<Record<string, Argument>>>(
  named: A,
  typed: ReadonlyMap<string, string>,
): { readonly [K in keyof A]?: string } {
  const pieces = new Map<string, string[]>();
  let last: string | undefined;
  for (const [name, { fits }] of Object.entries<Argument>(named)) {
    const text = typed.get(name);
    if (text === undefined) continue;
    if (!fits || fits(withoutQuotes(text))) last = name;
    if (last !== undefined) pieces.set(last, [...(pieces.get(last) ?? []), text]);
  }
  const texts = [...pieces].map(([name, parts]) => [name, withoutQuotes(parts.join(' '))] as const);
  const given: Partial<Record<keyof A, string>> = {};
  return Object.assign(given, Object.fromEntries(texts.filter(([, text]) => text !== '')));
}

function withoutQuotes(text: string): string {
  return text.replace(STRAY_QUOTES, '');
}

function asTyped(typed: ReadonlyMap<string, string>): string[] {
  if (typed.size === 0) return [];
  return [
    `As it came: ${JSON.stringify(Object.fromEntries(typed))}. Hosts may split what a person types at blanks and drop the rest: where it reads as cut off, take the rest from the conversation, or ask.`,
  ];
}
