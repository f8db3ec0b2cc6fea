import * as z from 'zod';
import type { Tag } from '../amigo/schema.ts';
import { cutTexts, type Cut } from './fit.ts';
import { inline, quoted } from '../text/words.ts';

/** A text is not cut below this. */
const LEAST_TEXT = 160;

export const adviceShape = z
  .array(z.object({ code: z.string(), message: z.string() }))
  .describe('What would make it easier to judge by');
type Advice = z.infer<typeof adviceShape>;

/** Fields that every written answer may have beside its own. */
export const writtenShape = {
  confirmed_after_failure: z
    .boolean()
    .optional()
    .describe('The write failed on its way back, and was found done'),
  note: z.string().nullable().describe('What else to know'),
};

/** In words: present when the write's answer was lost. */
export function confirmedInWords(confirmed: boolean | undefined): string[] {
  return confirmed
    ? ['Confirmed after a failure: no good answer came, and a look found everything as this call asks for.']
    : [];
}

export function adviceInWords(advice: Advice): string[] {
  return advice.length > 0 ? ['Advice:', ...advice.map(({ code, message }) => `- ${code}: ${message}`)] : [];
}

interface DefinitionWords {
  readonly description: string | null;
  readonly additional_notes: string | null;
  readonly applied_to_services: readonly string[];
  readonly tags: readonly Tag[];
}

export function definitionInWords(definition: DefinitionWords): string[] {
  const { description, additional_notes, applied_to_services, tags } = definition;
  return [
    ...(description === null ? [] : [`Description: ${quoted(description)}`]),
    ...(additional_notes === null ? [] : [`Notes: ${quoted(additional_notes)}`]),
    `Services: ${applied_to_services.map(inline).join(', ') || 'none'}. Tags: ${tagsInWords(tags)}.`,
  ];
}

export function tagsInWords(tags: readonly Tag[]): string {
  return tags.map(({ key, value }) => inline(value === null ? key : `${key}:${value}`)).join(', ') || 'none';
}

/** Shortens the description and the notes of an answer, wherever in it they stand, and says so. */
export function cutDefinitionTexts<T>(text: string): Cut<T> {
  return cutTexts(['description', 'additional_notes'], LEAST_TEXT, { code: 'definition_texts', text });
}
