import { describe, expect, it } from 'vitest';
import { resultsShape } from '../../../src/answers/results/results-shape.ts';
import {
  boolean,
  categorical,
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
      justification,
      source,
    });
  });
}

describe('tokens followed to the end over 12,000 results', () => {
  it('read every row once, and give the figures of one long call', async () => {
    const world = { metrics, results: mixed(12_000) };
    const desk = await openDesk(world);
    let part = await desk.ask({ group_by: 'week' });
    let calls = 1;
    const { continuation_token: first } = part.coverage;
    while (part.coverage.continuation_token !== undefined) {
      expect(part.coverage.complete).toBe(false);
      part = await desk.ask({ continuation_token: part.coverage.continuation_token });
      calls += 1;
    }
    expect(first).toBeDefined();
    expect(calls).toBe(5);
    expect(desk.pages()).toHaveLength(24);
    expect(part.coverage).toMatchObject({ read: 12_000, complete: true, requests: 4, from_cache: 10_000 });

    const other = await openDesk(world);
    const whole = await other.ask({ group_by: 'week', read_at_most: 100_000 });
    expect(whole.coverage).toMatchObject({ read: 12_000, complete: true, requests: 24, from_cache: 0 });
    expect(part.metrics).toEqual(whole.metrics);
    expect(part.version_changes).toEqual(whole.version_changes);
    expect(part.group_changes).toEqual(whole.group_changes);
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
    expect(new Set(shown.map((row) => row.id)).size).toBe(12_000);
    const times = shown.map(({ created_at }) => created_at ?? '');
    expect(times).toEqual(times.toSorted().reverse());
    expect(desk.pages()).toHaveLength(24);
  });
});

describe('a token in rows', () => {
  const counted = (ids: readonly string[]) => new Set(ids).size;

  it.each([
    ['newest first', {}],
    ['oldest first', { sort_by: '+created_at' }],
    ['of one kind', { only: 'not_applicable' }],
    ['of one source', { source_type: 'simulation' }],
  ])('survives the loss of all that was kept: %s', async (_, more) => {
    const world = { metrics, results: mixed(1_400) };
    const desk = await openDesk(world);
    const ids: string[] = [];
    let token: string | undefined;
    do {
      desk.app.context.snapshots.clear();
      const given = token === undefined ? { view: 'rows', ...more } : { continuation_token: token };
      const { coverage, results = [] } = await desk.ask({ ...given, limit: 37 });
      ids.push(...results.map((row) => row.id));
      token = coverage.continuation_token;
      expect(coverage.note ?? '').not.toContain('has changed');
    } while (token !== undefined);
    const whole = await desk.ask({ ...more, refresh: true });
    const count = (whole.metrics ?? []).reduce(
      (sum, entry) => sum + ('only' in more ? entry.not_applicable : entry.count),
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
    await desk.ask({ continuation_token: summary.continuation_token, read_at_most: 500 });
    const next = await desk.ask({ continuation_token: first.coverage.continuation_token, limit: 30 });
    const idsOf = ({ results = [] }: typeof next) => results.map((row) => row.id);
    const whole = await (await openDesk(world)).ask({ view: 'rows', limit: 60 });
    expect([...idsOf(first), ...idsOf(next)]).toEqual(idsOf(whole));
    expect(next.coverage.note ?? '').not.toContain('has changed');
  });

  it('goes on behind the last row that was left after a cut, whatever its justifications are', async () => {
    const world = { metrics, results: mixed(700, 'why '.repeat(500)) };
    const desk = await openDesk(world);
    const ids: string[] = [];
    let token: string | undefined;
    let cuts = 0;
    do {
      const given = token === undefined ? { view: 'rows' } : { continuation_token: token };
      const { text, structured } = await desk.call({ ...given, limit: 200 });
      expect(text.length).toBeLessThanOrEqual(24_000);
      expect(JSON.stringify(structured).length).toBeLessThanOrEqual(24_000);
      const { coverage, results = [] } = resultsShape.parse(structured);
      if (/\d+ rows? (?:is|are) left out \(continuation_token goes on with them\)/.test(coverage.note ?? ''))
        cuts += 1;
      ids.push(...results.map((row) => row.id));
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
    const last = results.at(-1)?.id;
    desk.app.context.snapshots.clear();
    desk.become({ metrics, results: world.results.filter((each) => each.id !== last) });
    const next = await desk.ask({ continuation_token: coverage.continuation_token });
    expect(next.coverage.note).toContain('The list has changed');
  });

  it('goes on though the results are too many to keep', async () => {
    const world = { metrics, results: mixed(2_600, 'w'.repeat(15_000)) };
    const desk = await openDesk(world);
    const ids: string[] = [];
    let token: string | undefined;
    let unkept = 0;
    do {
      const given =
        token === undefined ? { view: 'rows', only: 'not_applicable' } : { continuation_token: token };
      const { coverage, results = [] } = await desk.ask({ ...given, limit: 200 });
      if (coverage.note?.includes('more than can be kept')) unkept += 1;
      ids.push(...results.map((row) => row.id));
      token = coverage.continuation_token;
    } while (token !== undefined);
    expect(unkept).toBeGreaterThan(0);
    const expected = world.results.filter((each) => each.result === null).map((each) => each.id);
    expect(ids.toSorted()).toEqual(expected.toSorted());
  });
});

describe('a token in a summary', () => {
  it('starts anew at its page, and says so, once what was read has been dropped', async () => {
    const desk = await openDesk({ metrics, results: mixed(1_300) });
    const { coverage } = await desk.ask({ read_at_most: 500 });
    desk.app.context.snapshots.clear();
    const rest = await desk.ask({ continuation_token: coverage.continuation_token });
    expect(rest.coverage).toMatchObject({ read: 800, complete: false, requests: 2, from_cache: 0 });
    expect(rest.coverage.note).toContain('figures start at continuation_token');
    expect(rest.coverage.continuation_token).toBeUndefined();
    expect(rest.coverage.as_of).toBe(coverage.as_of);
  });

  it('covers what was read before, and looks at it in another way', async () => {
    const desk = await openDesk({ metrics, results: mixed(1_300) });
    const { coverage } = await desk.ask({ read_at_most: 500 });
    const next = await desk.ask({
      continuation_token: coverage.continuation_token,
      read_at_most: 500,
      group_by: 'source_type',
      criterion: { expected_value: true },
    });
    expect(next.coverage).toMatchObject({ read: 1_000, requests: 1, from_cache: 500 });
    const judged = next.metrics?.find((entry) => entry.type === 'boolean');
    expect(judged?.pass_rate).toBe(judged?.true_rate);
    expect(judged?.groups?.map(({ group }) => group).toSorted()).toEqual([
      'manual',
      'post-session',
      'simulation',
    ]);
  });

  it('was given with a criterion that counts on until another is given', async () => {
    const desk = await openDesk({ metrics, results: mixed(1_300) });
    const criterion = { verb: '>=', threshold: 4 };
    const { coverage } = await desk.ask({ read_at_most: 500, criterion, metric_id: NUMBERS });
    expect(coverage.complete).toBe(true);
    const some = await desk.ask({ read_at_most: 500, criterion });
    const more = await desk.ask({ continuation_token: some.coverage.continuation_token });
    expect(more.metrics?.find((entry) => entry.type === 'numerical')?.passed).toBeGreaterThan(0);
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
  ])('is refused beside what contradicts it, with nothing sent: %j', async (more) => {
    const desk = await openDesk({ metrics, results: mixed(600) });
    const { coverage } = await desk.ask({ read_at_most: 500 });
    const before = desk.peer.requests.length;
    const { text } = await desk.call({ continuation_token: coverage.continuation_token, ...more });
    expect(text).toMatch(/^Error \[invalid_input\]: .*contradict/);
    expect(desk.peer.requests).toHaveLength(before);
  });
});
