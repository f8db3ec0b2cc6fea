import * as z from 'zod';
import type { Tag } from '../amigo/schema.ts';
import { cut } from '../text/clean.ts';
import type { Cut } from './fit.ts';
import { inline, note, quoted } from '../text/words.ts';

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
  const said = tags.map(({ key, value }) => inline(value === null ? key : `${key}:${value}`));
  return said.join(', ') || 'none';
}

interface WithTexts {
  readonly note: string | null;
}

/**
 * Shortens the long texts of an answer, and says so.
 * @param texts what can be cut in it @param change the answer with each of them passed through
 */
export function cutTextsOf<T extends WithTexts>(
  texts: (data: T) => readonly string[],
  change: (data: T, shorten: (text: string) => string) => T,
  said: string,
): Cut<T> {
  return (data, share) => {
    const longest = Math.max(0, ...texts(data).map((text) => text.length));
    if (longest <= LEAST_TEXT) return undefined;
    const length = Math.max(LEAST_TEXT, Math.min(longest - 1, Math.floor(longest * share * 0.8)));
    const shorter = change(data, (text) => cut(text, length));
    const others = data.note?.replace(said, '').trim();
    return { ...shorter, note: note(others, said) };
  };
}
