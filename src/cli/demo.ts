import path from 'node:path';
import * as z from 'zod';
import type { ConfigFlags, readConfig } from '../config/index.ts';
import { startHost, type Host } from './demo-host.ts';

/** Most characters of a line, and most lines of an answer, that are printed. */
const LINE_LENGTH = 108;
const MOST_LINES = 18;
const METRIC = 'Medication name read back';
/** As many calls are tried, with two metrics. */
const CONVERSATIONS = 8;
const NEW_METRIC = 'Dose said in plain words';

const resultSchema = z.object({
  content: z.array(z.object({ text: z.string() })),
  structuredContent: z.unknown(),
  isError: z.boolean().optional(),
});

type Streams = Pick<NodeJS.Process, 'stdout' | 'stderr'>;
/** Says why and calls a tool, printing both the call and its answer; gives the structured answer. */
type CallTool = (why: string, tool: string, input: Record<string, unknown>) => Promise<unknown>;

/**
 * One scripted session against the embedded sandbox, over MCP as a host would hold it: find, define, plan, evaluate
 * several calls, compare with people, summarise. Resolves to the exit code: 0, or 1 with a line on stderr when any call failed.
 * @param read what the flags alone make of the configuration @param programPath absolute path of the program
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
    stderr.write('The demo defines a metric: it needs --access author or full.\n');
    return 2;
  }
  const { bold, dim } = styles(stdout);
  const print = (line: string) => stdout.write(`${line}\n`);
  let host: Host | undefined;
  const callTool: CallTool = async (why, name, input) => {
    print(`\n${bold(why)}\n${dim('→')} ${bold(name)} ${JSON.stringify(input)}`);
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
  await callTool('1. Find: which metrics are about medication?', 'search_metrics', { query: 'medication' });
  const rows = await callTool('   What does a verdict look like?', 'get_metric_evaluation_results', {
    metric_id: [METRIC],
    view: 'rows',
    source_type: ['post-session'],
    limit: CONVERSATIONS,
  });
  const verdicts = verdictsOf(rows);
  const conversations = verdicts.map(({ conversation_id }) => conversation_id);
  const created = await callTool('2. Define: a metric of our own.', 'create_metric', {
    name: NEW_METRIC,
    description:
      'Does the agent say each dose in words that a lay caller understands? True when number, unit and time of day are said; false when one of them is missing. Not applicable when no dose comes up.',
    metric_value: { type: 'boolean' },
    tags: [{ key: 'team', value: 'safety' }],
  });
  const metric = z.object({ id: z.string() }).parse(created).id;
  const evaluation = { metric_ids: [metric, METRIC], conversation_id: conversations };
  await callTool('3. Plan: what would it cost to try both on these calls?', 'evaluate_metrics', {
    ...evaluation,
    dry_run: true,
  });
  await callTool(
    '4. Evaluate: judge them by the new metric and again by the old one. What changed?',
    'evaluate_metrics',
    evaluation,
  );
  await callTool(
    '5. Compare with people: suppose that somebody who listened to the calls agrees, but once.',
    'get_metric_evaluation_results',
    { metric_id: [METRIC], examples: 0, labels: labelsFor(verdicts) },
  );
  await callTool(
    '6. Summarise: did the old metric’s new version change its verdicts?',
    'get_metric_evaluation_results',
    {
      metric_id: [METRIC],
      source_type: ['post-session'],
      examples: 1,
    },
  );
}

const rowsSchema = z.object({
  results: z.array(z.object({ conversation_id: z.string(), result: z.boolean().nullable() })),
});
type Verdict = z.output<typeof rowsSchema>['results'][number];

/** One for each conversation. */
function verdictsOf(rows: unknown): Verdict[] {
  const { results } = rowsSchema.parse(rows);
  const verdicts = [...new Map(results.map((verdict) => [verdict.conversation_id, verdict])).values()];
  if (verdicts.length < 2) throw new Error('there are no verdicts to take conversations from');
  return verdicts;
}

/** What people might say of these calls: the same as the judge, but for the first that it had something to say of. */
function labelsFor(verdicts: readonly Verdict[]): object[] {
  const judged = verdicts.filter(({ result }) => result !== null);
  const [first] = judged;
  return [true, false].flatMap((label) => {
    const alike = judged.filter(
      (verdict) => (verdict === first ? !verdict.result : verdict.result) === label,
    );
    return alike.length > 0
      ? [{ label: String(label), conversation_id: alike.map(({ conversation_id }) => conversation_id) }]
      : [];
  });
}

/** The program, serving the sandbox. */
function ownServer({ access = 'full', logLevel = 'error' }: ConfigFlags, programPath: string): string[] {
  return [programPath, 'serve', '--sandbox', '--access', access, '--log-level', logLevel];
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
