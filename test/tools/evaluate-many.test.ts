import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AppSettings } from '../../src/app.ts';
import { deferred } from '../../src/deadline.ts';
import { onFastClock } from '../support/clock.ts';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const EVALUATE = /\/metric\/evaluate$/;
const METRIC = 'Empathy score';

const ids = z.array(z.string()).default([]);
const value = z.union([z.number(), z.boolean(), z.string(), z.null()]);
const judgedSchema = z.object({
  metrics: z.array(
    z.object({
      metric_id: z.string(),
      metric_version: z.int().nullable(),
      done: z.int(),
      pending: ids,
      not_sent: ids,
      failed: z.array(z.object({ conversation_id: z.string(), error: z.string() })).default([]),
      values: z
        .object({
          counts: z.array(z.object({ value, n: z.int() })).optional(),
          mean: z.number().optional(),
        })
        .optional(),
      changes: z
        .array(
          z.object({
            from: z.object({ version: z.int(), source_type: z.string() }),
            verdict: z.string(),
            paired: z.int(),
            flips: z.array(z.int()),
          }),
        )
        .default([]),
      changed: z.array(z.object({ conversation_id: z.string(), value, was: value })).default([]),
      reasons: z
        .array(z.object({ conversation_id: z.string(), value, justification: z.string() }))
        .default([]),
    }),
  ),
  next: z.array(z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) })).default([]),
});
const planSchema = z.object({
  plan: z.object({
    evaluations: z.int(),
    requests: z.int(),
    minutes: z.number(),
    overwrites: z.array(z.object({ version: z.int(), n: z.int() })).optional(),
    versions: z.array(z.object({ name: z.string().nullable(), version: z.int().nullable() })),
  }),
});
const sentSchema = z.object({ metric_ids: z.array(z.string()), conversation_id: z.string() });

describe('evaluate_metrics on many conversations', () => {
  let workshop: Workshop;
  let conversations: string[];
  const start = async (settings: Partial<AppSettings> = {}) => {
    workshop = await openWorkshop(settings);
    const { results } = z.object({ results: z.array(z.object({ conversation_id: z.string() })) }).parse(
      await workshop.data('get_metric_evaluation_results', {
        metric_id: [METRIC],
        source_type: ['post-session'],
        view: 'rows',
        limit: 60,
      }),
    );
    conversations = [...new Set(results.map(({ conversation_id }) => conversation_id))].slice(0, 40);
  };
  beforeEach(() => start());
  afterEach(() => workshop.close());

  const restart = async (settings: Partial<AppSettings>) => {
    await workshop.close();
    await start(settings);
  };
  const input = (n: number, ...metric_ids: string[]) => ({
    metric_ids: metric_ids.length > 0 ? metric_ids : [METRIC],
    conversation_id: conversations.slice(0, n),
  });
  const evaluate = async (given: object, signal?: AbortSignal) =>
    judgedSchema.parse(await workshop.data('evaluate_metrics', given, signal && { signal }));
  const requests = () => workshop.relay.sent('POST', EVALUATE).map(({ body }) => sentSchema.parse(body));
  /** How often each metric and conversation was sent. */
  const timesSent = () => {
    const times = new Map<string, number>();
    for (const { metric_ids, conversation_id } of requests())
      for (const id of metric_ids) {
        const pair = `${id} ${conversation_id}`;
        times.set(pair, (times.get(pair) ?? 0) + 1);
      }
    return times;
  };
  const someMetrics = async (limit: number) =>
    z
      .object({ metrics: z.array(z.object({ id: z.string() })) })
      .parse(await workshop.data('get_metrics', { limit }))
      .metrics.map(({ id }) => id);
  /** The next requests wait until they are let go. */
  const hold = (n: number) => {
    const judge = deferred();
    for (let held = 0; held < n; held += 1)
      workshop.relay.meet('POST', EVALUATE, { kind: 'hold', until: judge.promise });
    return judge.resolve;
  };

  it('says with dry_run what it would cost and overwrite, and judges nothing', async () => {
    const { plan } = planSchema.parse(
      await workshop.data('evaluate_metrics', { ...input(40, METRIC, 'Sentiment at close'), dry_run: true }),
    );
    expect(plan).toMatchObject({ evaluations: 80, requests: 40, minutes: 0.9 });
    expect(plan.versions).toEqual([
      expect.objectContaining({ name: METRIC, version: 4 }),
      expect.objectContaining({ name: 'Sentiment at close', version: 1 }),
    ]);
    expect(plan.overwrites?.length).toBeGreaterThan(0);
    expect(requests()).toEqual([]);
    const { plan: alone } = planSchema.parse(
      await workshop.data('evaluate_metrics', { ...input(1), dry_run: true, compare_with_previous: false }),
    );
    expect(alone).toMatchObject({ evaluations: 1, requests: 1 });
    expect(alone).not.toHaveProperty('overwrites');
  });

  it('says of a plan which versions could not be read', async () => {
    const refused = { status: 403, body: {} };
    workshop.relay.meet('GET', /\/version$/, { kind: 'answer', reply: refused });
    const { text } = await workshop.call('evaluate_metrics', { ...input(1), dry_run: true });
    expect(text).toContain('A version without a number could not be read');
  });

  it('tells a new version from the results before it in pairs, and names what changed', async () => {
    await workshop.data('create_metric_version', {
      metric_id: METRIC,
      description: 'How well does the agent answer feelings? 1 not at all, 5 very well.',
      metric_value: { type: 'numerical', lower_bound: 1, upper_bound: 5 },
    });
    const [metric] = (await evaluate(input(40))).metrics;
    expect(metric).toMatchObject({ metric_version: 5, done: 40, pending: [], not_sent: [], failed: [] });
    const change = metric?.changes.find(({ from }) => from.source_type === 'post-session');
    expect(change?.from.version).toBe(4);
    expect(change?.paired).toBeGreaterThanOrEqual(30);
    const [up = 0, down = 0] = change?.flips ?? [];
    expect(up + down).toBeGreaterThan(0);
    expect(metric?.changed.every(({ value, was }) => value !== was)).toBe(true);
    expect(metric?.reasons).toHaveLength(5);
    expect(new Set(metric?.reasons.map((reason) => reason.conversation_id)).size).toBe(5);
    // Of those that have just been judged, the manual result is what they were.
    const again = (await evaluate(input(40))).metrics[0];
    expect(again?.changes.find(({ from }) => from.source_type === 'manual')).toMatchObject({
      from: { version: 5 },
      flips: [0, 0],
    });
    expect(again?.changed).toEqual([]);
  });

  it('sends a few requests at once, conversation by conversation, and each of them whole', async () => {
    const metrics = await someMetrics(12);
    const letGo = hold(16);
    const judging = evaluate(input(8, ...metrics));
    await workshop.relay.arrived('POST', EVALUATE, 6);
    await workshop.data('get_metrics', { limit: 1 });
    expect(requests()).toHaveLength(6);
    expect(new Set(requests().map(({ conversation_id }) => conversation_id))).toEqual(
      new Set(conversations.slice(0, 3)),
    );
    letGo();
    expect((await judging).metrics.every(({ done }) => done === 8)).toBe(true);
    expect([...timesSent().values()].every((times) => times === 1)).toBe(true);
    expect(timesSent().size).toBe(96);
  });

  it('leaves unsent what the quota does not let through, and sends that alone when asked again', async () => {
    const wait = { status: 429, body: {}, headers: { 'retry-after': '200' } };
    for (let n = 0; n < 3; n += 1)
      workshop.relay.meet('POST', EVALUATE, { kind: 'hold', until: Promise.resolve() });
    workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply: wait });
    const first = await evaluate(input(20));
    const [metric] = first.metrics;
    expect(metric?.done).toBeGreaterThanOrEqual(3);
    expect((metric?.done ?? 0) + (metric?.not_sent.length ?? 0)).toBe(20);
    const [next] = first.next;
    expect(next).toMatchObject({
      tool: 'evaluate_metrics',
      arguments: { metric_ids: [metric?.metric_id], conversation_id: metric?.not_sent },
    });
    const refused = await workshop.call('evaluate_metrics', next?.arguments ?? {});
    expect(refused.text).toMatch(/^Error \[rate_limited\]: /);
  });

  it('stops sending once Amigo has said no to all', async () => {
    const reply = { status: 403, body: { detail: 'No.' } };
    const letGo = hold(5);
    workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply });
    const judging = evaluate(input(20));
    await workshop.relay.arrived('POST', EVALUATE, 6);
    letGo();
    const [metric] = (await judging).metrics;
    expect(metric).toMatchObject({ done: 5, failed: [{ error: expect.stringMatching(/^forbidden: /) }] });
    expect(metric?.not_sent).toHaveLength(14);
    expect(requests()).toHaveLength(6);
  });

  it('lets one conversation fail alone', async () => {
    workshop.relay.meet('POST', EVALUATE, { kind: 'lose the answer' });
    workshop.relay.meet('POST', EVALUATE, { kind: 'answer', reply: { status: 400, body: {} } });
    const [metric] = (await evaluate(input(12))).metrics;
    expect(metric?.done).toBe(10);
    expect(metric?.failed.map(({ error }) => /^\w+/.exec(error)?.[0]).sort()).toEqual([
      'outcome_unknown',
      'rejected',
    ]);
    expect(requests()).toHaveLength(12);
  });

  it('names the conversations that may have been judged when nothing succeeded', async () => {
    for (let n = 0; n < 12; n += 1)
      workshop.relay.meet(
        'POST',
        EVALUATE,
        n < 2 ? { kind: 'lose the answer' } : { kind: 'answer', reply: { status: 400, body: {} } },
      );
    const { text } = await workshop.call('evaluate_metrics', input(12));
    expect(text).toMatch(/^Error \[outcome_unknown\]: 2 evaluations of 12 may have been judged/);
    const named = requests()
      .slice(0, 2)
      .map(({ conversation_id }) => conversation_id);
    expect(conversations.filter((id) => text.includes(id)).toSorted()).toEqual(named.toSorted());
  });

  it('goes on at the deadline with what was sent, and never pays twice for it', async () => {
    const letGo = hold(6);
    const first = await onFastClock(() => workshop.call('evaluate_metrics', input(20)));
    const [metric] = judgedSchema.parse(first.structured).metrics;
    expect(metric).toMatchObject({ done: 0, failed: [] });
    expect(metric?.pending).toEqual(conversations.slice(0, 6));
    expect(metric?.not_sent).toEqual(conversations.slice(6, 20));
    letGo();
    const again = (await evaluate(input(20))).metrics[0];
    expect(again).toMatchObject({ done: 20, pending: [], not_sent: [] });
    expect([...timesSent().values()]).toEqual(Array.from({ length: 20 }, () => 1));
  });

  it('sends nothing more for a caller who cancels, and hands what was sent to the next one', async () => {
    await restart({ evaluationLimit: 20 });
    const caller = new AbortController();
    const letGo = hold(6);
    const cancelled = workshop.call('evaluate_metrics', input(20), { signal: caller.signal });
    await workshop.relay.arrived('POST', EVALUATE, 6);
    caller.abort();
    expect((await cancelled).text).toMatch(/^Error \[outcome_unknown\]: .*goes on without it/);
    letGo();
    await workshop.data('get_metrics', { limit: 1 });
    expect(requests()).toHaveLength(6);
    // The limit of twenty is enough: what was withdrawn does not count.
    expect((await evaluate(input(20))).metrics[0]).toMatchObject({ done: 20 });
    expect([...timesSent().values()]).toEqual(Array.from({ length: 20 }, () => 1));
  });

  it('counts runs against the limit, and says how many are left', async () => {
    await restart({ evaluationLimit: 15 });
    const refused = await workshop.call('evaluate_metrics', input(8, METRIC, 'Sentiment at close'));
    expect(refused.text).toMatch(/^Error \[not_allowed\]: .*15 of them left, 16 asked for/);
    expect(requests()).toEqual([]);
    await evaluate(input(15));
    const { text } = await workshop.call('evaluate_metrics', { ...input(2), dry_run: true });
    expect(text).toContain('AMIGO_EVALUATION_LIMIT leaves 0 evaluations');
  });

  it('never judges a metric on a conversation twice at once, whatever the end', async () => {
    const letGo = hold(1);
    const first = workshop.data('evaluate_metrics', input(1));
    await workshop.relay.arrived('POST', EVALUATE, 1);
    const other = workshop.call('evaluate_metrics', {
      ...input(1),
      evaluate_to_interaction_id: 'a'.repeat(24),
      compare_with_previous: false,
    });
    // A call that was made later and is back shows that the other one would have been sent by now.
    await workshop.data('evaluate_metrics', {
      ...input(1, 'Sentiment at close'),
      compare_with_previous: false,
    });
    expect(requests()).toHaveLength(2);
    letGo();
    await first;
    expect((await other).text).toMatch(/^Error \[not_found\]/);
    expect(requests()).toHaveLength(3);
  });

  it.each([
    [{ evaluate_to_interaction_id: 'a'.repeat(24) }, 2, 'one conversation only'],
    [{ metric_ids: ['a', 'b', 'c', 'd', 'e', 'f'] }, 40, '240 evaluations'],
  ])('refuses %j with %i conversations', async (given, n, why) => {
    const { text } = await workshop.call('evaluate_metrics', { ...input(n), ...given });
    expect(text).toMatch(/^Error \[invalid_input\]/);
    expect(text).toContain(why);
    expect(requests()).toEqual([]);
  });
});
