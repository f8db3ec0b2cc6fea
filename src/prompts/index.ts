import * as z from 'zod';
import { NOTHING, type Suggested, type Suggestions } from '../resources/suggestions.ts';
import { method, onePage, type Method } from '../protocol/dispatch.ts';
import { ProtocolError, unknownName } from '../protocol/protocolError.ts';
import type { Tools } from '../tools/run.ts';
import { authorMetric } from './author_metric.ts';
import { compareVersions } from './compare_versions.ts';
import type { AnyPrompt } from './define.ts';
import { investigateConversation } from './investigate_conversation.ts';
import { reviewResults } from './review_results.ts';

const PROMPTS: readonly AnyPrompt[] = [authorMetric, reviewResults, compareVersions, investigateConversation];

/** Prompts whose tools are all there. */
export function promptMethods(tools: Tools): Record<string, Method> {
  const listed = listedPrompts(tools);
  return {
    'prompts/list': method(onePage, () => ({ prompts: listed.map((prompt) => prompt.listed) })),
    'prompts/get': method(
      z.object({ name: z.string(), arguments: z.record(z.string(), z.string().nullable()).nullish() }),
      ({ name, arguments: given }) => {
        const filled = Object.entries(given ?? {}).map(([key, value]) => [key, value ?? '']);
        return promptNamed(name, listed).get(Object.fromEntries(filled));
      },
    ),
  };
}

/** What an argument of a prompt may become. */
export async function completePrompt(
  tools: Tools,
  name: string,
  argument: { readonly name: string; readonly value: string },
  others: Readonly<Record<string, string>>,
  suggestions: Suggestions,
): Promise<Suggested> {
  const prompt = promptNamed(name, listedPrompts(tools));
  return (await prompt.suggest(argument.name, argument.value, others, suggestions)) ?? NOTHING;
}

function listedPrompts(tools: Tools): AnyPrompt[] {
  const names = new Set(tools.listed.map((tool) => tool.name));
  return PROMPTS.filter((prompt) => prompt.tools.every((tool) => names.has(tool)));
}

function promptNamed(name: string, listed: readonly AnyPrompt[]): AnyPrompt {
  const prompt = listed.find((each) => each.listed.name === name);
  if (prompt) return prompt;
  if (PROMPTS.some((each) => each.listed.name === name)) {
    throw new ProtocolError(
      'invalidParams',
      `The prompt ${name} needs tools that this server does not list: AMIGO_ACCESS (or --access) switches them off`,
    );
  }
  throw unknownName(
    'prompt',
    name,
    listed.map((each) => each.listed.name),
  );
}
