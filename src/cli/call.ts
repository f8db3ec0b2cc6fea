import { createInterface } from 'node:readline/promises';
import type { App } from '../app.ts';
import { mapStrings } from '../json.ts';
import { nearest } from '../text/nearest.ts';
import { TOOLS } from '../tools/index.ts';
import type { Ask } from '../tools/runner/confirm.ts';
import type { ToolAnswer } from '../tools/runner/run.ts';
import { besideTheList, csvOf, hasList } from './csv.ts';
import type { Invocation } from './invocation.ts';
import { openProgressLine } from './progress-line.ts';
import { readToolArguments } from './tool-arguments.ts';

interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}
interface Streams extends Terminal {
  readonly stdout: NodeJS.WritableStream;
}
type Call = Extract<Invocation, { command: 'call' }>;

/**
 * Calls one tool as a host would, and prints its text (or its whole result as JSON), errors included: the exit code
 * tells them apart, 0 for a result and 1 for an error. A call that is wrong in itself is one line on stderr and 2.
 * As CSV the list alone goes to stdout; an error, and what the list lacks, to stderr.
 * @param open called once the call is known to make sense
 */
export async function call(
  { tool, input, as }: Call,
  open: () => Promise<App>,
  streams: Streams,
): Promise<number> {
  const wrong = (problem: string) => {
    streams.stderr.write(`${problem}\n`);
    return 2;
  };
  const names = TOOLS.map(({ name }) => name);
  if (!names.includes(tool))
    return wrong(`Unknown tool ${JSON.stringify(tool)}; the nearest is ${nearest(tool, names)}.`);
  if (as === 'csv' && !hasList(tool))
    return wrong(`${tool} answers with no list that --csv could print; --json prints the whole result.`);
  const read = await readToolArguments(input, streams);
  if ('problem' in read) return wrong(read.problem);

  const app = await open();
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.once('SIGINT', cancel).once('SIGTERM', cancel);
  const progress = openProgressLine(streams.stderr, app.settings.redact);
  const ask = askOnTerminal(streams);
  const answer = await app.tools.run(tool, read.value, {
    signal: controller.signal,
    progress: progress?.show,
    ask: ask && progress ? (...question) => progress.hiddenDuring(() => ask(...question)) : ask,
  });
  progress?.clear();
  await app.close();
  print(answer, { tool, as, ...app.settings }, streams);
  return answer.isError ? 1 : 0;
}

interface Printing extends Pick<App['settings'], 'redact' | 'conversationUrl'> {
  readonly tool: string;
  readonly as: Call['as'];
}

/** Writes the answer in the form asked for; what leaves through this door holds no secret. */
function print(answer: ToolAnswer, { tool, as, ...settings }: Printing, { stdout, stderr }: Streams): void {
  const { redact } = settings;
  if (as === 'json') {
    stdout.write(`${JSON.stringify(mapStrings(toolResult(answer), redact), null, 2)}\n`);
  } else if (as === 'text') {
    stdout.write(`${redact(answer.text)}\n`);
  } else if (answer.structured) {
    stdout.write(csvOf(tool, answer.structured, settings) ?? '');
    for (const line of besideTheList(answer.structured)) stderr.write(`${redact(line)}\n`);
  } else {
    stderr.write(`${redact(answer.text)}\n`);
  }
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
