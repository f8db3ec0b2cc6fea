import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultsShape, type ResultsData } from '../../../src/answers/results/results-shape.ts';
import { openSandboxDesk } from '../../support/results.ts';

// Questions of users to the sandbox as of 20 November 2026: one call each answers, and costs a model few tokens.

type SandboxDesk = Awaited<ReturnType<typeof openSandboxDesk>>;

interface Asked {
  readonly text: string;
  readonly data: ResultsData;
  /** Of the text, and of the structured content. */
  readonly tokens: readonly [text: number, structured: number];
}

const ends: (() => Promise<void>)[] = [];
let desk: SandboxDesk;
beforeAll(async () => {
  desk = await openSandboxDesk((end) => void ends.unshift(end));
  await desk.ask({});
});
afterAll(async () => {
  for (const end of ends) await end();
});

/** Everything was read: no question needs a page. */
async function ask(given: object): Promise<Asked> {
  const { text, structured, isError } = await desk.call(given);
  if (isError) throw new Error(text);
  const data = resultsShape.parse(structured);
  expect(data.coverage).not.toHaveProperty('requests');
  return { text, data, tokens: [encode(text).length, encode(JSON.stringify(structured)).length] };
}

const entryOf = ({ metrics: all = [] }: ResultsData, version: number, source: string) =>
  all[0]?.entries?.find((entry) => entry.version === version && entry.source_type === source);

describe('one call answers', () => {
  const THIS_MONTH = { timestamp_after: '2026-11-01', timestamp_before: '2026-11-19' };
  const LAST_MONTH = { baseline_after: '2026-10-01', baseline_before: '2026-10-31' };

  it('which metrics got worse this month against last: of real calls, one', async () => {
    const { data, text } = await ask({ ...THIS_MONTH, ...LAST_MONTH, source_type: 'post-session' });
    expect(data.metrics).toMatchObject([
      {
        name: 'Appointment details repeated',
        entries: [
          {
            version: 1,
            n: 33,
            change: { from: { n: 56, true_rate: 0.911 }, difference: -0.365, verdict: 'down' },
          },
        ],
      },
    ]);
    expect(data.metrics?.[0]?.entries).toHaveLength(1);
    expect(data.unchanged).toHaveLength(25);
    expect(text).toMatch(/-36\.5 points \(-53\.8 to -17\.8\) down/);
  });

  it('whether simulations agree with real calls for a metric', async () => {
    const { data } = await ask({ metric_id: 'Appointment details repeated', compare: 'sources' });
    expect(entryOf(data, 1, 'simulation')?.change).toMatchObject({ from: 'post-session', difference: 0.088 });
    expect(entryOf(data, 1, 'manual')?.change).toMatchObject({ from: 'post-session' });
    expect(entryOf(data, 1, 'post-session')).not.toHaveProperty('change');
  });

  it('of the calls not held in English, in how many an interpreter was offered: 6 of 11', async () => {
    const { data, text } = await ask({
      metric_id: 'Interpreter offered',
      source_type: 'post-session',
      where: { metric_id: 'Conversation language', expected_values: ['English'], verb: '!=' },
    });
    expect(entryOf(data, 1, 'post-session')).toMatchObject({ n: 11, true_rate: 0.545 });
    expect(text).toMatch(/54\.5 % \(.*\) of 11/);
  });

  it('how many results there are, by source, and how many not applicable', async () => {
    const { data, text } = await ask({});
    expect(data.coverage).toMatchObject({ read: 13_450, complete: true });
    expect(data.totals).toEqual([
      { source_type: 'post-session', results: 7_144, not_applicable: 632, metrics: 27, units: 630 },
      { source_type: 'manual', results: 1_356, not_applicable: 126, metrics: 27, units: 565 },
      { source_type: 'simulation', results: 4_950, not_applicable: 494, metrics: 26, units: 1_200 },
    ]);
    expect(text).toContain('post-session 7,144 results of 630 units by 27 metrics, 632 n/a');
  });

  it('whether weekends are worse', async () => {
    const { data } = await ask({
      metric_id: 'Empathy score',
      compare: 'weekends',
      source_type: 'post-session',
    });
    const entry = entryOf(data, 4, 'post-session');
    expect(entry?.groups?.map(({ group }) => group)).toEqual(['working days', 'weekend']);
    expect(entry?.change).toMatchObject({ from: 'working days', verdict: 'no clear change' });
    expect(data.coverage.timezone).toBe('UTC');
  });

  it('whether the judge said the same by hand: of 15 pairs none differs, two more are n/a both times', async () => {
    const { data, text } = await ask({
      metric_id: 'Identity verified before disclosure',
      compare: 'sources',
    });
    expect(entryOf(data, 2, 'manual')?.change).toMatchObject({
      from: 'post-session',
      paired: 15,
      flips: [0, 0],
      agreement: 1,
      not_applicable_both: 2,
    });
    expect(text).toContain('15 pairs: 0 up and 0 down, 2 more n/a both times');
  });

  it('what version 2 did to the calls that version 1 judged: 46 pairs, +34.8 points', async () => {
    const { data, text } = await ask({ metric_id: 'Medication name read back' });
    expect(entryOf(data, 2, 'post-session')?.change).toMatchObject({
      from: 1,
      difference: 0.348,
      paired: 46,
      flips: [21, 5],
      verdict: 'up',
    });
    expect(text).toMatch(/\+34\.8 points .* up, p [\d.]+, 46 pairs: 21 up and 5 down/);
  });
});

describe('an answer costs at most so many tokens', () => {
  const weekly = { source_type: 'post-session', group_by: 'week' };
  it.each([
    [
      'one metric with four versions, three source types and three examples',
      { metric_id: 'Empathy score' },
      1_200,
      2_000,
    ],
    ['all metrics', {}, 3_000, 5_000],
    [
      'what got worse this month, over all metrics',
      {
        timestamp_after: '2026-11-01',
        timestamp_before: '2026-11-19',
        baseline_after: '2026-10-01',
        baseline_before: '2026-10-31',
      },
      400,
      600,
    ],
    ['one boolean metric by week', { metric_id: 'Medication name read back', ...weekly }, 1_200, 2_400],
    [
      'another boolean metric by week',
      { metric_id: 'Consent to recording obtained', ...weekly },
      1_200,
      2_400,
    ],
    ['one metric of numbers by week', { metric_id: 'Empathy score', ...weekly }, 1_500, 3_200],
    ['one metric of categories by week', { metric_id: 'Reason for contact', ...weekly }, 1_500, 3_200],
    ['25 rows of all metrics', { view: 'rows' }, 2_200, 3_000],
    ['25 rows of one metric', { view: 'rows', metric_id: 'Empathy score' }, 2_200, 3_000],
  ])('%s', async (_, given, inText, inStructure) => {
    const { tokens, data } = await ask(given);
    expect(tokens[0]).toBeLessThanOrEqual(inText);
    expect(tokens[1]).toBeLessThanOrEqual(inStructure);
    expect(data.coverage.note ?? '').not.toContain('for length');
  });

  it.each([
    [{}, 13_000],
    [{ view: 'rows' }, 13_000],
    [{ metric_id: 'Medication name read back' }, 6_000],
    [{ metric_id: 'Appointment details repeated' }, 6_000],
    [{ metric_id: 'Reason for contact' }, 6_000],
    [{ metric_id: 'Empathy score' }, 6_000],
  ])('and at most so many characters: %j', async (given, most) => {
    const { text, data } = await ask(given);
    expect(text.length).toBeLessThan(most);
    expect(JSON.stringify(data).length).toBeLessThan(most);
  });
});
