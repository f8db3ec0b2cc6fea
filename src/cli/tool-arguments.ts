import { text } from 'node:stream/consumers';
import { isObject } from '../json.ts';

/** Silence on standard input after which a person is told what the program waits for. */
const HINT_AFTER_MS = 2_000;

interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
}
type Read = { readonly value: Readonly<Record<string, unknown>> } | { readonly problem: string };

/**
 * The arguments of a tool, from the command line or standard input.
 * @param json JSON text; `-` and undefined stand for standard input, which is `{}` when nothing is piped
 */
export async function readToolArguments(json: string | undefined, streams: Streams): Promise<Read> {
  return parse(json === undefined || json === '-' ? await standardInput(streams) : json);
}

/** Everything that standard input brings; nothing when it is a terminal. */
async function standardInput({ stdin, stderr }: Streams): Promise<string> {
  if (stdin.isTTY) return '';
  const hint = setTimeout(
    () => stderr.write("Waiting for arguments as JSON on standard input; '{}' as an argument means none.\n"),
    HINT_AFTER_MS,
  );
  const all = await text(stdin);
  clearTimeout(hint);
  return all;
}

function parse(json: string): Read {
  // Some shells begin a pipe with a byte order mark, which trimming removes with the white space.
  const trimmed = json.trim();
  if (trimmed === '') return { value: {} };
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ') : '';
    return { problem: `The arguments are not JSON: ${reason}` };
  }
  return isObject(value)
    ? { value }
    : { problem: 'The arguments must be one JSON object, as in \'{"query": "empathy"}\'.' };
}
