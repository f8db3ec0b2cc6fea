import type { Prompt } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { AnyPrompt } from '../prompts/define-prompt.ts';
import { PROMPTS } from '../prompts/index.ts';
import type { Tools } from '../tools/runner/run.ts';
import { method, onePage } from './dispatch.ts';
import { ProtocolError, unknownName } from './protocol-error.ts';

/** Prompts whose tools are all there. */
export function promptMethods(tools: Tools) {
  return {
    'prompts/list': method(onePage, () => ({ prompts: listedPrompts(tools).map(described) })),
    'prompts/get': method(
      z.object({ name: z.string(), arguments: z.record(z.string(), z.string().nullable()).nullish() }),
      ({ name, arguments: filled }) => {
        const prompt = promptNamed(tools, name);
        const entries = Object.entries(filled ?? {}).map(([key, value]) => [key, value ?? '']);
        const message = prompt.read(Object.fromEntries(entries));
        const { description } = prompt;
        return {
          description,
          messages: [{ role: 'user', content: { type: 'text', text: message } }],
        };
      },
    ),
  };
}

/** @throws {ProtocolError} invalid params for a name that is not listed */
export function promptNamed(tools: Tools, name: string): AnyPrompt {
  const listed = listedPrompts(tools);
  const prompt = listed.find((candidate) => candidate.name === name);
  if (prompt) return prompt;
  if (PROMPTS.some((unlisted) => unlisted.name === name)) {
    throw new ProtocolError(
      'invalidParams',
      `The prompt ${name} needs tools that this server does not list: AMIGO_ACCESS (or --access) switches them off`,
    );
  }
  throw unknownName(
    'prompt',
    name,
    listed.map((candidate) => candidate.name),
  );
}

function listedPrompts(tools: Tools): AnyPrompt[] {
  const names = new Set(tools.listed.map((tool) => tool.name));
  return PROMPTS.filter((prompt) => prompt.tools.every((tool) => names.has(tool)));
}

function described({ name, title, description, arguments: all }: AnyPrompt): Prompt {
  return { name, title, description, arguments: [...all] };
}
