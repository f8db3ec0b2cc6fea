import { createInterface } from 'node:readline/promises';
import type { App } from '../app.ts';
import { mapStrings } from '../json.ts';
import { nearest } from '../text/nearest.ts';
import { TOOLS } from '../tools/index.ts';
import type { Ask } from '../tools/runner/confirm.ts';
import type { ToolAnswer } from '../tools/runner/run.ts';
import type { Invocation } from './invocation.ts';
import { readToolArguments } from './tool-arguments.ts';

type Streams = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>;
interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Calls one tool as a host would, and prints its text (its whole result with `json`), errors included: the exit code
 * tells them apart, 0 for a result and 1 for an error. A call that is wrong in itself is one line on stderr and 2.
 * @param open called once the call is known to make sense
 */
export async function call(
  { tool, input, json }: Extract<Invocation, { command: 'call' }>,
  open: () => App,
  streams: Streams,
): Promise<number> {
  const wrong = (problem: string) => {
    streams.stderr.write(`${problem}\n`);
    return 2;
  };
  const names = TOOLS.map(({ name }) => name);
  if (!names.includes(tool))
    return wrong(`Unknown tool ${JSON.stringify(tool)}; the nearest is ${nearest(tool, names)}.`);
  const read = await readToolArguments(input, streams);
  if ('problem' in read) return wrong(read.problem);

  const app = open();
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.once('SIGINT', cancel).once('SIGTERM', cancel);
  const answer = await app.tools.run(tool, read.value, {
    signal: controller.signal,
    ask: askOnTerminal(streams),
  });
  await app.close();
  // What leaves through this door holds no secret.
  const { redact } = app.settings;
  const output = json ? JSON.stringify(mapStrings(toolResult(answer), redact), null, 2) : redact(answer.text);
  streams.stdout.write(`${output}\n`);
  return answer.isError ? 1 : 0;
}

/** How whoever sits at the terminal is asked; undefined when there is none. */
export function askOnTerminal({ stdin, stderr }: Terminal): Ask | undefined {
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return async (question, signal) => {
    const terminal = createInterface({ input: stdin, output: stderr });
    // The end of input is no answer.
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    try {
      const answer = await Promise.race([terminal.question(`${question} [y/N] `, { signal }), closed]);
      if (answer === '') return 'dismissed';
      return /^\s*y(?:es)?\s*$/i.test(answer) ? 'yes' : 'no';
    } finally {
      terminal.close();
    }
  };
}

/** The shape that the result has in MCP. */
function toolResult({ text, structured, isError }: ToolAnswer) {
  return {
    content: [{ type: 'text', text }],
    ...(structured && { structuredContent: structured }),
    isError,
  };
}
