import { isObject } from '../json.ts';
import type { Secrets } from '../secrets.ts';
import { clean, cut } from '../text/clean.ts';

/** Most characters that are shown. */
const LONGEST = 300;
/** Most characters that are looked at: looking for markup in megabytes would hold up every other call. */
const LOOKED_AT = 4_000;
/** Most faults of a list that are shown. */
const MOST_FAULTS = 5;

/**
 * What an error's body says, on one line of at most 300 characters, without markup and secrets; undefined when it
 * says nothing. No error body is specified: known forms are `{detail: string | object | [{loc, msg, type}]}`,
 * `{message}`, `{error: string | object}`, text and HTML, of which the title is taken.
 */
export function errorDetail(body: unknown, secrets: Pick<Secrets, 'redact'>): string | undefined {
  // Redacted before it is cut: half a secret would not be recognized. Once more when it is clean: hidden
  // characters do not hide a secret.
  const text = clean(beginning(secrets.redact(messageIn(body) ?? '')));
  const line = (isHtml(text) ? titleOf(text) : text)
    .replace(/<[a-z/!?][^>]*>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? undefined : cut(secrets.redact(line), LONGEST);
}

function messageIn(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) {
    return body
      .slice(0, MOST_FAULTS)
      .flatMap((fault) => messageIn(fault) ?? [])
      .join('; ');
  }
  if (!isObject(body)) return undefined;
  const { msg: message, loc } = body;
  if (typeof message === 'string') {
    const steps: unknown[] = Array.isArray(loc) ? loc : [];
    const place = steps.filter((step) => typeof step === 'string' || typeof step === 'number').join('.');
    return place === '' ? message : `${place}: ${message}`;
  }
  for (const name of ['detail', 'message', 'error', 'errors']) {
    const found = messageIn(body[name]);
    if (found !== undefined && found !== '') return found;
  }
  return Object.keys(body).length > 0 ? JSON.stringify(body) : undefined;
}

/** What is looked at of a text, without a tag that would stand open. */
function beginning(text: string): string {
  return text.length > LOOKED_AT ? text.slice(0, LOOKED_AT).replace(/<[^<>]*$/, '') : text;
}

function titleOf(html: string): string {
  return /<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? '';
}

function isHtml(text: string): boolean {
  return /^\s*(?:<!--|<!doctype|<\?xml|<html|<head|<body|<title|<center|<h1)/i.test(text);
}
