import { nearest } from '../text/nearest.ts';

/** A value in its proper form, or what is wrong with it and what to write instead; never the text that came. */
type Parsed<T> = { readonly value: T } | { readonly problem: string };
export type Parse<T> = (text: string) => Parsed<T>;

/** One of a few words; letter case does not matter. */
export function choice<T extends string>(words: readonly T[]): Parse<T> {
  return (text) => {
    const value = words.find((word) => word === text.toLowerCase());
    if (value !== undefined) return { value };
    return { problem: `must be one of ${words.join(', ')}; the nearest is ${nearest(text, words)}.` };
  };
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 'true', 'yes', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'no', 'off'].map((word) => [word, false] as const),
]);

export const boolean: Parse<boolean> = (text) => {
  const value = BOOLEANS.get(text.toLowerCase());
  return value === undefined ? { problem: 'must be 1, true, yes, on or 0, false, no, off.' } : { value };
};

/** Seconds as a decimal number between inclusive bounds, given back in milliseconds. */
export function seconds(low: number, high: number): Parse<number> {
  return (text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (value >= low && value <= high) return { value: value * 1000 };
    return { problem: `must be a number of seconds from ${low} to ${high}, such as 45.` };
  };
}

export const wholeNumber: Parse<number> = (text) => {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value)
    ? { value }
    : { problem: 'must be a whole number, 0 or more, such as 200.' };
};

export const timezoneName: Parse<string> = (text) => {
  const zones = Intl.supportedValuesOf('timeZone');
  // A bare offset is no place: it knows nothing of summer time.
  if (zones.includes(text) || (/^[a-z]/i.test(text) && isKnownZone(text))) return { value: text };
  return {
    problem: `must be an IANA time zone such as Europe/Berlin; the nearest is ${nearest(text, zones)}.`,
  };
};

/** Also of older names, in any letter case. Takes 20 ms the first time. */
function isKnownZone(text: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

export const conversationAddress: Parse<string> = (text) => {
  const filled = text.replaceAll('{conversation_id}', '0');
  const isAddress = URL.canParse(filled) && new URL(filled).protocol === 'https:' && !/[\s\p{C}]/u.test(text);
  return isAddress && filled !== text
    ? { value: text }
    : {
        problem:
          'must be an https address with {conversation_id} in it, such as https://example.com/conversations/{conversation_id}.',
      };
};

/** A credential travels in a header, and none of Amigo's holds a blank: one that does was pasted with something else. */
export const credential: Parse<string> = (text) =>
  /^[\x21-\x7e]+$/.test(text)
    ? { value: text }
    : {
        problem:
          'holds a blank, a control character or a letter outside ASCII, which a header cannot carry; give the bare value alone.',
      };

export const headerValue: Parse<string> = (text) =>
  /^[\x20-\x7e]+$/.test(text)
    ? { value: text }
    : { problem: 'holds a control character or a letter outside ASCII, which a header cannot carry.' };

/** One segment of a URL path, before it is encoded. */
export const pathSegment: Parse<string> = (text) =>
  /^[^\s\p{C}/\\?#%]+$/u.test(text) && text !== '.' && text !== '..'
    ? { value: text }
    : {
        problem:
          'holds a character that cannot be part of a path (a blank, /, \\, ?, #, %); give the bare organization id.',
      };

/** Trimmed; undefined for an empty value and for one that a host left unfilled, such as `${AMIGO_API_KEY}`. */
export function filledIn(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === '' || /^\$\{[^}]*\}$/.test(trimmed) ? undefined : trimmed;
}
