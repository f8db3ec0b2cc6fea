import type { Query } from './types.ts';

/**
 * `?name=value&…`, or nothing. Arrays are repeated keys, without duplicates and never joined by commas (a value may
 * hold one); a plus is `%2B` and a space `%20`. Undefined values and empty arrays are left out.
 */
export function queryString(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    valuesOf(value).map((text) => `${encode(name)}=${encode(text)}`),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function valuesOf(value: Query[string]): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? [...new Set(value)] : [String(value)];
}

function encode(text: string): string {
  // A lone surrogate has no encoding, and encodeURIComponent throws at it.
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
}
