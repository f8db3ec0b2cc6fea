import { describe, expect, it } from 'vitest';
import {
  boolean,
  categorical,
  id,
  METRIC,
  numerical,
  openDesk,
  random,
  result,
  type Desk,
  type WireResult,
} from '../../support/results.ts';

// What is counted and averaged, held against a plain computation; and what must change none of it.

const NUMBERS = id('a', 2);
const WORDS = id('a', 3);
const CATEGORIES = ['booked', 'declined', '5'];
const TYPES: Readonly<Record<string, string>> = {
  [METRIC]: 'boolean',
  [NUMBERS]: 'number',
  [WORDS]: 'string',
};
const metrics = {
  [METRIC]: boolean('Read back', 3),
  [NUMBERS]: numerical('Empathy', [1, 5], [1, 5], [1, 5]),
  [WORDS]: categorical('Outcome', CATEGORIES, CATEGORIES, CATEGORIES),
};

/** Results with values of the wrong type, repeats, gaps, equal times and every source. */
function randomResults(seed: number, count: number): WireResult[] {
  const next = random(seed);
  const pick = (n: number) => Math.floor(next() * n);
  return Array.from({ length: count }, (_, n) => {
    const values = [next() < 0.8, 1 + next() * 4.2, CATEGORIES[pick(3)] ?? '', null, 5, '5', 'true', ''];
    const kind = pick(3);
    const simulated = pick(4) === 0;
    const conversation_id = id('c', pick(count / 6));
    const [simulation_unit_test_set_run_id, unit_test_id, run_index] = [
      id('b', pick(3)),
      id('d', pick(20)),
      pick(4),
    ];
    const type = ['post-session', 'manual'][pick(2)] ?? '';
    return result(n, {
      metric_id: [METRIC, NUMBERS, WORDS][kind] ?? METRIC,
      metric_version: 1 + pick(3),
      result: values[next() < 0.9 ? kind : pick(values.length)] ?? null,
      created_at: new Date(Date.UTC(2026, 10, 20) - pick(count) * 1_800_000).toISOString(),
      source: simulated
        ? { type: 'simulation', simulation_unit_test_set_run_id, unit_test_id, run_index, references: [] }
        : { type, conversation_id, references: [] },
    });
  });
}

function unitOf({ source }: WireResult): string {
  return JSON.stringify(source['conversation_id'] ?? source);
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Figures of an entry, from nothing but its results. */
function plainly(rows: readonly WireResult[], type: string) {
  const units = groupBy(rows, unitOf);
  const typed = [...units.values()].map((all) => all.filter((row) => typeof row.result === type));
  const judged = typed.filter((all) => all.length > 0);
  const newest = judged.map(
    (all) =>
      all.toSorted(
        (first, second) =>
          Date.parse(second.created_at ?? '') - Date.parse(first.created_at ?? '') ||
          (first.id < second.id ? -1 : 1),
      )[0]?.result,
  );
  return {
    n: judged.length,
    results: judged.flat().length,
    not_applicable: [...units.values()].filter((all) => all.every((row) => row.result === null)).length,
    mismatched: rows.filter((row) => row.result !== null && typeof row.result !== type).length,
    mean: average(judged.map((all) => average(all.map((row) => Number(row.result))))),
    shares: groupBy(newest.map(String), (value) => value),
  };
}

/** Half a unit of the last digit that is shown. */
const roundingOf = (shown: number) => 0.5 * 10 ** -(String(shown).split('.')[1]?.length ?? 0) + 1e-9;

it.each([3, 4])('what comes over the wire equals a plain computation (%i)', async (seed) => {
  const rows = randomResults(seed, 4_000);
  const desk = await openDesk({ metrics, results: rows });
  const answer = await desk.ask({});
  expect(answer.coverage).toMatchObject({ read: 4_000, complete: true });
  const expected = groupBy(rows, ({ metric_id, metric_version, source }) =>
    [metric_id, metric_version, source['type']].join(' '),
  );
  const entries = (answer.metrics ?? []).flatMap(({ metric_id, entries: all = [] }) =>
    all.map((entry) => ({ metric_id, ...entry })),
  );
  expect(entries).toHaveLength(expected.size);
  expect(entries).toHaveLength(27);
  for (const entry of entries) {
    const own = expected.get([entry.metric_id, entry.version, entry.source_type].join(' ')) ?? [];
    const plain = plainly(own, TYPES[entry.metric_id] ?? '');
    const { n, results = n, not_applicable = 0, mismatched = 0 } = entry;
    expect({ n, results, not_applicable, mismatched }).toEqual({
      n: plain.n,
      results: plain.results,
      not_applicable: plain.not_applicable,
      mismatched: plain.mismatched,
    });
    const figure = entry.true_rate ?? entry.mean;
    if (entry.shares) {
      for (const { value, n: given = 0 } of entry.shares)
        expect(given).toBe(plain.shares.get(value)?.length ?? 0);
      expect(entry.shares.reduce((sum, { n: given = 0 }) => sum + given, 0)).toBe(n);
    } else {
      expect(Math.abs((figure ?? Number.NaN) - plain.mean)).toBeLessThanOrEqual(roundingOf(figure ?? 0));
      const [low = Number.NaN, high = Number.NaN] = entry.ci95 ?? [];
      expect(low).toBeLessThan(plain.mean);
      expect(high).toBeGreaterThan(plain.mean);
    }
  }
  for (const { source_type, results, not_applicable, metrics: number, units } of answer.totals ?? []) {
    const own = rows.filter(({ source }) => source['type'] === source_type);
    expect({ results, not_applicable, number, units }).toEqual({
      results: own.length,
      not_applicable: own.filter((row) => row.result === null).length,
      number: 3,
      units: groupBy(own, unitOf).size,
    });
  }
});

describe('no figure, interval, verdict or example depends on', () => {
  const questions = [
    { compare: 'versions' },
    { compare: 'sources', criterion: { verb: '>=', threshold: 3 } },
    { compare: 'weekends' },
    { group_by: 'week', criterion: { expected_values: ['booked'] } },
    { group_by: 'unit_test_id', examples: 4 },
    { baseline_after: '2026-10-20', baseline_before: '2026-11-01', timestamp_after: '2026-11-02' },
    { where: { metric_id: METRIC, expected_value: true }, examples: 2 },
    { metric_id: NUMBERS, group_by: 'day' },
    { metric_id: WORDS, timestamp_after: '2026-11-01' },
  ];
  const figuresOf = async (desk: Desk, question: object) => {
    const { metrics: all, totals, unchanged, coverage } = await desk.ask(question);
    expect(coverage.complete).toBe(true);
    return { all: all ?? [], totals, unchanged };
  };

  it.each([11, 12])('sort_by, page borders, or what was kept (%i)', async (seed) => {
    const rows = randomResults(seed, 900);
    const world = { metrics, results: rows };
    // The same results and a few that page borders move by: they are of a metric that is not asked for.
    const other = id('a', 9);
    const padding = Array.from({ length: 137 }, (_, n) =>
      result(50_000 + n, {
        metric_id: other,
        created_at: new Date(Date.UTC(2026, 10, 20) - n * 7_000).toISOString(),
      }),
    );
    const padded = { metrics: { ...metrics, [other]: boolean('Beside') }, results: [...padding, ...rows] };
    const kept = await openDesk(world);
    await kept.ask({});
    for (const question of questions) {
      const fresh = await figuresOf(await openDesk(world), question);
      expect(fresh.all.length).toBeGreaterThan(0);
      expect(await figuresOf(await openDesk(world), { ...question, sort_by: '+created_at' })).toEqual(fresh);
      expect(await figuresOf(kept, question)).toEqual(fresh);
      expect(await figuresOf(kept, { ...question, sort_by: '+created_at' })).toEqual(fresh);
      const named = { metric_id: [METRIC, NUMBERS, WORDS], examples: 0, ...question };
      expect(await figuresOf(await openDesk(padded), named)).toEqual(
        await figuresOf(await openDesk(world), named),
      );
    }
  });
});

describe('figures are rounded to what the data carry, and never to what they are not', () => {
  const numbers = (values: readonly number[], bounds: readonly [number, number]) =>
    openDesk({
      metrics: { [NUMBERS]: numerical('Latency', bounds) },
      results: values.map((value, n) => result(n, { metric_id: NUMBERS, result: value })),
    });
  const entryOf = async (desk: Desk, given: object = {}) =>
    (await desk.ask({ metric_id: NUMBERS, ...given })).metrics?.[0]?.entries?.[0];

  it('a mean keeps within its interval, and two ends stay two', async () => {
    const desk = await numbers(
      Array.from({ length: 400 }, (_, n) => 15_260 + ((n % 21) - 10) * 8),
      [0, 100_000],
    );
    const entry = await entryOf(desk);
    const { mean = null, ci95 } = entry ?? {};
    const [low = Number.NaN, high = Number.NaN] = ci95 ?? [];
    expect(low).toBeLessThan(mean ?? Number.NaN);
    expect(high).toBeGreaterThan(mean ?? Number.NaN);
    expect(mean).toBeCloseTo(15_260, -1);
    const { text } = await desk.call({ metric_id: NUMBERS });
    expect(text).toContain(`${mean} (${low} to ${high})`);
  });

  it('a mean near a bound does not become the bound', async () => {
    const entry = await entryOf(
      await numbers(
        Array.from({ length: 3_000 }, (_, n) => (n === 7 ? 3 : 4)),
        [1, 4],
      ),
    );
    expect(entry?.mean).toBeLessThan(4);
    expect(entry?.ci95?.[1]).toBeGreaterThan(entry?.mean ?? Number.NaN);
    expect(entry?.ci95?.every((end) => end !== 4)).toBe(true);
  });

  it('9,999 of 10,000 is not all, and no interval excludes its figure', async () => {
    const desk = await openDesk({
      metrics: { [METRIC]: boolean('Read back') },
      results: Array.from({ length: 10_000 }, (_, n) => result(n, { result: n !== 5_000 })),
    });
    const { metrics: [metric] = [] } = await desk.ask({ group_by: 'day' });
    const [entry] = metric?.entries ?? [];
    expect(entry).toMatchObject({ n: 10_000, true_rate: 0.9999 });
    const { text } = await desk.call({});
    expect(text).toContain('99.99 %');
    expect(text).not.toMatch(/\b100 % \(9|\(.*–100 %\) of 10000/);
  });

  it('groups contain their mean, and a difference that leaves out 0 shows no 0', async () => {
    const next = random(21);
    const desk = await openDesk({
      metrics: { [NUMBERS]: numerical('Latency', [0, 1e6], [0, 1e6]) },
      results: Array.from({ length: 2_400 }, (_, n) =>
        result(n, {
          metric_id: NUMBERS,
          metric_version: n < 1_200 ? 2 : 1,
          result: 200_000 + next() * 900 + (n < 1_200 ? 75 : 0),
          created_at: new Date(Date.UTC(2026, 10, 20) - n * 600_000).toISOString(),
        }),
      ),
    });
    const { metrics: [metric] = [] } = await desk.ask({ group_by: 'day', metric_id: NUMBERS });
    const groups = (metric?.entries ?? []).flatMap((entry) => entry.groups ?? []);
    expect(groups.length).toBeGreaterThan(15);
    for (const { mean, ci95 } of groups) {
      if (!ci95) continue;
      expect(ci95[0]).toBeLessThan(mean ?? Number.NaN);
      expect(ci95[1]).toBeGreaterThan(mean ?? Number.NaN);
    }
    const change = metric?.entries?.find(({ version }) => version === 2)?.change;
    expect(change?.verdict).toBe('up');
    expect(change?.ci95?.[0]).toBeGreaterThan(0);
  });

  it('the text shows the digits of the structured content, rates as percent', async () => {
    const desk = await openDesk({ metrics, results: randomResults(31, 900) });
    const { metrics: all = [] } = await desk.ask({});
    const { text } = await desk.call({});
    for (const { true_rate, mean, ci95 } of all.flatMap(({ entries = [] }) => entries)) {
      const [low = 0, high = 0] = ci95 ?? [];
      if (typeof mean === 'number') expect(text).toContain(`${mean} (${low} to ${high})`);
      if (typeof true_rate === 'number') {
        const shown = /([\d.]+) % \(([\d.]+)–([\d.]+) %\)/g;
        const found = [...text.matchAll(shown)].map(([, ...digits]) => digits.map((digit) => Number(digit)));
        const wanted = [true_rate, low, high].map((rate) => Number((rate * 100).toFixed(10)));
        expect(found).toContainEqual(wanted);
      }
    }
  });
});
