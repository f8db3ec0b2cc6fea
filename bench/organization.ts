import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startClock } from './organization/clock.ts';
import { END, idOf, metricId, metricName, type Size } from './organization/organization.ts';
import { servePeer, type Count, type ToPeer } from './organization/peer.ts';
import { openProgram, type Program, type ToolResult } from './organization/program.ts';
import { claim, say } from './output/lines.ts';

// A large organization in one conversation: what the first answer to a question takes of Amigo's quota, whether every list
// can be walked to its end, how much memory it needs and how long the event loop stands still. Fails where a bound is
// missed. The clock is set on while nothing is done but waiting.

const SIZE: Size = { seed: 1, metrics: 5_000, results: 1_000_000, versions: 30 };
const MOST_PAGES = 7;
const MOST_OTHERS = 8;
const MOST_MIB = 200;
const LONGEST_TURN_MS = 50;
const MINUTE_MS = 61_100;
const MIB = 1024 * 1024;
const FIXED_RESOURCES = 2;
/** Pages of the list that a minute leaves to what nobody asked for. */
const SPARE_PAGES = 9;

const RESULTS = 'get_metric_evaluation_results';
const day = (ago: number) => new Date(END - ago * 86_400_000).toISOString();
const busy = metricName(3);
const conversations = Array.from({ length: 10 }, (_, n) => idOf('c', n));

const QUESTIONS: readonly (readonly [question: string, tool: string, given: object])[] = [
  ['all metrics', RESULTS, {}],
  ['all metrics by week', RESULTS, { group_by: 'week' }],
  [
    'what got worse this month',
    RESULTS,
    { timestamp_after: day(30), baseline_after: day(60), baseline_before: day(30) },
  ],
  ['weekends', RESULTS, { compare: 'weekends' }],
  ['one metric by id', RESULTS, { metric_id: metricId(4_321) }],
  ['one busy metric by name, by week', RESULTS, { metric_id: busy, group_by: 'week' }],
  ['five metrics by name', RESULTS, { metric_id: [3, 4, 999, 2_345, 4_999].map(metricName) }],
  ['metrics with a tag', RESULTS, { tag: ['team:safety'] }],
  ['metrics of a type', RESULTS, { type: ['boolean'] }],
  [
    'a criterion where another metric passes',
    RESULTS,
    { criterion: { verb: '>=', threshold: 4 }, where: { metric_id: metricId(1), expected_value: true } },
  ],
  ['sources of one metric', RESULTS, { metric_id: busy, compare: 'sources' }],
  ['rows', RESULTS, { view: 'rows' }],
  [
    'failing rows of one metric',
    RESULTS,
    { view: 'rows', metric_id: busy, only: 'failing', criterion: { verb: '>=', threshold: 4 } },
  ],
  ['rows of one conversation', RESULTS, { view: 'rows', conversation_id: idOf('c', 77_777) }],
  ['coverage', RESULTS, { view: 'coverage' }],
  ['metrics', 'get_metrics', { limit: 100 }],
  ['metrics found by name', 'search_metrics', { query: 'topic 12' }],
  ['metrics looked for in vain', 'search_metrics', { query: 'Askd abuot tpoic' }],
  ['thirty versions', 'get_metric_versions', { metric_id: busy, limit: 50 }],
  [
    'a dry run',
    'evaluate_metrics',
    { metric_ids: [1, 2, 3, 4, 5].map(metricId), conversation_id: conversations, dry_run: true },
  ],
];

async function measure(): Promise<void> {
  const peer = fork(fileURLToPath(import.meta.url), ['peer']);
  const heard = async () => String((await once(peer, 'message'))[0]);
  const tell = (told: ToPeer) => {
    peer.send(JSON.stringify(told));
    return heard();
  };
  const port = Number(await heard());
  const clock = startClock((ms) => tell({ kind: 'jump', ms }));
  const counted = async (): Promise<Count> => JSON.parse(await tell({ kind: 'count' }));
  /** Calls as whoever obeys an answer does: what is limited is called again when it says. */
  async function call(program: Program, name: string, given: object): Promise<ToolResult> {
    const answer = await clock.during(program.ask<ToolResult>('tools/call', { name, arguments: given }));
    const seconds = /^Error \[rate_limited\][^]*Wait (\d+) seconds/.exec(textOf(answer))?.[1];
    if (seconds === undefined) return answer;
    await clock.pass(Number(seconds) * 1_000);
    return clock.during(program.ask<ToolResult>('tools/call', { name, arguments: given }));
  }
  const start = held();
  let memory = 0;
  const weigh = () => {
    memory = Math.max(memory, (held() - start) / MIB);
    clock.turns.restart();
  };

  say(`${SIZE.metrics} metrics of ${SIZE.versions} versions, ${SIZE.results} results, seed ${SIZE.seed}\n`);
  say('| first answer to | result pages | other requests | longest turn |');
  say('| --- | ---: | ---: | ---: |');
  for (const [question, tool, given] of QUESTIONS) {
    await clock.pass(MINUTE_MS);
    // Nothing is known from another question.
    const program = await openProgram(port);
    clock.turns.restart();
    const answer = await call(program, tool, given);
    const turn = clock.turns.longest();
    const { results, others, refused } = await counted();
    say(`| ${question} | ${results} | ${others} | ${Math.round(turn)} ms |`);
    const text = textOf(answer);
    claim(
      !answer.isError || text.startsWith('Error [invalid_input]: More than 400 metrics'),
      `${question}: ${text}`,
    );
    claim(results <= MOST_PAGES && others <= MOST_OTHERS && refused === 0, question);
    claim(turn <= LONGEST_TURN_MS, `a turn of ${Math.round(turn)} ms: ${question}`);
    weigh();
    await program.close();
  }

  const program = await openProgram(port);
  say('\n| list | items | calls | requests | longest turn |');
  say('| --- | ---: | ---: | ---: | ---: |');
  async function walk(
    list: string,
    next: (token: string | undefined) => Promise<Part>,
    expected: readonly string[],
  ) {
    await clock.pass(MINUTE_MS);
    await counted();
    clock.turns.restart();
    const items: string[] = [];
    let calls = 0;
    let turn = 0;
    let token: string | undefined;
    do {
      const part = await next(token);
      calls += 1;
      items.push(...part.items);
      token = part.token;
      turn = Math.max(turn, clock.turns.longest());
      weigh();
    } while (token !== undefined);
    const { results, others, refused } = await counted();
    say(`| ${list} | ${items.length} | ${calls} | ${results + others} | ${Math.round(turn)} ms |`);
    claim(refused === 0, `${list}: ${refused} requests above a limit`);
    claim(items.join() === expected.join(), `${list}: not what is there, once and in order`);
    claim(turn <= LONGEST_TURN_MS, `a turn of ${Math.round(turn)} ms: ${list}`);
  }

  const metrics = Array.from({ length: SIZE.metrics }, (_, n) => metricId(n));
  await walk(
    'get_metrics',
    async (token) => {
      const answer = await call(program, 'get_metrics', {
        limit: 100,
        ...(token && { continuation_token: token }),
      });
      return partOf(answer, 'metrics', 'page', ({ id }) => id);
    },
    metrics,
  );
  await walk(
    'get_metric_versions',
    async (token) => {
      const given = token ? { continuation_token: token } : { metric_id: busy };
      return partOf(
        await call(program, 'get_metric_versions', given),
        'versions',
        'page',
        ({ version }) => version,
      );
    },
    Array.from({ length: SIZE.versions }, (_, n) => String(SIZE.versions - n)),
  );
  const rows = 3_000;
  await walk(
    'rows',
    async (token) => {
      const given = token
        ? { continuation_token: token, limit: 200 }
        : { view: 'rows', limit: 200, timestamp_after: new Date(END - (rows - 1) * 10_000).toISOString() };
      return partOf(
        await call(program, RESULTS, given),
        'results',
        'coverage',
        // The peer numbers them there.
        ({ justification }) => /^Result (\d+)/.exec(String(justification))?.[1],
      );
    },
    Array.from({ length: rows }, (_, n) => String(n)),
  );
  await walk(
    'resources/list',
    async (token) => {
      const page = await clock.during(
        program.ask<{ resources: { uri: string }[]; nextCursor?: string }>('resources/list', {
          cursor: token,
        }),
      );
      return {
        items: page.resources.slice(token ? 0 : FIXED_RESOURCES).map(({ uri }) => uri.slice(-24)),
        token: page.nextCursor,
      };
    },
    metrics.slice(0, SPARE_PAGES * 50),
  );

  await clock.pass(MINUTE_MS);
  let read = 0;
  let token: string | undefined;
  clock.turns.restart();
  let turn = 0;
  do {
    const given = token ? { continuation_token: token } : {};
    const answer = await call(program, RESULTS, { ...given, view: 'coverage', read_at_most: 100_000 });
    const coverage = answer.structuredContent?.['coverage'] as Record<string, unknown> | undefined;
    read = Number(coverage?.['read']);
    token = read < 100_000 ? String(coverage?.['continuation_token']) : undefined;
    turn = Math.max(turn, clock.turns.longest());
    weigh();
  } while (token !== undefined);
  say(`\n${read} results read by view coverage: longest turn ${Math.round(turn)} ms`);
  claim(turn <= LONGEST_TURN_MS, `a turn of ${Math.round(turn)} ms: coverage`);
  for (const [question, given] of [
    ['all metrics', {}],
    ['by week', { group_by: 'week' }],
    ['one metric', { metric_id: busy }],
  ] as const) {
    clock.turns.restart();
    await call(program, RESULTS, { ...given, read_at_most: 100_000 });
    const turn = clock.turns.longest();
    say(`of these ${question}: longest turn ${Math.round(turn)} ms`);
    claim(turn <= LONGEST_TURN_MS, `a turn of ${Math.round(turn)} ms: ${question} of what is kept`);
    weigh();
  }
  say(`at most ${Math.round(memory)} MiB held above the start`);
  claim(memory <= MOST_MIB, 'memory');
  await program.close();
  peer.disconnect();
  process.exit();
}

interface Part {
  readonly items: readonly string[];
  readonly token: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function partOf(answer: ToolResult, list: string, page: string, nameOf: (row: Fields) => unknown): Part {
  const fields = answer.structuredContent as Record<string, Fields & Fields[]> | undefined;
  if (!fields) throw new Error(textOf(answer));
  const token = fields[page]?.['continuation_token'];
  return {
    items: (fields[list] ?? []).map((row: Fields) => String(nameOf(row))),
    token: typeof token === 'string' ? token : undefined,
  };
}

function textOf({ content }: ToolResult): string {
  return content[0]?.text ?? '';
}

/** Bytes in use once all garbage is collected. */
function held(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

await (process.argv[2] === 'peer' ? servePeer(SIZE) : measure());
