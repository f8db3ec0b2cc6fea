/** Shorter secrets would tear ordinary words apart. */
const SHORTEST = 6;

/** What must never be shown: keys and tokens, those that are obtained later included. */
export interface Secrets {
  /** From now on this text is redacted too; undefined, and fewer than 6 characters, change nothing. */
  add(secret: string | undefined): void;
  /** The text with every secret, plain, URL-encoded or JSON-escaped, replaced by `[redacted]`. */
  redact(text: string): string;
}

export function createSecrets(...initial: readonly (string | undefined)[]): Secrets {
  const forms = new Set<string>();
  let pattern: RegExp | undefined;

  function add(secret: string | undefined): void {
    if (secret === undefined || secret.length < SHORTEST) return;
    forms.add(secret).add(urlEncoded(secret)).add(JSON.stringify(secret).slice(1, -1));
    // The longest first: a secret that begins with another one must not leave its tail behind.
    const longestFirst = [...forms].sort((a, b) => b.length - a.length);
    pattern = new RegExp(longestFirst.map(literally).join('|'), 'g');
  }

  for (const secret of initial) add(secret);
  return { add, redact: (text) => (pattern ? text.replace(pattern, '[redacted]') : text) };
}

function urlEncoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
