import type { Secrets } from '../secrets.ts';
import { clean, cut } from '../text/clean.ts';

const LONGEST = 300;
/** Enough for what is shown; looking for markup in megabytes would hold up every other call. */
const LOOKED_AT = 4_000;
/** Of a list of faults, enough to act on. */
const FAULTS = 5;

/**
 * What an error's body says, on one line of at most 300 characters, without markup and secrets; undefined when it
 * says nothing. No error body is specified: known forms are `{detail: string | object | [{loc, msg, type}]}`,
 * `{message}`, `{error: string | object}`, text and HTML, of which the title is taken.
 */
export function errorDetail(body: unknown, secrets: Pick<Secrets, 'redact'>): string | undefined {
  // Redacted before it is cut: half a secret would not be recognized. Once more when it is clean: hidden
  // characters do not hide a secret.
  const text = clean(beginning(secrets.redact(said(body) ?? '')));
  const line = (isHtml(text) ? titleOf(text) : text)
    .replace(/<[a-z/!?][^>]*>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? undefined : cut(secrets.redact(line), LONGEST);
}

function said(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) {
    const faults = body.slice(0, FAULTS).flatMap((each) => said(each) ?? []);
    return faults.join('; ');
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...body };
  const message = fields['msg'];
  if (typeof message === 'string') {
    const loc: unknown[] = Array.isArray(fields['loc']) ? fields['loc'] : [];
    const place = loc.filter((step) => typeof step === 'string' || typeof step === 'number').join('.');
    return place === '' ? message : `${place}: ${message}`;
  }
  for (const name of ['detail', 'message', 'error', 'errors']) {
    const found = said(fields[name]);
    if (found !== undefined && found !== '') return found;
  }
  return Object.keys(fields).length > 0 ? JSON.stringify(fields) : undefined;
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
