import { encode } from 'gpt-tokenizer/encoding/o200k_base';
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
): Promise<{ text: string; data: ResultsData; tokens: number[] }> {
  const desk = await openDesk(world);
  const { text, structured } = await desk.call(given);
  const json = JSON.stringify(structured);
  expect(text.length).toBeLessThanOrEqual(LIMIT);
  expect(json.length).toBeLessThanOrEqual(LIMIT);
  return { text, data: resultsShape.parse(structured), tokens: [encode(text).length, encode(json).length] };
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

describe('an answer too long is cut in order, and says how much is missing', () => {
  it('of two hundred metrics: the entries with the fewest results go, with what compares them', async () => {
    const ids = list(200, (n) => id('a', n));
    const metrics = Object.fromEntries(
      ids.map((each, n) => [each, boolean(`${n} ${'name '.repeat(60)}`, 2)]),
    );
    const results = list(3_000, (n) =>
      // The n-th metric has the more results the smaller n is.
      result(n, {
        metric_id: among(ids, Math.floor((n % 200) * ((n % 7) / 7))),
        metric_version: 1 + (n % 2),
      }),
    );
    const { data } = await answer({ metrics, results }, { read_at_most: 3_000 });
    const whole = new Set(results.map((each) => `${each.metric_id}-${each.metric_version}`)).size;
    const shown = data.metrics ?? [];
    const gone = Number(
      /([\d,]+) entries with the fewest results are left out/.exec(data.coverage.note ?? '')?.[1],
    );
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.length + gone).toBe(whole);
    const counts = new Map<string, number>();
    for (const each of results) {
      const key = `${each.metric_id}-${each.metric_version}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const least = Math.min(...shown.map(({ count }) => count));
    const kept = new Set(shown.map(({ metric_id, version }) => `${metric_id}-${version}`));
    for (const [key, count] of counts) if (!kept.has(key)) expect(count).toBeLessThanOrEqual(least);
    for (const { metric_id, from, to } of data.version_changes ?? []) {
      expect(kept).toContain(`${metric_id}-${from}`);
      expect(kept).toContain(`${metric_id}-${to}`);
    }
  });

  it('of ten thousand conversations: groups go, the largest stay', async () => {
    const world = {
      metrics: { [METRIC]: boolean('Read back') },
      results: list(10_100, (n) => result(n, session(n % 10_000))),
    };
    const { data } = await answer(world, { group_by: 'conversation_id', read_at_most: 100_000, examples: 0 });
    const groups = data.metrics?.[0]?.groups ?? [];
    const gone = Number(/([\d,]+) groups are left out/.exec(data.coverage.note ?? '')?.[1]?.replace(',', ''));
    expect(groups.length).toBeGreaterThan(90);
    expect(groups.length + gone).toBe(10_000);
    expect(groups.slice(0, 90).every(({ applicable }) => applicable === 2)).toBe(true);
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
    const { data } = await answer(world, { group_by: 'day' });
    const [entry] = data.metrics ?? [];
    expect(entry?.categories?.length).toBeGreaterThanOrEqual(5);
    expect(data.coverage.note).toMatch(/\d+ rare categories are left out|2 entries with the fewest/);
    for (const { shares } of entry?.by_source ?? [])
      expect(shares).toHaveLength(entry?.categories?.length ?? 0);
  });

  it('of a judge that writes what it likes: the commonest values are listed', async () => {
    const world = {
      metrics: { [METRIC]: categorical('Outcome', ['booked', 'declined']) },
      results: list(3_000, (n) =>
        result(n, { result: n < 20 ? 'both' : `${n} ${'words '.repeat(n % 300)}`, ...session(n % 1_500) }),
      ),
    };
    const { data } = await answer(world, { group_by: 'conversation_id', read_at_most: 3_000 });
    const [entry] = data.metrics ?? [];
    expect(entry).toMatchObject({ applicable: 3_000, units: 1_500 });
    expect(entry?.categories?.find(({ value }) => value === 'both')?.count).toBe(20);
    expect(entry?.warnings).toContainEqual({
      code: 'unknown_category',
      message: '2981 values beside the categories of this version. Only the 50 commonest are listed.',
    });
  });

  it.each(['summary', 'rows'])('of thousands of references: references go (%s)', async (view) => {
    const references = list(2_000, (n) => id('f', n).repeat(1 + (n % 9)));
    const world = {
      metrics: { [METRIC]: boolean('Read back') },
      results: list(30, (n) =>
        result(n, { source: { type: 'post-session', conversation_id: id('c', n), references } }),
      ),
    };
    const { data } = await answer(world, { view, metric_id: METRIC });
    const shown = data.results ?? data.metrics?.[0]?.examples ?? [];
    expect(shown.length).toBeGreaterThan(2);
    expect(data.coverage.note).toMatch(/[\d,]+ references are left out/);
  });

  it('of hundreds of source types that nobody knows', async () => {
    const world = {
      metrics: { [METRIC]: boolean('Read back', 2) },
      results: list(2_400, (n) =>
        result(n, { metric_version: 1 + (n % 2), ...session(n, `${n % 600} ${'source '.repeat(20)}`) }),
      ),
    };
    const two = await answer(world, {});
    expect(two.data.coverage.note).toMatch(/^For length: 1 entry with the fewest results is left out/);
    const one = await answer(world, { metric_id_and_version: `${METRIC}-2`, group_by: 'month' });
    expect(one.data.coverage.note).toMatch(/\d+ source types and comparisons of them are left out/);
    const shown = one.data.metrics?.[0]?.by_source?.length ?? 0;
    expect(shown).toBeGreaterThan(50);
    expect(one.data.coverage.note).toContain(`${300 - shown} source types`);
    for (const row of (await answer(world, { view: 'rows' })).data.results ?? [])
      expect(row.source.type?.length).toBeLessThanOrEqual(80);
  });

  it.each(['summary', 'rows'])('of names without end (%s)', async (view) => {
    const world = {
      metrics: { [METRIC]: boolean('endless '.repeat(5_000), 3) },
      results: list(300, (n) => result(n, { metric_version: 1 + (n % 3) })),
    };
    const { data } = await answer(world, { view, limit: 200 });
    for (const { name } of [...(data.metrics ?? []), ...(data.results ?? [])]) {
      expect(name).toMatch(/^endless .*…$/);
      expect(name?.length).toBeLessThanOrEqual(500);
    }
  });

  it('justifications first: an answer that is short enough without them keeps its examples', async () => {
    const ids = list(9, (n) => id('a', n));
    const world = {
      metrics: Object.fromEntries(ids.map((each) => [each, boolean(`Metric ${each}`)])),
      results: list(900, (n) =>
        result(n, { metric_id: among(ids, n), justification: 'because '.repeat(35), result: n % 4 > 0 }),
      ),
    };
    const { data } = await answer(world, { examples: 7 });
    const examples = (data.metrics ?? []).flatMap((entry) => entry.examples ?? []);
    expect(examples).toHaveLength(63);
    expect(examples.every(({ justification }) => justification?.endsWith('…'))).toBe(true);
    expect(data.coverage.note).toContain('justifications are cut');
    expect(data.coverage.note).not.toContain('left out');
    const more = await answer(world, { examples: 10, group_by: 'day', criterion: { expected_value: true } });
    expect(more.data.coverage.note).toMatch(/\d+ examples are left out/);
    expect(more.data.metrics).toHaveLength(9);
    expect(more.data.metrics?.every(({ groups }) => (groups?.length ?? 0) > 0)).toBe(true);
  });
});

describe('a default answer costs a model few tokens', () => {
  const versioned = (n: number) => ({ metric_version: 4 - Math.floor(n / 300), result: n % 6 !== 0 });

  it('of one metric of four versions with its examples', async () => {
    const world = {
      metrics: { [METRIC]: boolean('Medication name read back', 4) },
      results: list(1_200, (n) => result(n, versioned(n))),
    };
    const { data, tokens } = await answer(world, { metric_id: METRIC });
    expect(data.metrics).toHaveLength(4);
    expect(data.metrics?.[0]?.examples).toHaveLength(3);
    expect(tokens[0]).toBeLessThanOrEqual(900);
    expect(tokens[1]).toBeLessThanOrEqual(1_300);
  });

  it('of eight metrics', async () => {
    const ids = list(8, (n) => id('a', n));
    const world = {
      metrics: Object.fromEntries(
        ids.map((each, n) => [
          each,
          n < 4
            ? boolean(`Medication ${n} read back`, 2)
            : n < 6
              ? numerical(`Empathy ${n}`, [1, 5], [1, 5])
              : categorical(`Outcome ${n}`, ['booked', 'declined'], ['booked', 'declined']),
        ]),
      ),
      results: list(2_400, (n) => {
        const place = n % 8;
        const judged =
          place < 4 ? n % 5 !== 0 : place < 6 ? 1 + (n % 5) : among(['booked', 'declined'], n >> 3);
        return result(n, { metric_id: among(ids, n), metric_version: n < 1_200 ? 2 : 1, result: judged });
      }),
    };
    const { data, tokens } = await answer(world, {});
    expect(data.metrics).toHaveLength(16);
    expect(tokens[0]).toBeLessThanOrEqual(2_500);
    expect(tokens[1]).toBeLessThanOrEqual(3_000);
  });

  it.each([
    ['rates', [boolean('Read back'), boolean('Identity verified')], [true, false, true]],
    ['means', [numerical('Empathy', [1, 5]), numerical('Clarity', [0, 10])], [3, 4.25, 4.5]],
  ])('and keeps every day of ninety for two metrics: %s', async (_, definitions, values) => {
    const ids = [id('a', 1), id('a', 2)];
    const world = {
      metrics: Object.fromEntries(ids.map((each, n) => [each, among(definitions, n)])),
      results: list(3_600, (n) =>
        result(n, {
          metric_id: among(ids, n),
          result: among<boolean | number>(values, n * n + (n >> 4)),
          created_at: new Date(Date.UTC(2026, 10, 20) - n * 36 * 60_000).toISOString(),
        }),
      ),
    };
    const given = { metric_id: ids, group_by: 'day', read_at_most: 5_000, timezone: 'Europe/Berlin' };
    const { data } = await answer(world, given);
    for (const entry of data.metrics ?? []) expect(entry.groups?.length).toBeGreaterThanOrEqual(90);
    expect(data.coverage.note ?? '').not.toContain('left out');
  });
});
