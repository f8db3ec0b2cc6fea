import { CallToolResultSchema, type CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isResultsData } from '../../src/page/answer-data.ts';
import type { EntryFigures } from '../../src/results/figures/shape.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/listen.ts';
import { serve } from '../support/client.ts';
import { run } from '../support/program.ts';
import { decimal, percent } from './figures.ts';
import { drawnResult } from './drawn.ts';
import type { Stage } from './stage.ts';

const TOOL = 'get_metric_evaluation_results';

type Question = Record<string, unknown>;

const QUESTIONS: readonly Question[] = [
  {},
  { metric_id: ['Empathy score'], group_by: 'week' },
  { metric_id: ['Empathy score'], criterion: { verb: '>=', threshold: 4 }, group_by: 'month' },
  { metric_id: ['Empathy score'], compare: 'weekends' },
  { metric_id: ['Callback number confirmed'], group_by: 'day', source_type: ['post-session'] },
  { metric_id: ['Identity verified before disclosure'], compare: 'sources', group_by: 'unit_test_id' },
  { metric_id: ['Interpreter offered'], group_by: 'conversation_id', source_type: ['manual'] },
  { metric_id: ['Conversation language'], group_by: 'week' },
  { metric_id: ['Medication name read back', 'Reason for contact', 'Caller frustration'] },
  { compare: 'weekends' },
  { group_by: 'month', source_type: ['post-session'] },
  {
    timestamp_after: '2026-11-01',
    timestamp_before: '2026-11-30',
    baseline_after: '2026-10-01',
    baseline_before: '2026-10-31',
    source_type: ['post-session'],
  },
  {
    metric_id: ['Empathy score'],
    timestamp_after: '2026-11-01',
    baseline_after: '2026-10-29',
    baseline_before: '2026-10-31',
  },
];
/** The others are for the same server in this process, which answers in a tenth of the time. */
const OF_THE_PROGRAM = new Set(QUESTIONS.slice(0, 2));

/** Whatever the tool answers, as the built program or the same server in this process gives it, is drawn whole. */
export function throughTheProgram(stage: () => Stage): void {
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 7, today: '2026-11-20', limits: false, keepAlive: false });
  });
  afterAll(() => sandbox?.close());

  /** A server for each question: what one may read in a minute is no matter here. */
  async function ask(question: Question): Promise<CallToolResult> {
    const { client } = await serve({ ...sandbox?.environment });
    return CallToolResultSchema.parse(await client.callTool({ name: TOOL, arguments: question }));
  }

  /** The same by the built program. */
  async function askProgram(question: Question): Promise<CallToolResult> {
    const args = ['call', TOOL, JSON.stringify(question), '--json'];
    const { stdout } = await run(args, { env: { ...sandbox?.environment } });
    return CallToolResultSchema.parse(JSON.parse(stdout));
  }

  it.each(QUESTIONS)('%j', async (question) => {
    const result = await (OF_THE_PROGRAM.has(question) ? askProgram : ask)(question);
    const answer = result.structuredContent;
    if (!isResultsData(answer)) throw new Error(JSON.stringify(result.content));
    const shown = await stage().show({ width: 360 });
    await drawnResult(shown, question, result);

    const text = await shown.frame.locator('main').textContent();
    const entries = (answer.metrics ?? []).flatMap((metric) => metric.entries ?? []);
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.flatMap(figuresOf).filter((figure) => !text?.includes(figure))).toEqual([]);
    expect(text).toContain(answer.coverage.note ?? '');
    expect(await shown.frame.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)).toBe(0);
    expect(shown.troubles).toEqual([]);
  });

  it('takes no room for rows', async () => {
    const question = { view: 'rows', limit: 5 };
    const shown = await stage().show();
    await shown.toolInput(question);
    await shown.toolResult(await ask(question));
    await expect.poll(async () => (await shown.heard()).sizes).toEqual([0]);
  });
}

/** What the page has to say of an entry: its figure, and how many units it is over. */
function figuresOf({ n, mean, true_rate, pass_rate, shares = [], change }: EntryFigures): string[] {
  const rate = pass_rate ?? true_rate;
  return [
    ...(typeof mean === 'number' ? [decimal(mean)] : []),
    ...(typeof rate === 'number' ? [percent(rate)] : []),
    ...shares.flatMap(({ share }) => (typeof share === 'number' ? [percent(share)] : [])),
    ...(n > 0 ? [n.toLocaleString('en-US')] : []),
    ...(change ? [change.verdict] : []),
  ];
}
