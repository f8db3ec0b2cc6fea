import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const VERSIONS = /\/version$/;
const answer = z.object({
  metric_id: z.string(),
  versions: z.array(z.object({ version: z.number(), description: z.string(), changes: z.array(z.string()) })),
  page: z.object({
    returned: z.number(),
    complete: z.boolean(),
    continuation_token: z.string().optional(),
    note: z.string().nullable(),
  }),
});

let workshop: Workshop;
const read = async (input: unknown) => answer.parse(await workshop.data('get_metric_versions', input));
const numbers = ({ versions }: z.infer<typeof answer>) => versions.map(({ version }) => version);

describe('get_metric_versions', () => {
  let long: string;

  beforeAll(async () => {
    workshop = await openWorkshop();
    const made = await workshop.data('create_metric', {
      name: 'Long history',
      description: 'Wording 1.',
      metric_value: { type: 'boolean' },
    });
    long = String(made['id']);
    for (let version = 2; version <= 25; version += 1) {
      await workshop.data('create_metric_version', {
        metric_id: long,
        description: `Wording ${version}.`,
        metric_value: { type: 'boolean' },
        version,
      });
    }
  });
  afterAll(() => workshop.close());

  it('shows the newest first, says what each changed, and takes a name', async () => {
    const shown = await read({ metric_id: 'empathy SCORE' });
    expect(numbers(shown)).toEqual([4, 3, 2, 1]);
    expect(shown.page).toEqual({ returned: 4, complete: true, note: null });
    expect(shown.versions[0]?.changes.join()).toContain('Not applicable');
    expect(shown.versions[3]?.changes).toEqual(['first version']);
  });

  it.each([
    ['latest', [25]],
    ['3', [3]],
    ['2-5', [5, 4, 3, 2]],
    ['24-latest', [25, 24]],
  ])('reads version %s', async (version, expected) => {
    const shown = await read({ metric_id: long, version });
    expect(numbers(shown)).toEqual(expected);
    expect(shown.page.complete).toBe(true);
    expect(shown.versions.every(({ changes }) => !changes.join().includes('not compared'))).toBe(true);
  });

  it.each(['-version', '+version'])('goes on with the token alone, in order %s', async (sort_by) => {
    const seen: number[] = [];
    let shown = await read({ metric_id: long, version: '2-latest', sort_by, limit: 7 });
    seen.push(...numbers(shown));
    while (shown.page.continuation_token !== undefined) {
      shown = await read({ continuation_token: shown.page.continuation_token, limit: 11 });
      seen.push(...numbers(shown));
    }
    const all = Array.from({ length: 24 }, (_, index) => index + 2);
    expect(seen).toEqual(sort_by === '+version' ? all : all.toReversed());
  });

  it('follows pages with an explicit order, and reads no more than it shows', async () => {
    const before = workshop.relay.sent('GET', VERSIONS).length;
    const shown = await read({ metric_id: long, limit: 15 });
    expect(numbers(shown)).toHaveLength(15);
    const sent = workshop.relay.sent('GET', VERSIONS).slice(before);
    expect(sent).toHaveLength(2);
    expect(sent.every(({ url }) => url.includes('sort_by=-version'))).toBe(true);
  });

  it('keeps what was read when a later page fails, with a token that goes on', async () => {
    let pages = 0;
    const failing = { kind: 'answer', reply: { status: 403, body: { detail: 'No.' } } } as const;
    workshop.relay.meet('GET', VERSIONS, { kind: 'hold', until: Promise.resolve() });
    workshop.relay.meet('GET', VERSIONS, failing);
    const shown = await read({ metric_id: long, limit: 20 });
    pages += shown.versions.length;
    expect(numbers(shown).slice(0, 10)).toEqual([25, 24, 23, 22, 21, 20, 19, 18, 17, 16]);
    expect(shown.page).toMatchObject({ returned: 10, complete: false });
    expect(shown.page.note).toContain('forbidden');
    const rest = await read({ continuation_token: shown.page.continuation_token, limit: 50 });
    expect(numbers(rest)[0]).toBe(15);
    expect(pages + rest.versions.length).toBe(25);
  });

  it('cuts to the length of one answer, and goes on behind the last one shown', async () => {
    const { id } = await workshop.data('create_metric', {
      name: 'Wordy',
      description: `One ${'word '.repeat(1_600)}`,
      metric_value: { type: 'boolean' },
    });
    for (const word of ['Two', 'Three', 'Four', 'Five']) {
      const description = `${word} ${'word '.repeat(1_600)}`;
      const input = { metric_id: id, description, metric_value: { type: 'boolean' } };
      await workshop.data('create_metric_version', input);
    }
    const result = await workshop.call('get_metric_versions', { metric_id: id });
    expect(result.text.length).toBeLessThanOrEqual(24_000);
    expect(JSON.stringify(result.structured).length).toBeLessThanOrEqual(24_000);
    const shown = answer.parse(result.structured);
    expect(shown.page.complete).toBe(false);
    expect(shown.page.note).toContain('continuation_token');
    const rest = await read({ continuation_token: shown.page.continuation_token });
    expect(numbers(rest)[0]).toBe((numbers(shown).at(-1) ?? 0) - 1);
    expect(numbers(shown).at(0)).toBe(5);
  });

  it('cuts one giant description with … and says so', async () => {
    const { id } = await workshop.data('create_metric', {
      name: 'Giant',
      description: `Start ${'"\n'.repeat(9_900)} end`,
      metric_value: { type: 'boolean' },
    });
    const shown = await read({ metric_id: id });
    expect(shown.versions[0]?.description).toMatch(/…$/);
    expect(shown.page.note).toContain('longer than one answer');
  });
});

describe('get_metric_versions, asked wrongly', () => {
  beforeAll(async () => {
    workshop = await openWorkshop();
  });
  afterAll(() => workshop.close());

  it.each([
    [{}, 'metric_id'],
    [{ metric_id: 'Empathy score', version: '0' }, 'version'],
    [{ metric_id: 'Empathy score', version: '5-2' }, 'version'],
    [{ metric_id: 'Empathy score', version: '2-0' }, 'version'],
    [{ metric_id: 'Empathy score', version: 'newest' }, 'version'],
    [{ metric_id: 'Empathy score', sort_by: 'version' }, 'sort_by'],
    [{ metric_id: 'Empathy score', limit: 51 }, 'limit'],
    [{ metric_id: 'Empathy score', continuation_token: 'nonsense' }, 'continuation_token'],
  ])('refuses %j', async (input, named) => {
    const result = await workshop.call('get_metric_versions', input);
    expect(result.isError).toBe(true);
    expect(result.text).toMatch(/^Error \[invalid_input\]: /);
    expect(result.text).toContain(named);
  });

  it('refuses an argument that contradicts its token, and lets one pass that repeats it', async () => {
    const { page } = await read({ metric_id: 'Empathy score', limit: 1 });
    const token = page.continuation_token;
    const refused = await workshop.call('get_metric_versions', {
      continuation_token: token,
      sort_by: '+version',
    });
    expect(refused.text).toMatch(/^Error \[invalid_input\]: sort_by contradicts/);
    expect(numbers(await read({ continuation_token: token, metric_id: 'Empathy score' }))[0]).toBe(3);
  });

  it('says when there is no such version, and when there is no such metric', async () => {
    expect(
      (await workshop.call('get_metric_versions', { metric_id: 'Empathy score', version: '99' })).text,
    ).toContain('no such version');
    const unknown = await workshop.call('get_metric_versions', { metric_id: 'f'.repeat(24) });
    expect(unknown.text).toMatch(/^Error \[not_found\]: /);
  });
});
