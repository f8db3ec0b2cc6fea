import { ID } from '../amigo/ids.ts';
import type { Deadline } from '../deadline.ts';
import type { AppContext } from '../tools/runner/context.ts';

/** What reading a resource may use, and until when. */
interface ReadContext extends Pick<Deadline, 'reads' | 'pages'> {
  readonly context: AppContext;
}

/** The parts of a URI that its template leaves open, checked and brought to form. */
export interface Variables {
  readonly metric_id: string;
  /** Digits without leading zeros, or `latest`. */
  readonly version: string;
}

/** What can be read under a URI, listed or not. */
export interface Readable {
  /** A URI, or a template with `{metric_id}` and `{version}`. */
  readonly uri: string;
  readonly mimeType: string;
  /** The `_meta` that goes with the text. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** The text; undefined when there is no such resource. Throws what the Metric API throws. */
  read(variables: Variables, context: ReadContext): Promise<string | undefined>;
}

/** One resource, or all that a template stands for. */
export interface ResourceKind extends Readable {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: 'application/json' | 'text/markdown';
  /** From 0 to 1: how much a host should want it in a conversation's context. */
  readonly priority: number;
}

const IS_VALUE: Readonly<Record<keyof Variables, (segment: string) => boolean>> = {
  metric_id: (segment) => ID.test(segment.toLowerCase()),
  version: (segment) => /^(?:latest|[1-9]\d{0,8})$/.test(segment),
};

/**
 * The variables of a URI that the template stands for; undefined for any other URI. To the letter, hex digits aside:
 * another letter case, an escape, a slash or a query at the end make another URI. Takes time in proportion to the
 * length of the URI.
 */
export function match({ uri: template }: Pick<Readable, 'uri'>, uri: string): Variables | undefined {
  const patterns = template.split('/');
  const segments = uri.split('/', patterns.length + 1);
  if (patterns.length !== segments.length) return undefined;
  const variables = { metric_id: '', version: '' };
  for (const [place, pattern] of patterns.entries()) {
    const segment = segments[place] ?? '';
    const name = variableIn(pattern);
    if (name === undefined ? segment !== pattern : !IS_VALUE[name](segment)) return undefined;
    if (name !== undefined) variables[name] = segment;
  }
  return { ...variables, metric_id: variables.metric_id.toLowerCase() };
}

function variableIn(pattern: string): keyof Variables | undefined {
  return (['metric_id', 'version'] as const).find((name) => pattern === `{${name}}`);
}
