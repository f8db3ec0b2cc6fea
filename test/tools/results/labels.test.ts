import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openWorkshop, type Workshop } from '../../support/workshop.ts';

const TOOL = 'get_metric_evaluation_results';
const BOOLEAN = 'Medication name read back';
const NUMBERS = 'Empathy score';
const value = z.union([z.boolean(), z.number(), z.string(), z.null()]);
const share = z.object({ n: z.int(), rate: z.number().nullable(), ci95: z.array(z.number()).nullable() });
const answerSchema = z.object({
  metrics: z.array(
    z.object({
      agreement: z
        .object({
          version: z.int(),
          source_type: z.string(),
          labelled: z.int(),
          found: z.int(),
          table: z.array(z.object({ label: value, value, n: z.int() })),
          agreement: z.number().nullable().optional(),
          kappa: z.number().nullable().optional(),
          right_when_true: share.optional(),
          right_when_false: share.optional(),
          corrected_rate: share.omit({ n: true }).nullable().optional(),
          exact: z.number().optional(),
          within_one: z.number().optional(),
          mean_difference: z.number().optional(),
          sd_of_differences: z.number().nullable().optional(),
          disagreements: z
            .array(z.object({ conversation_id: z.string(), label: value, value, justification: z.string() }))
            .optional(),
        })
        .optional(),
    }),
  ),
});
const rowsSchema = z.object({
  results: z.array(z.object({ conversation_id: z.string(), version: z.int(), result: value })),
});

describe('labels', () => {
  let workshop: Workshop;
  beforeAll(async () => {
    workshop = await openWorkshop();
  });
  afterAll(() => workshop.close());

  const rowsOf = async (metric: string) => {
    const found = await workshop.data(TOOL, {
      metric_id: [metric],
      source_type: ['post-session'],
      view: 'rows',
      limit: 200,
    });
    const { results } = rowsSchema.parse(found);
    const newest = Math.max(...results.map(({ version }) => version));
    return results.filter(({ version, result }) => version === newest && result !== null);
  };
  const ask = async (metric: string, labels: object[], more: object = {}) => {
    const { metrics } = answerSchema.parse(
      await workshop.data(TOOL, { metric_id: [metric], labels, ...more }),
    );
    const agreement = metrics[0]?.agreement;
    if (!agreement) throw new Error('no agreement');
    return agreement;
  };
  const grouped = (labels: readonly (readonly [string, unknown])[]) =>
    labels.map(([conversation, label]) => ({ label, conversation_id: conversation }));

  it('say how often each verdict is right, and what the rate would be by people', async () => {
    const rows = await rowsOf(BOOLEAN);
    const yes = rows.filter(({ result }) => result === true).slice(0, 20);
    const no = rows.filter(({ result }) => result === false).slice(0, 10);
    const labels = [
      ...yes.map(({ conversation_id }, place) => [conversation_id, place >= 4] as const),
      ...no.map(({ conversation_id }, place) => [conversation_id, place < 1] as const),
      ['f'.repeat(24), true] as const,
    ];
    const agreement = await ask(BOOLEAN, grouped(labels));
    expect(agreement).toMatchObject({
      source_type: 'post-session',
      labelled: 31,
      found: 30,
      agreement: 0.833,
      right_when_true: { n: 20, rate: 0.8 },
      right_when_false: { n: 10, rate: 0.9 },
    });
    const [low = 1, high = 0] = agreement.corrected_rate?.ci95 ?? [];
    const rate = agreement.corrected_rate?.rate ?? -1;
    expect(rate > low && rate < high).toBe(true);
    expect(agreement.disagreements).toHaveLength(5);
    expect(agreement.disagreements?.every((each) => each.label !== each.value)).toBe(true);
    expect(agreement.table.reduce((sum, { n }) => sum + n, 0)).toBe(30);
    const { text } = await workshop.call(TOOL, { metric_id: [BOOLEAN], labels: grouped(labels) });
    expect(text).toContain('People: 31 labelled, 30 found');
    expect(text).toContain('chosen at random or by the verdict');
  });

  it('give no corrected rate with fewer than ten beside a verdict', async () => {
    const rows = await rowsOf(BOOLEAN);
    const labels = rows.filter(({ result }) => result === true).slice(0, 15);
    const agreement = await ask(BOOLEAN, [
      { label: 'true', conversation_id: labels.map(({ conversation_id }) => conversation_id) },
    ]);
    expect(agreement).toMatchObject({ found: 15, agreement: 1, kappa: null, corrected_rate: null });
  });

  it('tell of numbers how far they are apart, and with a criterion how often passing is right', async () => {
    const rows = (await rowsOf(NUMBERS)).slice(0, 12);
    const off = rows.map(
      ({ conversation_id, result }, place) =>
        [conversation_id, String(Number(result) - (place < 3 ? 1 : 0))] as const,
    );
    const agreement = await ask(NUMBERS, grouped(off));
    expect(agreement).toMatchObject({ found: 12, exact: 0.75, within_one: 1, mean_difference: 0.25 });
    expect(agreement).not.toHaveProperty('right_when_true');
    const passing = await ask(NUMBERS, grouped(off), { criterion: { verb: '>=', threshold: 1 } });
    expect(passing).toMatchObject({ agreement: 1, right_when_true: { rate: expect.any(Number) } });
  });

  it('stay out of the log and the token', async () => {
    const [first] = await rowsOf(BOOLEAN);
    const { structured } = await workshop.call(TOOL, {
      metric_id: [BOOLEAN],
      labels: [{ label: 'true', conversation_id: [first?.conversation_id] }],
      read_at_most: 500,
      refresh: true,
    });
    const { coverage } = z
      .object({ coverage: z.object({ continuation_token: z.string().optional() }) })
      .parse(structured);
    expect(coverage.continuation_token ?? '').not.toContain(first?.conversation_id);
    expect(workshop.logged.join('')).not.toContain(first?.conversation_id);
  });

  it.each([
    ['of no one metric', { labels: [{ label: 'true', conversation_id: ['a'.repeat(24)] }] }, /one metric/],
    [
      'in rows',
      { metric_id: [BOOLEAN], view: 'rows', labels: [{ label: 'true', conversation_id: ['a'.repeat(24)] }] },
      /summary/,
    ],
    [
      'of a conversation twice',
      {
        metric_id: [BOOLEAN],
        labels: [true, false].map((label) => ({ label, conversation_id: ['a'.repeat(24)] })),
      },
      /twice/,
    ],
    [
      'that are no value',
      { metric_id: [BOOLEAN], labels: [{ label: 'good', conversation_id: ['a'.repeat(24)] }] },
      /"good" is no value .*\n.*true or false/,
    ],
  ])('%s are refused', async (_, given, words) => {
    const { text } = await workshop.call(TOOL, given);
    expect(text).toMatch(/^Error \[invalid_input\]/);
    expect(text).toMatch(words);
  });
});
