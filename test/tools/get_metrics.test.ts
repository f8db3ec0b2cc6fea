import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const LIST = /\/metric\/$/;
const answer = z.object({
  metrics: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      metric_value_type: z.string(),
      updated_at: z.string(),
      latest_version: z.object({ version: z.number(), description: z.string() }).optional(),
    }),
  ),
  filter_values: z.looseObject({ types: z.array(z.string()) }).optional(),
  page: z.object({
    returned: z.number(),
    complete: z.boolean(),
    continuation_token: z.string().optional(),
    note: z.string().nullable(),
  }),
});

let workshop: Workshop;
const list = async (input: unknown) => answer.parse(await workshop.data('get_metrics', input));
const make = (name: string, more: object = {}) =>
  workshop.data('create_metric', {
    name,
    description: 'Is it so? True when it is, false when it is not. Not applicable when nothing was said.',
    metric_value: { type: 'boolean' },
    ...more,
  });

describe('get_metrics', () => {
  const notes = 'A long note. '.repeat(1_000);

  // A client of its own for each test: the quota of a minute is small.
  beforeEach(async () => {
    workshop = await openWorkshop();
    for (let n = 0; n < 40; n += 1)
      await make(`Extra ${n}`, { tags: [{ key: 'extra', value: String(n % 2) }] });
  });
  afterEach(() => workshop.close());

  it('shows 25, newest update first, with what filters can take on the first page only', async () => {
    const first = await list({});
    expect(first.page).toMatchObject({
      returned: 25,
      complete: false,
      note: 'There is more: continuation_token goes on.',
    });
    const times = first.metrics.map((metric) => metric.updated_at);
    expect(times).toEqual([...times].sort((one, other) => other.localeCompare(one)));
    expect(first.filter_values?.types).toContain('categorical');
    const second = await list({ continuation_token: first.page.continuation_token });
    expect(second.filter_values).toBeUndefined();
  });

  it('goes on by the token alone, with the latest versions that were asked for', async () => {
    const first = await list({ limit: 2, include_latest_version: true });
    const second = await list({ continuation_token: first.page.continuation_token });
    const third = await list({
      continuation_token: first.page.continuation_token,
      include_latest_version: null,
      limit: 3,
    });
    for (const { metrics } of [first, second, third])
      expect(metrics.every(({ latest_version }) => latest_version !== undefined)).toBe(true);
    expect(third.metrics.slice(0, 2).map(({ id }) => id)).toEqual(
      second.metrics.slice(0, 2).map(({ id }) => id),
    );
  });

  it.each([7, 25, 50, 100])(
    'by %i a call, tokens show every metric once, across upstream pages',
    async (limit) => {
      const seen: string[] = [];
      let token: string | undefined;
      do {
        const page = await list({ limit, ...(token && { continuation_token: token }) });
        expect(page.metrics.length).toBeLessThanOrEqual(limit);
        seen.push(...page.metrics.map(({ id }) => id));
        token = page.page.continuation_token;
        expect(page.page.complete).toBe(token === undefined);
      } while (token !== undefined);
      expect(seen.length).toBe(26 + 40);
      expect(new Set(seen).size).toBe(seen.length);
    },
  );

  it('says so when the list changed between two calls', async () => {
    const first = await list({ limit: 5 });
    await workshop.data('update_metric', { metric_id: 'Extra 3', additional_notes: 'moved to the top' });
    const second = await list({ limit: 5, continuation_token: first.page.continuation_token });
    expect(second.page.note).toContain('list has changed');
    expect(second.metrics.map(({ id }) => id)).not.toContain(first.metrics[4]?.id);
  });

  it('a token carries filters and order; repeating them is fine, contradicting them is not', async () => {
    const first = await list({ tag: ['extra:1'], limit: 3, sort_by: '+updated_at' });
    const { continuation_token } = first.page;
    const second = await list({ continuation_token, tag: 'extra:1', limit: 4 });
    expect(second.metrics.every(({ name }) => name.startsWith('Extra'))).toBe(true);
    const refused = await workshop.call('get_metrics', {
      continuation_token,
      tag: ['extra:0'],
      sort_by: '-updated_at',
    });
    expect(refused.text).toMatch(/^Error \[invalid_input\]: tag, sort_by contradict/);
    const foreign = await workshop.call('get_metric_versions', { continuation_token });
    expect(foreign.text).toMatch(/^Error \[invalid_input\]: .*continuation_token/);
  });

  it('takes names and ids in any case for id, and sends ids', async () => {
    const [one] = (await list({ limit: 1 })).metrics;
    const both = await list({ id: ['empathy score', String(one?.id).toUpperCase()] });
    expect(both.metrics.map(({ id }) => id)).toContain(one?.id);
    expect(both.metrics.map(({ name }) => name)).toContain('Empathy score');
    const sent = workshop.relay.sent('GET', LIST).at(-1)?.url ?? '';
    expect(new URL(sent, 'http://x').searchParams.getAll('id').every((id) => /^[a-f0-9]{24}$/.test(id))).toBe(
      true,
    );
    expect(sent).toContain('sort_by=-updated_at');
  });

  it('adds the latest version of each when asked to, one read a metric', async () => {
    const shown = await list({ id: ['Empathy score', 'Call outcome'], include_latest_version: true });
    const versions = Object.fromEntries(
      shown.metrics.map(({ name, latest_version }) => [name, latest_version?.version]),
    );
    expect(versions).toEqual({ 'Empathy score': 4, 'Call outcome': 2 });
  });

  it('cuts long texts before metrics, says so, and goes on behind the last one shown', async () => {
    for (let n = 0; n < 3; n += 1)
      await make(`Wordy ${n}`, { additional_notes: notes, tags: [{ key: 'wordy' }] });
    const wordy = await list({ tag: ['wordy:'] });
    expect(wordy.page).toMatchObject({ returned: 3, complete: true });
    expect(wordy.page.note).toContain('Long texts are cut');
    const raw = await workshop.call('get_metrics', { tag: ['wordy:'] });
    expect(raw.text.length).toBeLessThanOrEqual(24_000);
    expect(JSON.stringify(raw.structured).length).toBeLessThanOrEqual(24_000);
  });

  it('leaves a partial list with its token when a later page fails', async () => {
    workshop.relay.meet('GET', LIST, { kind: 'answer', reply: { status: 200, body: await firstPage() } });
    for (let n = 0; n < 3; n += 1)
      workshop.relay.meet('GET', LIST, {
        kind: 'answer',
        reply: { status: 500, body: { detail: 'broken' } },
      });
    const shown = await list({ limit: 100 });
    expect(shown.page).toMatchObject({ complete: false });
    expect(shown.page.note).toContain('Stopped early (upstream_error)');
    expect(shown.page.continuation_token).toBeDefined();
  });

  it('names what is wrong, the nearest known argument, and sends nothing', async () => {
    const before = workshop.relay.requests.length;
    const { text } = await workshop.call('get_metrics', {
      limt: 3,
      type: 'bool',
      limit: 101,
      sort_by: 'updated_at',
    });
    expect(text).toMatch(/^Error \[invalid_input\]: get_metrics: /);
    for (const words of [
      '"limt" is not a known argument, the nearest is "limit"',
      'limit must be at most 100',
      'type[0] must be one of boolean',
      'sort_by must be one of',
    ])
      expect(text).toContain(words);
    expect(workshop.relay.requests.length).toBe(before);
  });
});

/** What Amigo would answer to the first page of fifty. */
async function firstPage(): Promise<unknown> {
  const metrics = (await list({ limit: 50 })).metrics.map((metric) => ({
    ...metric,
    org_id: 'sandbox-health',
  }));
  return { metrics, has_more: true, continuation_token: 50, filter_values: null };
}

describe('search_metrics', () => {
  beforeEach(async () => {
    workshop = await openWorkshop();
  });
  afterEach(() => workshop.close());

  it('finds by name and says where the definition is', async () => {
    const found = answer
      .omit({ filter_values: true })
      .parse(await workshop.data('search_metrics', { query: 'empathy', include_latest_version: true }));
    expect(found.metrics.map(({ name }) => name)).toEqual(['Empathy score']);
    expect(found.metrics[0]?.latest_version?.version).toBe(4);
    expect(found.page).toEqual({ returned: 1, complete: true, note: null });
  });

  it('never calls fifty hits complete', async () => {
    const hits = Array.from({ length: 50 }, (_, n) => ({
      _id: n.toString(16).padStart(24, '0'),
      org_id: 'o',
      name: `Hit ${n}`,
      applied_to_services: [],
      additional_notes: null,
      tags: [],
      metric_value_type: 'boolean',
      creator: { org_id: 'o', user_id: 'u' },
      updated_by: { org_id: 'o', user_id: 'u' },
      is_deleted: false,
    }));
    workshop.relay.meet('GET', /\/search\/$/, {
      kind: 'answer',
      reply: { status: 200, body: { metrics: hits } },
    });
    const { page } = z
      .looseObject({ page: z.looseObject({ complete: z.boolean(), note: z.string() }) })
      .parse(await workshop.data('search_metrics', { query: 'hit' }));
    expect(page.complete).toBe(false);
    expect(page.note).toContain('at most 50');
  });

  it('refuses a blank query', async () => {
    const { text } = await workshop.call('search_metrics', { query: '  ' });
    expect(text).toMatch(/^Error \[invalid_input\]: search_metrics: query must not be empty/);
  });
});
