import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { onFastClock } from '../support/clock.ts';
import { sandboxLabels } from '../support/sandbox-labels.ts';
import { openWorkshop } from '../support/workshop.ts';

const MOST_CALLS = 9;
const MOST_TOKENS = 12_000;
/** A first wording and a better one, which says what is judged, what each value is, and what of the edges. */
const METRICS = [
  {
    name: 'Empathy score',
    metric_value: { type: 'numerical', lower_bound: 1, upper_bound: 5 },
    wordings: [
      'How well does the agent answer the feelings of the caller?',
      'How well does the agent answer the feelings of the caller? Judge the turns of the agent. 1: ignores them. 3: general words. 5: names the feeling and what it is about. A set phrase alone is 2. Not applicable when no feeling is stated.',
    ],
  },
  {
    name: 'Medication name read back',
    metric_value: { type: 'boolean' },
    wordings: [
      'Does the agent confirm medications?',
      'Does the agent repeat each medication that the caller names? Judge the turns up to the next question. True: every name is repeated. False: one is left out. A generic name counts for its brand. Not applicable when none is named.',
    ],
  },
  {
    name: 'Reason for contact',
    metric_value: {
      type: 'categorical',
      categories: ['appointment', 'symptom', 'refill', 'billing', 'test result'],
    },
    wordings: [
      'What did the caller come for?',
      'What did the caller mainly come for? Judge the whole conversation. appointment: to find or move a day. symptom: to hear what to do. refill: to get more of a drug. billing: money. test result: what was found. What is said first counts only when nothing else takes longer. Not applicable when no reason is given.',
    ],
  },
];

const judgedSchema = z.object({
  metrics: z.array(
    z.object({
      done: z.int(),
      changes: z.array(z.object({ from: z.object({ source_type: z.string() }), paired: z.int() })),
    }),
  ),
});
const agreementSchema = z.object({
  metrics: z.array(
    z.object({
      agreement: z.object({
        version: z.int(),
        labelled: z.int(),
        found: z.int(),
        agreement: z.number().optional(),
        exact: z.number().optional(),
      }),
    }),
  ),
});

// From a wording to a judge that one can trust, twice over, as a model would go about it.
it.each(METRICS)(
  'a version of $name is tried on 40 old calls and held against 40 labels, then a better one, within its calls and tokens',
  async ({ name, metric_value, wordings }) => {
    const workshop = await openWorkshop();
    const calls: { readonly text: number; readonly structured: number }[] = [];
    const call = async (tool: string, input: object) => {
      const { text, structured, isError } = await workshop.call(tool, input);
      if (isError) throw new Error(text);
      const tokens = (answer: string) =>
        encode(`${tool} ${JSON.stringify(input)}`).length + encode(answer).length;
      calls.push({ text: tokens(text), structured: tokens(JSON.stringify(structured)) });
      return structured;
    };
    try {
      await onFastClock(async () => {
        const { labels, conversations } = sandboxLabels(name);
        const agreed: number[] = [];
        for (const description of wordings) {
          await call('create_metric_version', { metric_id: name, description, metric_value });
          const input = { metric_ids: [name], conversation_id: conversations };
          await call('evaluate_metrics', { ...input, dry_run: true });
          const judged = judgedSchema.parse(await call('evaluate_metrics', input));
          expect(judged.metrics[0]?.done).toBe(40);
          expect(judged.metrics[0]?.changes.map(({ from }) => from.source_type)).toContain('post-session');
          const about = { metric_id: [name], source_type: ['manual'], examples: 0 };
          const answer = await call('get_metric_evaluation_results', { ...about, labels });
          const [metric] = agreementSchema.parse(answer).metrics;
          expect(metric?.agreement).toMatchObject({ labelled: 40, found: 40 });
          agreed.push(metric?.agreement.agreement ?? metric?.agreement.exact ?? 0);
          // The next forty have a minute of their own.
          await new Promise((resolve) => setTimeout(resolve, 61_000));
        }
        // A vague wording errs on two in five, a careful one on one in 25.
        const [first = 1, better = 0] = agreed;
        expect(first).toBeLessThan(0.8);
        expect(better).toBeGreaterThan(0.87);
      });
    } finally {
      await workshop.close();
    }
    expect(calls.length).toBeLessThanOrEqual(MOST_CALLS);
    for (const form of ['text', 'structured'] as const) {
      const tokens = calls.reduce((sum, of) => sum + of[form], 0);
      expect(tokens, `${form}: ${calls.map((of) => of[form]).join(', ')}`).toBeLessThanOrEqual(MOST_TOKENS);
    }
  },
);
