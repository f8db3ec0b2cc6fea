import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { onFastClock } from '../support/clock.ts';
import { openWorkshop } from '../support/workshop.ts';

const METRIC = 'Empathy score';
const MOST_CALLS = 9;
const MOST_TOKENS = 12_000;
const definition = (words: string) => ({
  metric_id: METRIC,
  description: `How well does the agent answer feelings, ${words}? 1 not at all, 5 very well.`,
  metric_value: { type: 'numerical', lower_bound: 1, upper_bound: 5 },
});

const rowsSchema = z.object({
  results: z.array(z.object({ conversation_id: z.string(), result: z.number().nullable() })),
});
const judgedSchema = z.object({
  metrics: z.array(
    z.object({
      done: z.int(),
      changes: z.array(z.object({ from: z.object({ source_type: z.string() }), paired: z.int() })),
    }),
  ),
});

// From a wording to a judge that one can trust, twice over, as a model would go about it.
it('a version is tried on 40 old calls and held against 40 labels twice, within its calls and tokens', async () => {
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
      const rows = await workshop.data('get_metric_evaluation_results', {
        metric_id: [METRIC],
        source_type: ['post-session'],
        view: 'rows',
        limit: 60,
      });
      const { results } = rowsSchema.parse(rows);
      const known = new Map(results.map(({ conversation_id, result }) => [conversation_id, result]));
      const conversation_id = [...known.keys()].slice(0, 40);
      const labels = [1, 2, 3, 4, 5].flatMap((label) => {
        const those = conversation_id.filter((id) => (known.get(id) ?? 3) === label);
        return those.length > 0 ? [{ label: String(label), conversation_id: those }] : [];
      });
      for (const words of ['as they are said', 'as they are said, by the last turn']) {
        await call('create_metric_version', definition(words));
        const input = { metric_ids: [METRIC], conversation_id };
        await call('evaluate_metrics', { ...input, dry_run: true });
        const judged = judgedSchema.parse(await call('evaluate_metrics', input));
        expect(judged.metrics[0]?.done).toBe(40);
        expect(judged.metrics[0]?.changes.map(({ from }) => from.source_type)).toContain('post-session');
        const about = { metric_id: [METRIC], source_type: ['manual'], examples: 0 };
        expect(await call('get_metric_evaluation_results', { ...about, labels })).toMatchObject({
          metrics: [{ agreement: { labelled: 40 } }],
        });
        // The next forty have a minute of their own.
        await new Promise((resolve) => setTimeout(resolve, 61_000));
      }
    });
  } finally {
    await workshop.close();
  }
  expect(calls.length).toBeLessThanOrEqual(MOST_CALLS);
  for (const form of ['text', 'structured'] as const) {
    const tokens = calls.reduce((sum, of) => sum + of[form], 0);
    expect(tokens, `${form}: ${calls.map((of) => of[form]).join(', ')}`).toBeLessThanOrEqual(MOST_TOKENS);
  }
});
