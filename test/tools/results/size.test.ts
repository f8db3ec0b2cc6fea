import { describe, expect, it } from 'vitest';
import { resultsShape, type ResultsData } from '../../../src/answers/results/results-shape.ts';
import {
  boolean,
  categorical,
  id,
  METRIC,
  numerical,
  openDesk,
  result,
  type World,
} from '../../support/results.ts';

const LIMIT = 24_000;

async function answer(
  world: World,
  given: object,
): Promise<{ text: string; data: ResultsData; note: string }> {
  const desk = await openDesk(world);
  const { text, structured } = await desk.call(given);
  const json = JSON.stringify(structured);
  expect(text.length).toBeLessThanOrEqual(LIMIT);
  expect(json.length).toBeLessThanOrEqual(LIMIT);
  const data = resultsShape.parse(structured);
  // What is left out is said in both forms.
  const { note = '' } = data.coverage;
  if (note !== '') expect(text).toContain(note);
  return { text, data, note };
}

const list = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const among = <T>(values: readonly T[], n: number): T => {
  const value = values[n % values.length];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
};
const session = (n: number, type = 'post-session') => ({
  source: { type, conversation_id: id('c', n), references: [id('f', n)] },
});

/** The number that a note names before some words. */
function numberBefore(note: string, words: string): number {
  const found = new RegExp(`([\\d,]+) ${words}`).exec(note)?.[1];
  return Number(found?.replaceAll(',', ''));
}

const entriesOf = ({ metrics: all = [] }: ResultsData) => all.flatMap(({ entries = [] }) => entries);

describe('an answer too long is cut in order, and says how much is missing', () => {
  it('of four hundred metrics: those with the fewest results go', async () => {
    const ids = list(400, (n) => id('a', n));
    const metrics = Object.fromEntries(
      ids.map((each, n) => [each, boolean(`${n} ${'name '.repeat(60)}`, 2)]),
    );
    const results = list(6_000, (n) =>
      // The n-th metric has the more results the smaller n is.
      result(n, {
        metric_id: among(ids, Math.floor((n % 400) * ((n % 7) / 7))),
        metric_version: 1 + (n % 2),
      }),
    );
    const { data, note } = await answer({ metrics, results }, {});
    const shown = data.metrics ?? [];
    const whole = new Set(results.map((each) => each.metric_id)).size;
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.length + numberBefore(note, 'metrics are left out for length, those with the fewest')).toBe(
      whole,
    );
    expect(note).toContain('ask for them with metric_id, tag or type');
    const counts = new Map<string, number>();
    for (const { metric_id } of results) counts.set(metric_id, (counts.get(metric_id) ?? 0) + 1);
    const kept = new Set(shown.map(({ metric_id }) => metric_id));
    const least = Math.min(...[...kept].map((each) => counts.get(each) ?? 0));
    for (const [each, count] of counts) if (!kept.has(each)) expect(count).toBeLessThanOrEqual(least);
    // Nothing was made coarser: the figures of those that stay are those of an answer that is not cut.
    const few = await answer({ metrics, results }, { metric_id: [...kept].slice(0, 3), examples: 0 });
    for (const { metric_id, entries = [] } of few.data.metrics ?? []) {
      const [same] = shown.find((metric) => metric.metric_id === metric_id)?.entries ?? [];
      expect(entries.find(({ version }) => version === same?.version)).toMatchObject({
        n: same?.n,
        true_rate: same?.true_rate,
      });
    }
  });

  it('of ten thousand conversations: intervals of groups, then groups go, the largest stay', async () => {
    const world = {
      metrics: { [METRIC]: boolean('Read back') },
      results: list(10_100, (n) => result(n, session(n % 10_000))),
    };
    const { data, note } = await answer(world, { group_by: 'conversation_id', examples: 0 });
    const groups = entriesOf(data)[0]?.groups ?? [];
    expect(groups.length).toBeGreaterThan(90);
    expect(groups.length + numberBefore(note, 'groups are left out for length, the smallest')).toBe(10_000);
    expect(groups.every((group) => !('ci95' in group))).toBe(true);
    expect(note.indexOf('Intervals of groups are left out')).toBeGreaterThanOrEqual(0);
    expect(note.indexOf('Intervals of groups')).toBeLessThan(
      note.indexOf('groups are left out for length, the'),
    );
    expect(data.coverage.complete).toBe(true);
  });

  it('of years of days for many metrics: the oldest groups go by degrees, before any metric does', async () => {
    const ids = list(6, (n) => id('a', n));
    const world = {
      metrics: Object.fromEntries(ids.map((each, n) => [each, boolean(`Metric ${n}`)])),
      results: list(6_000, (n) =>
        result(n, {
          metric_id: among(ids, n),
          created_at: new Date(Date.UTC(2026, 10, 20) - Math.floor(n / 6) * 86_400_000).toISOString(),
        }),
      ),
    };
    const { data, note } = await answer(world, { group_by: 'day' });
    expect(data.metrics).toHaveLength(6);
    const groups = entriesOf(data).map((entry) => entry.groups ?? []);
    for (const all of groups) {
      expect(all.length).toBeGreaterThan(30);
      expect(all.at(-1)?.group).toBe('2026-11-20');
    }
    const shown = groups.reduce((total, all) => total + all.length, 0);
    expect(shown + numberBefore(note, 'groups are left out for length, the oldest')).toBe(6_000);
    expect(note).not.toContain('metrics are left out');
  });

  it('justifications, examples, counts, intervals of groups, older versions, groups: in this order', async () => {
    const versions = 40;
    const world = {
      metrics: { [METRIC]: numerical('Empathy', ...list(versions, () => [1, 5] as const)) },
      results: list(6_000, (n) =>
        result(n, {
          metric_version: versions - (n % versions),
          result: 1 + (n % 5) * 0.9,
          justification: 'because '.repeat(60),
          created_at: new Date(Date.UTC(2026, 10, 20) - (n % 900) * 86_400_000).toISOString(),
        }),
      ),
    };
    const order = [
      'Justifications are cut for length',
      'left out for length: view rows shows single results',
      'Counts of numbers are left out',
      'Intervals of groups are left out',
      'of older versions',
      'groups are left out for length, the oldest',
    ];
    const places = (note: string) => order.map((words) => note.indexOf(words));
    const large = await answer(world, { metric_id: METRIC, group_by: 'day', examples: 10 });
    const found = places(large.note);
    expect(found.every((place) => place >= 0)).toBe(true);
    expect(found).toEqual(found.toSorted((first, second) => first - second));
    expect(entriesOf(large.data).map(({ version }) => version)).toEqual([versions]);
    expect(large.data.metrics?.[0]).not.toHaveProperty('bins');
    expect(entriesOf(large.data)[0]).toHaveProperty('ci95');
    const left = numberBefore(large.note, 'entries are left out for length of older versions');
    expect(left).toBe(versions - 1);
  });

  it('of fifty categories of 500 characters: none of the documented cuts is enough', async () => {
    const categories = list(50, (n) => `${n} ${'x'.repeat(497)}`);
    const world = {
      metrics: { [METRIC]: categorical('Outcome', categories, categories, categories) },
      results: list(900, (n) =>
        result(n, {
          result: among(categories, n * n),
          metric_version: 1 + (n % 3),
          ...session(n, among(['manual', 'post-session'], n)),
        }),
      ),
    };
    const { data, note } = await answer(world, { group_by: 'day' });
    expect(entriesOf(data)[0]?.shares?.length).toBeGreaterThanOrEqual(5);
    expect(note).toMatch(/older versions|Long texts are cut/);
  });

  it('of a judge that writes what it likes: the commonest values are listed', async () => {
    const world = {
      metrics: { [METRIC]: categorical('Outcome', ['booked', 'declined']) },
      results: list(3_000, (n) =>
        result(n, { result: n < 20 ? 'both' : `${n} ${'words '.repeat(n % 300)}`, ...session(n) }),
      ),
    };
    const { data } = await answer(world, { metric_id: METRIC, examples: 0 });
    const [entry] = entriesOf(data);
    expect(entry?.n).toBe(3_000);
    expect(entry?.warnings).toContainEqual({
      code: 'unknown_category',
      message: '2,981 values beside the categories of this version. Only the 50 commonest are listed.',
    });
    expect(entry?.shares?.find(({ value }) => value === 'both')?.n).toBe(20);
  });

  it('of thousands of references: they go, and it is said', async () => {
    const references = list(2_000, (n) => id('f', n).repeat(1 + (n % 9)));
    const world = {
      metrics: { [METRIC]: boolean('Read back') },
      results: list(30, (n) =>
        result(n, { source: { type: 'post-session', conversation_id: id('c', 1), references } }),
      ),
    };
    const { data, note } = await answer(world, { view: 'rows', conversation_id: id('c', 1) });
    expect(data.results?.length).toBeGreaterThan(0);
    expect(note).toMatch(/rows? (?:is|are) left out for length|Long lists are cut/);
    expect(data.coverage.continuation_token).toBeDefined();
  });

  it('of hundreds of source types that nobody knows', async () => {
    const world = {
      metrics: { [METRIC]: boolean('Read back', 2) },
      results: list(2_400, (n) =>
        result(n, { metric_version: 1 + (n % 2), ...session(n, `${n % 600} ${'source '.repeat(20)}`) }),
      ),
    };
    const { data, note } = await answer(world, {});
    expect(entriesOf(data).every(({ version }) => version === 2)).toBe(true);
    expect(numberBefore(note, 'entries are left out for length of older versions')).toBe(300);
    expect(entriesOf(data).length).toBeGreaterThan(50);
    for (const row of (await answer(world, { view: 'rows' })).data.results ?? [])
      expect(row.source_type?.length).toBeLessThanOrEqual(80);
  });

  it.each(['summary', 'rows'])('of names without end (%s)', async (view) => {
    const world = {
      metrics: { [METRIC]: boolean('endless '.repeat(5_000), 3) },
      results: list(300, (n) => result(n, { metric_version: 1 + (n % 3) })),
    };
    const { data } = await answer(world, { view, limit: 200 });
    for (const { name } of data.metrics ?? []) {
      expect(name).toMatch(/^endless .*…$/);
      expect(name?.length).toBeLessThanOrEqual(500);
    }
    expect(data.metrics).toHaveLength(1);
  });

  it('of rows: the last ones go, the rest is not called incomplete in what it says', async () => {
    const world = {
      metrics: { [METRIC]: boolean('Read back') },
      results: list(200, (n) => result(n, { justification: `${n} ${'"quoted" '.repeat(30)}` })),
    };
    const { text, data, note } = await answer(world, { view: 'rows', limit: 200 });
    const shown = data.results?.length ?? 0;
    expect(shown).toBeLessThan(200);
    expect(shown + numberBefore(note, 'rows are left out for length: continuation_token goes on')).toBe(200);
    expect(data.coverage.complete).toBe(false);
    expect(text).not.toContain('NOT complete');
  });

  it('justifications first: an answer that is short enough without them keeps its examples', async () => {
    const ids = list(8, (n) => id('a', n));
    const world = {
      metrics: Object.fromEntries(ids.map((each) => [each, boolean(`Metric ${each}`)])),
      results: list(900, (n) =>
        result(n, { metric_id: among(ids, n), justification: 'because '.repeat(35), result: n % 3 > 0 }),
      ),
    };
    const { data, note } = await answer(world, { examples: 7 });
    const examples = (data.metrics ?? []).flatMap((metric) => metric.examples ?? []);
    expect(examples).toHaveLength(56);
    expect(examples.every(({ justification }) => justification?.endsWith('…'))).toBe(true);
    expect(note).toContain('Justifications are cut for length');
    expect(note).not.toContain('left out');
  });
});

it('every day of ninety stays, with its interval, of one metric', async () => {
  const world = {
    metrics: { [METRIC]: numerical('Empathy', [1, 5]) },
    results: list(1_800, (n) =>
      result(n, {
        result: among([3, 4.25, 4.5], n * n + (n >> 4)),
        created_at: new Date(Date.UTC(2026, 10, 20) - n * 72 * 60_000).toISOString(),
      }),
    ),
  };
  const { data, note } = await answer(world, {
    metric_id: METRIC,
    group_by: 'day',
    timezone: 'Europe/Berlin',
  });
  const groups = entriesOf(data)[0]?.groups ?? [];
  expect(groups.length).toBeGreaterThanOrEqual(90);
  expect(groups.slice(1, -1).every(({ ci95 }) => ci95?.length === 2)).toBe(true);
  expect(note).not.toContain('left out');
});
