import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { AppSettings } from '../../src/app.ts';
import { deferred } from '../../src/deadline.ts';
import { onFastClock } from '../support/clock.ts';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const EVALUATE = /\/metric\/evaluate$/;
const RESULTS = /\/metric_evaluation_result$/;
const CONVERSATION = '6afdb598f66e80d40521fdb4';
/** Has a manual result of that conversation. */
const JUDGED = 'Sentiment at close';
const NEVER = new Promise<void>(() => {});
/** For what comes at once on a machine that has little else to do. */
const PATIENCE = { timeout: 10_000 };

const value = z.union([z.number(), z.boolean(), z.string(), z.null()]);
const answerSchema = z.object({
  evaluations: z.array(
    z.object({
      conversation_id: z.string(),
      metric_version: z.int().nullable(),
      metric_id: z.string(),
      name: z.string().nullable(),
      status: z.string(),
      value,
      justification: z.string().nullable(),
      previous: z.object({ result: value, justification: z.string().nullable() }).optional(),
      changed: z.boolean().optional(),
      error: z.string().optional(),
    }),
  ),
  note: z.string().nullable(),
});
const ids = z.array(z.string()).optional();
/** What is said of more than ten evaluations. */
const manySchema = z.object({
  metrics: z.array(
    z.object({
      metric_id: z.string(),
      metric_version: z.int().nullable(),
      done: z.int(),
      pending: ids,
      not_sent: ids,
      failed: z.array(z.object({ conversation_id: z.string(), error: z.string() })).optional(),
    }),
  ),
});
const metricsSchema = z.object({ metrics: z.array(z.object({ id: z.string(), name: z.string() })) });

describe('evaluate_metrics', () => {
  let workshop: Workshop;
  const start = async (settings: Partial<AppSettings> = {}) => {
    workshop = await openWorkshop(settings);
  };
  const restart = async (settings: Partial<AppSettings>) => {
    await workshop.close();
    await start(settings);
  };
  beforeEach(() => start());
  afterEach(() => workshop.close());

  const input = (...metric_ids: string[]) => ({ metric_ids, conversation_id: CONVERSATION });
  const evaluate = async (given: unknown) =>
    answerSchema.parse(await workshop.data('evaluate_metrics', given));
  const evaluateMany = async (given: unknown) =>
    manySchema.parse(await workshop.data('evaluate_metrics', given)).metrics;
  const sent = () => workshop.relay.sent('POST', EVALUATE);
  const someMetrics = async (limit: number) =>
    metricsSchema.parse(await workshop.data('get_metrics', { limit })).metrics;

  it('reads what it overwrites, and shows both values', async () => {
    const { evaluations, note } = await evaluate(input(JUDGED, 'Empathy score'));
    expect(evaluations).toMatchObject([
      { name: JUDGED, status: 'done', value: 'negative', previous: { result: 'negative' }, changed: false },
      { name: 'Empathy score', status: 'done' },
    ]);
    expect(evaluations[1]).not.toHaveProperty('previous');
    expect(evaluations[1]).not.toHaveProperty('changed');
    expect(evaluations[1]).not.toHaveProperty('error');
    expect(note).toBeNull();
    const query = new URL(workshop.relay.sent('GET', RESULTS)[0]?.url ?? '', 'http://relay').searchParams;
    expect(query.getAll('source_type')).toEqual(['manual']);
    expect(query.getAll('metric_id_and_version').every((each) => each.endsWith('-'))).toBe(true);
    const again = await evaluate(input('Empathy score'));
    expect(again.evaluations[0]?.previous?.result).toBe(evaluations[1]?.value);
  });

  it('shows values as they come: a category that looks like a number, and not applicable', async () => {
    const [one, two] = await someMetrics(2);
    const verdict = { references: [], justification: 'Because.' };
    const metrics = [
      { metric_id: two?.id, value: null, ...verdict },
      { metric_id: one?.id, value: '5', ...verdict },
    ];
    workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply: { status: 200, body: { metrics } } });
    const result = await workshop.call('evaluate_metrics', input(one?.id ?? '', two?.id ?? ''));
    expect(answerSchema.parse(result.structured).evaluations.map((each) => each.value)).toEqual(['5', null]);
    expect(result.text).toContain('not applicable');
  });

  it('sends tens, and lets one that fails fail alone', async () => {
    const metrics = await someMetrics(23);
    const refusal = { status: 400, body: { detail: 'The judge has a cold.' } };
    workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply: refusal });
    const judged = await evaluateMany(input(...metrics.map(({ id }) => id)));
    expect(sent()).toHaveLength(3);
    expect(judged.map(({ metric_id }) => metric_id)).toEqual(metrics.map(({ id }) => id));
    const failed = judged.flatMap((metric) => metric.failed ?? []);
    expect([3, 10]).toContain(failed.length);
    expect(failed.every(({ error }) => error.startsWith('rejected: '))).toBe(true);
    expect(judged.reduce((sum, { done }) => sum + done, 0)).toBe(23 - failed.length);
  });

  it('fails a metric that the answer does not hold', async () => {
    const [one, two] = await someMetrics(2);
    const metrics = [{ metric_id: one?.id, value: true, references: [], justification: 'Yes.' }];
    workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply: { status: 200, body: { metrics } } });
    const { evaluations } = await evaluate(input(one?.id ?? '', two?.id ?? ''));
    expect(evaluations.map(({ status }) => status)).toEqual(['done', 'failed']);
    expect(evaluations[1]?.error).toMatch(/^upstream_error: /);
  });

  it('evaluates nothing when the earlier results cannot be read in time', async () => {
    const reply = { status: 429, body: {} };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      workshop.relay.meet('GET', RESULTS, { kind: 'answer', reply });
    }
    const answer = await workshop.call('evaluate_metrics', input(JUDGED));
    expect(answer.text).toMatch(/^Error \[rate_limited\]: .*Nothing was evaluated/);
    expect(answer.text).toContain('compare_with_previous: false');
    expect(sent()).toEqual([]);
    const { evaluations } = await evaluate({ ...input(JUDGED), compare_with_previous: false });
    expect(evaluations[0]).toMatchObject({ status: 'done' });
    expect(evaluations[0]).not.toHaveProperty('previous');
  });

  it('never sends twice what may have been judged, and names the read that shows it', async () => {
    workshop.relay.meet('POST', EVALUATE, { kind: 'lose the answer' });
    const answer = await workshop.call('evaluate_metrics', input('Empathy score'));
    expect(answer.text).toMatch(/^Error \[outcome_unknown\]: /);
    expect(answer.text).toContain('get_metric_evaluation_results');
    expect(sent()).toHaveLength(1);
  });

  it('sends the end interaction, and keeps evaluations with different ends apart', async () => {
    const end = 'a'.repeat(24);
    const answer = await workshop.call('evaluate_metrics', {
      ...input('Empathy score'),
      evaluate_to_interaction_id: end,
    });
    expect(sent()[0]?.body).toMatchObject({ evaluate_to_interaction_id: end });
    expect(answer.text).toMatch(/^Error \[not_found\]: .*Interaction/);
  });

  it('joins an evaluation that runs, and shares what it overwrites', async () => {
    const judge = deferred();
    workshop.relay.meet('POST', EVALUATE, { kind: 'hold', until: judge.promise });
    const first = evaluate(input(JUDGED));
    await workshop.relay.arrived('POST', EVALUATE, 1);
    const second = evaluate(input(JUDGED));
    const other = await evaluate(input('Empathy score'));
    judge.resolve();
    expect(await second).toEqual(await first);
    expect((await second).evaluations[0]?.previous?.result).toBe('negative');
    expect(other.evaluations[0]?.status).toBe('done');
    expect(sent()).toHaveLength(2);
  });

  it('answers pending at the deadline, hands the verdict over once, then pays again', async () => {
    const judge = deferred();
    workshop.relay.meet('POST', EVALUATE, { kind: 'hold', until: judge.promise });
    const first = await onFastClock(() => workshop.call('evaluate_metrics', input(JUDGED)));
    expect(answerSchema.parse(first.structured).evaluations[0]).toMatchObject({
      status: 'pending',
      value: null,
      previous: { result: 'negative' },
    });
    expect(first.text).toContain('pending');

    judge.resolve();
    const handed = await evaluate(input(JUDGED));
    expect(handed.evaluations[0]).toMatchObject({ status: 'done', value: 'negative', changed: false });
    expect(sent()).toHaveLength(1);
    await evaluate(input(JUDGED));
    expect(sent()).toHaveLength(2);
  });

  it('goes on with what was sent when the caller cancels', async () => {
    const judge = deferred();
    const caller = new AbortController();
    workshop.relay.meet('POST', EVALUATE, { kind: 'hold', until: judge.promise });
    const cancelled = workshop.call('evaluate_metrics', input(JUDGED), { signal: caller.signal });
    await workshop.relay.arrived('POST', EVALUATE, 1);
    caller.abort();
    expect((await cancelled).text).toMatch(/^Error \[outcome_unknown\]: .*goes on without it/);
    judge.resolve();
    const { evaluations } = await evaluate(input(JUDGED));
    expect(evaluations[0]).toMatchObject({ status: 'done', previous: { result: 'negative' } });
    expect(sent()).toHaveLength(1);
  });

  it('sends nothing for a caller who cancels before it was sent', async () => {
    const caller = new AbortController();
    workshop.relay.meet('GET', RESULTS, { kind: 'hold', until: NEVER });
    const cancelled = workshop.call('evaluate_metrics', input(JUDGED), { signal: caller.signal });
    await workshop.relay.arrived('GET', RESULTS, 1);
    caller.abort();
    expect((await cancelled).text).toMatch(/^Error \[cancelled\]: /);
    await evaluate(input('Empathy score'));
    expect(sent()).toHaveLength(1);
  });

  describe('that waits for its quota', () => {
    const wait = { status: 429, body: {}, headers: { 'retry-after': '1' } };
    const evaluations = () =>
      workshop.logged.filter((line) => line.includes(' write tool=evaluate_metrics '));

    it('is not sent any more once its caller cancels', async () => {
      await restart({ evaluationLimit: 1 });
      const caller = new AbortController();
      workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply: wait });
      const cancelled = workshop.call('evaluate_metrics', input(JUDGED), { signal: caller.signal });
      await vi.waitFor(() => expect(workshop.logged.join('')).toContain('status=429'), PATIENCE);
      caller.abort();
      expect((await cancelled).text).toMatch(/^Error \[cancelled\]: /);
      await vi.waitFor(() => expect(evaluations()).toHaveLength(1), PATIENCE);
      expect(evaluations()[0]).toContain('outcome=cancelled');
      expect(sent()).toHaveLength(1);
      // It does not count either.
      expect((await evaluate(input(JUDGED))).evaluations[0]).toMatchObject({ status: 'done' });
      expect(sent()).toHaveLength(2);
    });

    it.each(['before', 'after'])('is sent for whoever joined it %s that', async (when) => {
      const caller = new AbortController();
      workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply: wait });
      const cancelled = workshop.call('evaluate_metrics', input(JUDGED), { signal: caller.signal });
      await vi.waitFor(() => expect(workshop.logged.join('')).toContain('status=429'), PATIENCE);
      if (when === 'after') caller.abort();
      const joined = evaluate({ ...input(JUDGED), compare_with_previous: false });
      // Whoever knows the metric's name already has joined before another call has been to Amigo and back.
      await workshop.data('get_metrics', { limit: 1 });
      if (when === 'before') caller.abort();
      expect((await cancelled).isError).toBe(true);
      expect((await joined).evaluations[0]?.status).toBe('done');
      expect(sent()).toHaveLength(2);
    });
  });

  it('is cancelled, not broken, for a caller who left before it began', async () => {
    const given = {
      metric_ids: ['a'.repeat(24)],
      conversation_id: CONVERSATION,
      compare_with_previous: false,
    };
    const answer = await workshop.call('evaluate_metrics', given, { signal: AbortSignal.abort() });
    expect(answer.text).toMatch(/^Error \[cancelled\]: /);
    expect(sent()).toEqual([]);
    expect(workshop.logged.join('')).not.toContain('failed from within');
  });

  it('keeps to the evaluation limit, and gives back what surely was not judged', async () => {
    await restart({ evaluationLimit: 3 });
    const metrics = (await someMetrics(4)).map(({ id }) => id);
    const tooMany = await workshop.call('evaluate_metrics', input(...metrics));
    expect(tooMany.text).toMatch(/^Error \[not_allowed\]: AMIGO_EVALUATION_LIMIT .*3 of them left/);
    expect(sent()).toEqual([]);

    workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply: { status: 400, body: {} } });
    await workshop.call('evaluate_metrics', input(...metrics.slice(0, 3)));
    await evaluate(input(...metrics.slice(0, 2)));
    workshop.relay.meet('POST', EVALUATE, { kind: 'lose the answer' });
    await workshop.call('evaluate_metrics', input(...metrics.slice(2, 3)));
    const spent = await workshop.call('evaluate_metrics', input(...metrics.slice(3)));
    expect(spent.text).toMatch(/^Error \[not_allowed\]: .*0 of them left/);
    expect(sent()).toHaveLength(3);
  });

  it('tells how far the judge is, and nothing after the answer', async () => {
    const metrics = (await someMetrics(12)).map(({ id }) => id);
    const judge = deferred();
    workshop.relay.meet('POST', EVALUATE, { kind: 'hold', until: judge.promise });
    const heard: { done: number; message: string }[] = [];
    await workshop.call('evaluate_metrics', input(...metrics), {
      progress(done, _total, message) {
        heard.push({ done, message });
        judge.resolve();
      },
    });
    const count = heard.length;
    expect(heard.some(({ message }) => /^(2|10) of 12 judged$/.test(message))).toBe(true);
    expect(heard.map(({ done }) => done)).toEqual(heard.map(({ done }) => done).toSorted((a, b) => a - b));
    await evaluate(input('Empathy score'));
    expect(heard).toHaveLength(count);
  });

  it('hides the judge’s reasons when it is told to', async () => {
    await restart({ hideJustifications: true });
    const result = await workshop.call('evaluate_metrics', input(JUDGED));
    expect(result.structured).toMatchObject({
      evaluations: [{ status: 'done', justification: null, previous: { justification: null } }],
    });
    expect(result.text).not.toContain('because');
    expect(result.text).toContain('Justifications are hidden');
  });

  it('stays within one answer, and says what was cut', async () => {
    const metrics = await someMetrics(10);
    const body = {
      metrics: metrics.map(({ id }) => ({
        metric_id: id,
        value: 1,
        references: Array.from({ length: 20 }, () => 'a'.repeat(24)),
        justification: 'She said "no"\n'.repeat(500),
      })),
    };
    workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply: { status: 200, body } });
    const result = await workshop.call('evaluate_metrics', input(...metrics.map(({ id }) => id)));
    expect(result.text.length).toBeLessThanOrEqual(24_000);
    expect(JSON.stringify(result.structured).length).toBeLessThanOrEqual(24_000);
    const { evaluations, note } = answerSchema.parse(result.structured);
    expect(evaluations).toHaveLength(10);
    expect(evaluations.every(({ justification }) => justification?.endsWith('…'))).toBe(true);
    expect(note).toContain('cut to the length of one answer');
  });

  it('says when the judge gave a value of another type than the metric’s', async () => {
    const { metrics } = z
      .object({ metrics: z.array(z.looseObject({ id: z.string() })) })
      .parse(await workshop.data('search_metrics', { query: 'Empathy score' }));
    const verdict = { metric_id: metrics[0]?.id, value: '4', references: [], justification: 'Four.' };
    const reply = { status: 200, body: { metrics: [verdict] } };
    workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply });
    const { note } = await evaluate(input('Empathy score'));
    expect(note).toContain('1 value of another type than the metric');
  });

  it.each([
    [{ metric_ids: [] }, 'metric_ids'],
    [{ metric_ids: Array.from({ length: 51 }, (_, index) => `m${index}`) }, 'metric_ids'],
    [{ conversation_id: 'last one' }, 'conversation_id'],
    [{ metric_ids: ['No such metric at all'] }, 'No such metric at all'],
  ])('refuses %j', async (wrong, named) => {
    const answer = await workshop.call('evaluate_metrics', { ...input(JUDGED), ...wrong });
    expect(answer.text).toMatch(/^Error \[(invalid_input|not_found)\]: /);
    expect(answer.text).toContain(named);
    expect(sent()).toEqual([]);
  });
});
