import { describe, expect, it } from 'vitest';
import type { ResultRow } from '../../../src/results/figures/shape.ts';
import { resultsShape } from '../../../src/answers/results/results-shape.ts';
import {
  boolean,
  categorical,
  counts,
  id,
  METRIC,
  numerical,
  openDesk,
  random,
  result,
} from '../../support/results.ts';

const NUMBERS = id('a', 2);
const WORDS = id('a', 3);
const metrics = {
  [METRIC]: boolean('Medication name read back', 2),
  [NUMBERS]: numerical('Empathy', [1, 5], [1, 5]),
  [WORDS]: categorical('Outcome', ['booked', 'declined', 'unclear']),
};

/** Which of the results a row is: they begin their justifications with it. */
const numberOf = ({ justification = '' }: ResultRow) => Number.parseInt(justification, 10);
const numbersOf = (rows: readonly ResultRow[] = []) => rows.map(numberOf);

/** Results of three metrics, of every source, some of them at one and the same moment. */
function mixed(count: number, justification = 'Read back in full.') {
  const next = random(7);
  return Array.from({ length: count }, (_, n) => {
    const metric_id = [METRIC, NUMBERS, WORDS][n % 3] ?? METRIC;
    const values = [next() < 0.7, 1 + Math.floor(next() * 41) / 10, ['booked', 'declined'][n % 2] ?? null];
    const conversation_id = id('c', Math.floor(next() * count));
    const source =
      n % 5 === 0
        ? {
            type: 'simulation',
            simulation_unit_test_set_run_id: id('b', n % 7),
            unit_test_id: id('d', n % 11),
            run_index: n % 3,
            references: [],
          }
        : { type: n % 4 === 0 ? 'manual' : 'post-session', conversation_id, references: [] };
    return result(Math.floor(n / 2), {
      id: id('e', n),
      metric_id,
      metric_version: metric_id !== WORDS && n > count / 2 ? 1 : metric_id === WORDS ? 1 : 2,
      result: next() < 0.05 ? null : (values[n % 3] ?? null),
      justification: `${n} ${justification}`,
      source,
    });
  });
}

describe('tokens followed to the end over 12,000 results', () => {
  it('read every row once, and give the figures of one long call', async () => {
    const world = { metrics, results: mixed(12_000) };
    const desk = await openDesk(world);
    let part = await desk.ask({ group_by: 'week', read_at_most: 2_500 });
    let calls = 1;
    for (; part.coverage.continuation_token !== undefined; calls += 1) {
      const { coverage } = part;
      expect(coverage).toMatchObject({ read: calls * 2_500, complete: false });
      expect(coverage.note).toContain(`Stopped at read_at_most ${calls * 2_500}: read_at_most 20000`);
      const again = await desk.ask({ continuation_token: coverage.continuation_token });
      expect(again.coverage).toMatchObject({ read: calls * 2_500, complete: false });
      expect(counts(again.coverage).requests).toBe(0);
      part = await desk.ask({
        continuation_token: coverage.continuation_token,
        read_at_most: (calls + 1) * 2_500,
      });
    }
    expect(calls).toBe(5);
    expect(desk.pages()).toHaveLength(24);
    expect(part.coverage).toMatchObject({ read: 12_000, complete: true, requests: 4, from_cache: 10_000 });

    const other = await openDesk(world);
    const whole = await other.ask({ group_by: 'week', read_at_most: 100_000 });
    expect(whole.coverage).toMatchObject({ read: 12_000, complete: true, requests: 24 });
    expect(counts(whole.coverage).from_cache).toBe(0);
    expect(part.metrics).toEqual(whole.metrics);
    expect(part.totals).toEqual(whole.totals);
  });

  it('ask for every page once in rows, and show every row once, in order', async () => {
    const world = { metrics, results: mixed(12_000) };
    const desk = await openDesk(world);
    const shown = [];
    let token: string | undefined;
    do {
      const { coverage, results = [] } = await desk.ask(
        token === undefined ? { view: 'rows', limit: 200 } : { continuation_token: token, limit: 200 },
      );
      shown.push(...results);
      token = coverage.continuation_token;
      expect(coverage.complete).toBe(token === undefined);
    } while (token !== undefined);
    expect(shown).toHaveLength(12_000);
    expect(new Set(numbersOf(shown)).size).toBe(12_000);
    const times = shown.map(({ created_at }) => created_at ?? '');
    expect(times).toEqual(times.toSorted().reverse());
    expect(desk.pages()).toHaveLength(24);
  });
});

describe('a token in rows', () => {
  const counted = (ids: readonly number[]) => new Set(ids).size;

  it.each([
    ['newest first', {}],
    ['oldest first', { sort_by: '+created_at' }],
    ['of one kind', { only: 'not_applicable' }],
    ['of one source', { source_type: 'simulation' }],
  ])('survives the loss of all that was kept: %s', async (_, more) => {
    const world = { metrics, results: mixed(1_400) };
    const desk = await openDesk(world);
    const ids: number[] = [];
    let token: string | undefined;
    do {
      desk.app.context.snapshots.clear();
      const given = token === undefined ? { view: 'rows', ...more } : { continuation_token: token };
      const { coverage, results = [] } = await desk.ask({ ...given, limit: 37 });
      ids.push(...numbersOf(results));
      token = coverage.continuation_token;
      expect(coverage.note ?? '').not.toContain('has changed');
    } while (token !== undefined);
    const whole = await desk.ask({ ...more, refresh: true });
    const count = (whole.totals ?? []).reduce(
      (sum, total) => sum + ('only' in more ? total.not_applicable : total.results),
      0,
    );
    expect(count).toBeGreaterThan(40);
    expect(ids).toHaveLength(count);
    expect(counted(ids)).toBe(count);
  });

  it('goes on where it stands though only what comes behind that is kept', async () => {
    const world = { metrics, results: mixed(1_400) };
    const desk = await openDesk(world);
    const { coverage: summary } = await desk.ask({ read_at_most: 500 });
    const first = await desk.ask({ view: 'rows', limit: 30 });
    desk.app.context.snapshots.clear();
    // Reads from the second page on.
    await desk.ask({ continuation_token: summary.continuation_token });
    const next = await desk.ask({ continuation_token: first.coverage.continuation_token, limit: 30 });
    const whole = await (await openDesk(world)).ask({ view: 'rows', limit: 60 });
    expect([...numbersOf(first.results), ...numbersOf(next.results)]).toEqual(numbersOf(whole.results));
    expect(next.coverage.note ?? '').not.toContain('has changed');
  });

  it('goes on behind the last row that was left after a cut, whatever its justifications are', async () => {
    const world = { metrics, results: mixed(700, 'why '.repeat(500)) };
    const desk = await openDesk(world);
    const ids: number[] = [];
    let token: string | undefined;
    let cuts = 0;
    do {
      const given = token === undefined ? { view: 'rows' } : { continuation_token: token };
      const { text, structured } = await desk.call({ ...given, limit: 200 });
      expect(text.length).toBeLessThanOrEqual(24_000);
      expect(JSON.stringify(structured).length).toBeLessThanOrEqual(24_000);
      const { coverage, results = [] } = resultsShape.parse(structured);
      if (/\d+ rows? (?:is|are) left out for length: continuation_token goes on/.test(coverage.note ?? ''))
        cuts += 1;
      ids.push(...numbersOf(results));
      token = coverage.continuation_token;
    } while (token !== undefined);
    expect(cuts).toBeGreaterThan(0);
    expect(ids).toHaveLength(700);
    expect(counted(ids)).toBe(700);
  });

  it('says that the list has changed when its row is gone', async () => {
    const world = { metrics, results: mixed(60) };
    const desk = await openDesk(world);
    const { coverage, results = [] } = await desk.ask({ view: 'rows', limit: 10 });
    const last = numbersOf(results).at(-1);
    desk.app.context.snapshots.clear();
    desk.become({ metrics, results: world.results.filter((_, n) => n !== last) });
    const next = await desk.ask({ continuation_token: coverage.continuation_token });
    expect(next.coverage.note).toContain('The list has changed');
  });

  it('goes on though the results are too many to keep', async () => {
    const world = { metrics, results: mixed(2_600, 'w'.repeat(15_000)) };
    const desk = await openDesk(world);
    const ids: number[] = [];
    let token: string | undefined;
    let unkept = 0;
    do {
      const given =
        token === undefined ? { view: 'rows', only: 'not_applicable' } : { continuation_token: token };
      const { coverage, results = [] } = await desk.ask({ ...given, limit: 200 });
      if (coverage.note?.includes('more than can be kept')) unkept += 1;
      ids.push(...numbersOf(results));
      token = coverage.continuation_token;
    } while (token !== undefined);
    expect(unkept).toBeGreaterThan(0);
    const expected = [...world.results.entries()].filter(([, each]) => each.result === null);
    expect(ids.toSorted((low, high) => low - high)).toEqual(expected.map(([n]) => n));
  });
});

describe('a token in a summary', () => {
  it('starts anew at its page, and says so, once what was read has been dropped', async () => {
    const desk = await openDesk({ metrics, results: mixed(1_300) });
    const { coverage } = await desk.ask({ read_at_most: 500 });
    desk.app.context.snapshots.clear();
    const rest = await desk.ask({ continuation_token: coverage.continuation_token, read_at_most: 10_000 });
    expect(rest.coverage).toMatchObject({ read: 800, complete: false, requests: 2 });
    expect(counts(rest.coverage).from_cache).toBe(0);
    expect(rest.coverage.note).toContain('figures start at continuation_token');
    expect(rest.coverage.continuation_token).toBeUndefined();
    expect(rest.coverage.as_of).toBe(coverage.as_of);
  });

  it('covers what was read before, and looks at it in another way', async () => {
    const desk = await openDesk({ metrics, results: mixed(1_300) });
    const { coverage } = await desk.ask({ read_at_most: 500 });
    const next = await desk.ask({
      continuation_token: coverage.continuation_token,
      read_at_most: 1_000,
      group_by: 'month',
      criterion: { expected_value: true },
    });
    expect(next.coverage).toMatchObject({ read: 1_000, requests: 1, from_cache: 500 });
    const judged = next.metrics?.find((entry) => entry.type === 'boolean');
    for (const entry of judged?.entries ?? []) {
      expect(entry.pass_rate).toBeGreaterThan(0);
      expect(entry).not.toHaveProperty('true_rate');
      expect(entry.groups?.map(({ group }) => group)).toEqual(['2026-11']);
    }
    expect(judged?.entries?.length).toBeGreaterThan(2);
  });

  it('was given with a criterion that counts on until another is given', async () => {
    const desk = await openDesk({ metrics, results: mixed(1_300) });
    const criterion = { verb: '>=', threshold: 4 };
    const { coverage } = await desk.ask({ read_at_most: 500, criterion, metric_id: NUMBERS });
    expect(coverage.complete).toBe(true);
    const some = await desk.ask({ read_at_most: 500, criterion });
    const more = await desk.ask({ continuation_token: some.coverage.continuation_token });
    const judged = more.metrics?.find(({ type }) => type === 'numerical');
    expect(judged?.entries?.every(({ pass_rate }) => pass_rate !== undefined)).toBe(true);
    expect(more.coverage.note).toContain('not applied to');
  });

  it.each([
    { metric_id: NUMBERS },
    { timestamp_after: '2026-01-01' },
    { timestamp_before: '2026-12-01' },
    { source_type: 'manual' },
    { conversation_id: id('c', 1) },
    { simulation_unit_test_set_run_id: id('b', 1) },
    { sort_by: '+created_at' },
    { view: 'rows' },
    { refresh: true },
    { baseline_after: '2026-10-01' },
    { where: { metric_id: METRIC, expected_value: true } },
  ])('is refused beside what contradicts it, with nothing sent: %j', async (more) => {
    const desk = await openDesk({ metrics, results: mixed(600) });
    const { coverage } = await desk.ask({ read_at_most: 500 });
    const before = desk.peer.requests.length;
    const { text } = await desk.call({ continuation_token: coverage.continuation_token, ...more });
    expect(text).toMatch(/^Error \[invalid_input\]: .*contradict/);
    expect(desk.peer.requests).toHaveLength(before);
  });
});
