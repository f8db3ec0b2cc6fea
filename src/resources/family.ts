import type { Bounds } from '../http/types.ts';
import type { Session } from '../tools/runner/context.ts';

/** What reading a resource may use, and until when. */
interface Reading {
  readonly session: Session;
  readonly reads: Bounds;
  /** For every page after the first. */
  readonly pages: Bounds;
}

/** The parts of a URI that its template leaves open, checked and brought to form. */
export interface Variables {
  readonly metric_id: string;
  /** Digits without leading zeros, or `latest`. */
  readonly version: string;
}

/** One resource, or all that a template stands for. */
export interface Family {
  /** A URI, or a template with `{metric_id}` and `{version}`. */
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: 'application/json' | 'text/markdown';
  /** From 0 to 1: how much a host should want it in a conversation's context. */
  readonly priority: number;
  /** The text; undefined when there is no such resource. Throws what the Metric API throws. */
  read(variables: Variables, reading: Reading): Promise<string | undefined>;
}

const PATTERNS: Readonly<Record<keyof Variables, string>> = {
  metric_id: '[A-Fa-f0-9]{24}',
  version: 'latest|[1-9][0-9]{0,8}',
};

/**
 * The variables of a URI that the template stands for; undefined for any other URI. To the letter: another letter
 * case, an escape, a slash or a query at the end make another URI.
 */
export function match({ uri: template }: Family, uri: string): Variables | undefined {
  const pattern = template.replace(/\{(metric_id|version)\}/g, (_, name: keyof Variables) => {
    return `(?<${name}>${PATTERNS[name]})`;
  });
  const found = new RegExp(`^${pattern}$`).exec(uri);
  if (!found) return undefined;
  const { metric_id = '', version = '' } = found.groups ?? {};
  return { metric_id: metric_id.toLowerCase(), version };
}
