import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { ConfigFlags, readConfig } from '../config/index.ts';
import { labelsPath } from '../resources/sandbox-labels.ts';
import { startHost, type Host } from './demo-host.ts';

/** Most characters of a line, and most lines of an answer, that are printed. */
const LINE_LENGTH = 108;
const MOST_LINES = 18;
const METRIC = 'Medication name read back';
const BETTER_WORDING =
  'Does the agent repeat the name of each medication that the caller mentions, before the next question? Judge the turns of the agent. True: every name is repeated. False: one is left out. A generic name counts for its brand, and the other way round. Not applicable when no medication is mentioned.';
/** Longer lists are printed in part. */
const MOST_ITEMS = 4;

const resultSchema = z.object({
  content: z.array(z.object({ text: z.string() })),
  structuredContent: z.unknown(),
  isError: z.boolean().optional(),
});

type Streams = Pick<NodeJS.Process, 'stdout' | 'stderr'>;
/** Says why and calls a tool, printing both the call and its answer; gives the structured answer. */
type CallTool = (why: string, tool: string, input: Record<string, unknown>) => Promise<unknown>;

/**
 * One scripted session against the embedded sandbox, over MCP as a host would hold it: find, compare with people,
 * define a better version, plan, evaluate the same calls by it, compare again, summarise. Resolves to the exit code: 0,
 * or 1 with a line on stderr when any call failed.
 * @param read what the flags alone make of the configuration
 * @param programPath absolute path of the program
 */
export async function demo(
  flags: ConfigFlags,
  read: ReturnType<typeof readConfig>,
  programPath: string,
  { stdout, stderr }: Streams,
): Promise<number> {
  if (!read.ok) {
    for (const problem of read.problems) stderr.write(`${problem}\n`);
    return 2;
  }
  if (read.config.access === 'read') {
    stderr.write('The demo defines a version of a metric: it needs --access author or full.\n');
    return 2;
  }
  const { bold, dim } = styles(stdout);
  const print = (line: string) => stdout.write(`${line}\n`);
  let host: Host | undefined;
  const callTool: CallTool = async (why, name, input) => {
    print(`\n${bold(why)}\n${dim('→')} ${bold(name)} ${JSON.stringify(input, inPart)}`);
    const answer = resultSchema.parse(await host?.request('tools/call', { name, arguments: input }));
    print(
      excerpt(answer.content.map(({ text }) => text).join('\n'))
        .map(dim)
        .join('\n'),
    );
    if (answer.isError) throw new Error(`${name} failed`);
    return answer.structuredContent;
  };

  const start = performance.now();
  try {
    host = await startHost(ownServer(flags, programPath));
    print(bold('One session against the embedded sandbox: made-up data, no credentials, no network.'));
    await runScript(callTool);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    print(
      `\n${bold(`Done in ${seconds} s.`)} To use it in a host: node ${path.relative('', programPath)} config claude-code`,
    );
    return 0;
  } catch (error) {
    stderr.write(`The demo stopped: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await host?.close();
  }
}

async function runScript(callTool: CallTool): Promise<void> {
  const labels = await labelsOf(METRIC);
  const conversations = labels.flatMap(({ conversation_id }) => conversation_id);
  const results = 'get_metric_evaluation_results';
  await callTool('1. Find: which metrics are about medication?', 'search_metrics', { query: 'medication' });
  await callTool(
    `2. Compare with people, who have listened to ${conversations.length} calls: can the judge be trusted?`,
    results,
    { metric_id: [METRIC], source_type: ['post-session'], examples: 0, labels },
  );
  await callTool(
    '3. Define: say what is judged, what each value is, and what of the edges.',
    'create_metric_version',
    {
      metric_id: METRIC,
      description: BETTER_WORDING,
      metric_value: { type: 'boolean' },
    },
  );
  const evaluation = { metric_ids: [METRIC], conversation_id: conversations };
  await callTool('4. Plan: what would it cost to try the new version on these calls?', 'evaluate_metrics', {
    ...evaluation,
    dry_run: true,
  });
  await callTool('5. Evaluate: which verdicts change?', 'evaluate_metrics', evaluation);
  await callTool('6. Compare with people again: does the judge agree more often?', results, {
    metric_id: [METRIC],
    source_type: ['manual'],
    examples: 0,
    labels,
  });
  await callTool('7. Summarise: all versions after sessions, and an example.', results, {
    metric_id: [METRIC],
    source_type: ['post-session'],
    examples: 1,
  });
}

const labelsSchema = z.object({
  metrics: z.array(
    z.object({
      name: z.string(),
      labels: z.array(z.object({ label: z.string(), conversation_id: z.array(z.string()) })),
    }),
  ),
});

/** What people say of conversations of the sandbox. */
async function labelsOf(metric: string) {
  const { metrics } = labelsSchema.parse(JSON.parse(await readFile(labelsPath(), 'utf8')));
  const found = metrics.find(({ name }) => name === metric);
  if (!found) throw new Error(`there are no labels of ${metric}`);
  return found.labels;
}

/** The program, serving the sandbox. */
function ownServer({ access = 'full', logLevel = 'error' }: ConfigFlags, programPath: string): string[] {
  return [programPath, 'serve', '--sandbox', '--access', access, '--log-level', logLevel];
}

/** For `JSON.stringify`: a long list by its first items. */
function inPart(_: string, value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= MOST_ITEMS) return value;
  return [...value.slice(0, 2), `… and ${value.length - 2} more`];
}

/** The first lines of an answer, indented and not too wide. */
function excerpt(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line) => (line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH - 1)}…` : line));
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… and ${rest} lines more`] : [])].map((line) => `    ${line}`);
}

/** Weights for a terminal that shows them; plain text for everything else, and where NO_COLOR is set. */
function styles(stdout: NodeJS.WriteStream) {
  const wanted = stdout.isTTY && !process.env['NO_COLOR'];
  const style = (code: number) => (text: string) => (wanted ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: style(1), dim: style(2) };
}
