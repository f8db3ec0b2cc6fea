import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkRequest } from '../support/contract-check.ts';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const TOOL = 'get_metric_evaluation_results';
const RESULTS = /\/metric_evaluation_result$/;
/** What says nothing is left out of an answer. */
const none = z.number().default(0);
const answer = z.looseObject({
  coverage: z.looseObject({
    read: z.number(),
    complete: z.boolean(),
    note: z.string().default(''),
    requests: none,
    from_cache: none,
    outside_filters: none,
    unreadable: none,
    continuation_token: z.string().optional(),
    retry_after_seconds: z.number().optional(),
    as_of: z.string(),
  }),
  totals: z.array(z.looseObject({ results: z.number(), source_type: z.string().optional() })).optional(),
  metrics: z
    .array(z.looseObject({ entries: z.array(z.looseObject({ n: z.number() })).optional() }))
    .optional(),
  results: z.array(z.looseObject({ created_at: z.string(), version: z.number() })).optional(),
});

let workshop: Workshop;
// A client of its own for each test: nine pages of results a minute are few.
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.close());

const ask = async (input: unknown) => answer.parse(await workshop.data(TOOL, input));
const refused = async (input: unknown) => (await workshop.call(TOOL, input)).text;
const asked = () => workshop.relay.sent('GET', RESULTS);

describe('a summary', () => {
  it('asks in pages of 500, pinned and ordered, with every version of the metric, by the contract', async () => {
    await ask({ metric_id: 'Empathy score' });
    expect(asked()).toHaveLength(5);
    for (const { url } of asked()) {
      expect(checkRequest({ method: 'GET', path: url }).problems).toEqual([]);
      const query = new URL(url, 'http://x').searchParams;
      expect(query.get('limit')).toBe('500');
      expect(query.get('sort_by')).toBe('-created_at');
      expect(query.get('metric_id_and_version')).toMatch(/^[a-f0-9]{24}-$/);
    }
    const pinned = new Set(
      asked().map(({ url }) => new URL(url, 'http://x').searchParams.get('timestamp_before')),
    );
    expect(pinned.size).toBe(1);
  });

  it('asks for nothing again when the same is asked in another way, or more narrowly', async () => {
    const first = await ask({ metric_id: 'Empathy score' });
    expect(first.coverage).toMatchObject({ complete: true, requests: 5, from_cache: 0 });
    for (const more of [
      { criterion: { verb: '>=', threshold: 4 } },
      { group_by: 'month' },
      { view: 'rows', sort_by: '+created_at' },
      { source_type: 'manual' },
      { timestamp_after: '2026-11-01' },
    ]) {
      const again = await ask({ metric_id: 'Empathy score', ...more });
      expect(again.coverage.requests).toBe(0);
      expect(again.coverage.from_cache).toBe(again.coverage.read);
    }
    expect(asked()).toHaveLength(5);
    const fresh = await ask({ metric_id: 'Empathy score', refresh: true, read_at_most: 500 });
    expect(fresh.coverage.requests).toBe(1);
  });

  it('followed by tokens gives the figures of one long reading', async () => {
    let part = await ask({ metric_id: 'Empathy score', read_at_most: 600 });
    for (let most = 1_200; part.coverage.continuation_token !== undefined; most += 600)
      part = await ask({ continuation_token: part.coverage.continuation_token, read_at_most: most });
    const other = await openWorkshop();
    const whole = answer.parse(await other.data(TOOL, { metric_id: 'Empathy score' }));
    await other.close();
    expect(part.metrics).toEqual(whole.metrics);
    expect(part.totals).toEqual(whole.totals);
  });

  it('leaves quota to the next question, says when to go on, and tells the truth about what it read', async () => {
    const { coverage } = await ask({ read_at_most: 100_000 });
    expect(coverage).toMatchObject({ complete: false, requests: 7, read: 3_500 });
    expect(coverage.retry_after_seconds).toBeGreaterThan(0);
    expect(coverage.note).toContain('limit');
    const next = await ask({ metric_id: 'Call outcome', read_at_most: 500 });
    expect(next.coverage.requests).toBe(1);
  });

  it('counts what does not match its filters and what cannot be read, and uses neither', async () => {
    const row = (id: string, more: object) => ({
      id: id.padStart(24, '0'),
      org_id: 'o',
      metric_id: 'a'.repeat(24),
      metric_version: 1,
      result: true,
      justification: '',
      created_at: '2026-11-20T00:00:00Z',
      source: {
        type: 'manual',
        conversation_id: 'c'.repeat(24),
        evaluate_to_interaction_id: null,
        references: [],
      },
      ...more,
    });
    const rows = [
      row('1', {}),
      row('1', {}),
      row('2', { metric_id: 'b'.repeat(24) }),
      row('3', { result: null }),
      row('4', { result: 'yes' }),
      { id: 5 },
    ];
    const body = {
      metric_evaluation_results: rows,
      has_more: false,
      continuation_token: null,
      filter_values: null,
    };
    workshop.relay.meet('GET', RESULTS, { kind: 'answer', reply: { status: 200, body } });
    const { coverage, metrics, totals } = await ask({ metric_id: 'a'.repeat(24) });
    expect(coverage).toMatchObject({ read: 3, outside_filters: 1, unreadable: 1, complete: true });
    expect(metrics?.[0]?.entries).toEqual([
      expect.objectContaining({ version: 1, source_type: 'manual', n: 1, mismatched: 1, true_rate: 1 }),
    ]);
    expect(totals).toEqual([{ source_type: 'manual', results: 3, not_applicable: 1, metrics: 1, units: 1 }]);
  });

  it('answers from the first pages when a later one fails', async () => {
    await ask({ metric_id: 'Empathy score', read_at_most: 500 });
    for (let attempt = 0; attempt < 3; attempt += 1)
      workshop.relay.meet('GET', RESULTS, { kind: 'answer', reply: { status: 502, body: {} } });
    const { coverage } = await ask({ metric_id: 'Empathy score' });
    expect(coverage).toMatchObject({ read: 500, complete: false });
    expect(coverage.note).toContain('A page failed (upstream_error)');
    expect(coverage.continuation_token).toBeDefined();
  });

  it('reads anew after an evaluation whose result belongs in it; a token keeps its own', async () => {
    const before = await ask({ metric_id: 'Call outcome', read_at_most: 500 });
    await workshop.data('evaluate_metrics', {
      metric_ids: 'Call outcome',
      conversation_id: '6aff47c5debf457088fcc615',
      compare_with_previous: false,
    });
    const running = await ask({ continuation_token: before.coverage.continuation_token });
    expect(running.coverage.note).toContain('evaluation that was made since');
    expect((await ask({ metric_id: 'Call outcome' })).coverage.from_cache).toBe(0);
  });

  it('keeps every day of ninety for two metrics: intervals and older versions go first', async () => {
    const metric_id = ['Empathy score', 'Identity verified before disclosure'];
    const days = await workshop.call(TOOL, { metric_id, group_by: 'day', read_at_most: 10_000 });
    expect(days.text).toContain('Intervals of groups are left out');
    expect(days.text).not.toMatch(/\d groups? (?:is|are) left out/);
    expect(days.text.length).toBeLessThanOrEqual(24_000);
    expect(JSON.stringify(days.structured).length).toBeLessThanOrEqual(24_000);
  });

  it('of one metric costs a reader little', async () => {
    const one = await workshop.call(TOOL, {
      metric_id: 'Medication name read back',
      source_type: 'post-session',
    });
    expect(encode(one.text).length).toBeLessThanOrEqual(900);
    expect(encode(JSON.stringify(one.structured)).length).toBeLessThanOrEqual(1_300);
  });
});

describe('rows', () => {
  it('followed by tokens show every row once, newest first', async () => {
    const first = await ask({ metric_id: 'Call outcome', view: 'rows', limit: 150 });
    const shown = [...(first.results ?? [])];
    let { continuation_token } = first.coverage;
    while (continuation_token !== undefined) {
      const next = await ask({ continuation_token, limit: 150 });
      shown.push(...(next.results ?? []));
      ({ continuation_token } = next.coverage);
    }
    const { coverage } = await ask({ metric_id: 'Call outcome' });
    expect(shown).toHaveLength(coverage.read);
    expect(new Set(shown.map((row) => JSON.stringify(row))).size).toBe(shown.length);
    const times = shown.map(({ created_at }) => created_at);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('26 come in two calls without a repeat, and only one page is asked for', async () => {
    const first = await ask({ view: 'rows' });
    const second = await ask({ continuation_token: first.coverage.continuation_token, limit: 1 });
    const rows = [...(first.results ?? []), ...(second.results ?? [])].map((row) => JSON.stringify(row));
    expect(new Set(rows).size).toBe(26);
    expect(asked()).toHaveLength(1);
  });

  it('a token that outlived its snapshot goes on at the same row', async () => {
    const first = await ask({ metric_id: 'Call outcome', view: 'rows', limit: 10 });
    workshop.app.context.snapshots.clear();
    const second = await ask({ continuation_token: first.coverage.continuation_token, limit: 10 });
    workshop.app.context.snapshots.clear();
    const both = await ask({ metric_id: 'Call outcome', view: 'rows', limit: 20 });
    expect([...(first.results ?? []), ...(second.results ?? [])]).toEqual(both.results);
  });
});

describe('what is refused, with nothing sent', () => {
  it.each([
    [{ criterion: {} }, 'exactly one of'],
    [{ criterion: { expected_value: true, verb: '>', threshold: 1 } }, 'exactly one of'],
    [{ criterion: { verb: '>' } }, 'verb and threshold together'],
    [{ only: 'passing' }, 'needs a criterion'],
    [{ timestamp_after: '2026-02-30' }, 'no time that exists'],
    [{ timestamp_after: 'yesterday' }, 'must be a date'],
    [{ timestamp_after: '2026-11-02', timestamp_before: '2026-11-01' }, 'later than'],
    [{ timezone: 'Mars/Olympus' }, 'IANA'],
    [{ timezone: 'Europe/Berln' }, 'the nearest is "Europe/Berlin"'],
    [{ limit: 201 }, 'at most 200'],
    [{ metric_id_and_version: ['x-1'] }, '<id>-<version>'],
    [{ metric_id_and_version: [`${'a'.repeat(24)}-0`] }, '<id>-<version>'],
    [{ metric_id_and_version: [`${'a'.repeat(24)}-007`] }, '<id>-<version>'],
    [{ continuation_token: 'nonsense' }, 'not one that this tool gave'],
  ])('%j', async (input, words) => {
    const text = await refused(input);
    expect(text).toMatch(/^Error \[invalid_input\]: /);
    expect(text).toContain(words);
    expect(workshop.relay.requests).toHaveLength(0);
  });

  it('an argument that contradicts its token', async () => {
    const { coverage } = await ask({ metric_id: 'Call outcome', view: 'rows', limit: 1 });
    const { continuation_token } = coverage;
    for (const more of [
      { view: 'summary' },
      { source_type: 'manual' },
      { sort_by: '+created_at' },
      { refresh: true },
      { only: 'not_applicable' },
    ])
      expect(await refused({ continuation_token, ...more })).toMatch(
        /^Error \[invalid_input\]: .*contradict/,
      );
    expect((await ask({ continuation_token, metric_id: 'Call outcome', view: 'rows' })).results).toHaveLength(
      25,
    );
  });
});
