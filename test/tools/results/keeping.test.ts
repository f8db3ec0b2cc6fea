import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readResult } from '../../../src/amigo/result.ts';
import { deferred } from '../../../src/deadline.ts';
import { EVERYTHING, type ResultFilters } from '../../../src/results/reading/filters.ts';
import { Aggregate } from '../../../src/results/figures/aggregate.ts';
import { readOn } from '../../../src/results/reading/read.ts';
import { Snapshot } from '../../../src/results/reading/snapshot.ts';
import { Snapshots } from '../../../src/results/reading/snapshots.ts';
import { Source } from '../../../src/results/reading/source.ts';
import { after, hang, json, text } from '../../support/peer.ts';
import { boolean, categorical, counts, id, METRIC, openDesk, result } from '../../support/results.ts';

const OTHER = id('a', 2);
const world = {
  metrics: { [METRIC]: boolean('Read back', 2), [OTHER]: boolean('Greets') },
  results: Array.from({ length: 1_800 }, (_, n) =>
    result(n, {
      metric_id: n % 3 === 0 ? OTHER : METRIC,
      metric_version: n % 3 === 0 || n > 900 ? 1 : 2,
      result: n % 4 > 0,
      source: {
        type: n % 5 === 0 ? 'manual' : 'post-session',
        conversation_id: id('c', n % 600),
        references: [],
      },
    }),
  ),
};
const MORE = { read_at_most: 10_000 };

describe('what was read completely', () => {
  it.each([
    ['the same in another order, form and case', { metric_id: [OTHER.toUpperCase(), METRIC] }, 1_800],
    ['the other way round', { metric_id: [METRIC, OTHER], sort_by: '+created_at' }, 1_800],
    ['one of the metrics', { metric_id: METRIC }, 1_200],
    ['one of the versions', { metric_id_and_version: `${METRIC}-2` }, 600],
    ['one source', { metric_id: [METRIC, OTHER], source_type: 'manual' }, 360],
    ['some conversations', { metric_id: METRIC, conversation_id: [id('c', 1), id('c', 2)] }, 6],
    ['a shorter period', { metric_id: [METRIC, OTHER], timestamp_after: '2026-11-19T00:00:00Z' }, 1_441],
  ])('answers %s without a request', async (_, given, read) => {
    const desk = await openDesk(world);
    await desk.ask({ metric_id: [METRIC, OTHER], ...MORE });
    const sent = desk.pages().length;
    const { coverage } = await desk.ask(given);
    expect(coverage).toMatchObject({ read, from_cache: read, complete: true });
    expect(counts(coverage).requests).toBe(0);
    expect(desk.pages()).toHaveLength(sent);
    const anew = await openDesk(world);
    const direct = await anew.ask({ ...given, ...MORE });
    expect(direct.coverage).toMatchObject({ read, complete: true });
    expect(counts(direct.coverage).from_cache).toBe(0);
  });

  it.each([
    ['a wider question', {}],
    ['a longer period', { metric_id: METRIC, timestamp_after: '2026-01-01' }],
    ['another metric', { metric_id: [OTHER] }],
    ['every version', { metric_id_and_version: `${METRIC}-` }],
  ])('does not answer %s', async (_, given) => {
    const desk = await openDesk(world);
    await desk.ask({ metric_id_and_version: `${METRIC}-2`, timestamp_after: '2026-10-01', ...MORE });
    const { coverage } = await desk.ask({ ...given, read_at_most: 500 });
    expect(counts(coverage)).toMatchObject({ from_cache: 0, requests: 1 });
  });

  it('says what it would have said at first, whatever was asked meanwhile', async () => {
    const few = { ...world, results: world.results.slice(600, 1_000) };
    const desk = await openDesk(few);
    const plain = { metric_id: [METRIC, OTHER], examples: 0 };
    const labels = [{ label: 'true', conversation_id: [id('c', 1), id('c', 2)] }];
    for (const beside of [
      {},
      { view: 'coverage' },
      { criterion: { expected_value: false } },
      { compare: 'sources' },
      { baseline_after: '2026-11-01', baseline_before: '2026-11-30' },
      { group_by: 'conversation_id' },
      { where: { metric_id: OTHER, expected_value: true } },
      { metric_id: METRIC },
      { metric_id: METRIC, refresh: true },
      { metric_id: METRIC, labels },
      { examples: 2 },
      { sort_by: '+created_at' },
      {},
    ]) {
      const asked = { ...plain, ...beside, ...MORE };
      const { coverage: _, ...answer } = await desk.ask(asked);
      const { coverage: __, ...first } = await (await openDesk(few)).ask(asked);
      expect(answer).toEqual(first);
      expect(first.metrics ?? first.totals).not.toHaveLength(0);
    }
  });

  it('is counted once by questions of all of it, and kept for as long as those are asked', async () => {
    const desk = await openDesk(world);
    const [add, keep] = [vi.spyOn(Aggregate.prototype, 'add'), vi.spyOn(Snapshots.prototype, 'keep')];
    try {
      const { coverage } = await desk.ask({ view: 'coverage', ...MORE });
      expect(add).toHaveBeenCalledTimes(1_800);
      for (const given of [{}, { view: 'coverage' }, { compare: 'sources' }, { sort_by: '+created_at' }]) {
        keep.mockClear();
        const again = await desk.ask({ ...given, ...MORE });
        expect(keep).toHaveBeenCalledTimes(1);
        const { read, complete, oldest, newest } = coverage;
        expect(again.coverage).toMatchObject({ read, complete, oldest, newest, from_cache: read });
      }
      expect(add).toHaveBeenCalledTimes(1_800);
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('counts by its own categories, whatever an earlier question has counted', async () => {
    const categories = (values: readonly string[], day: string) =>
      values.map((value, n) =>
        result(n, { metric_id: METRIC, result: value, created_at: `${day}T12:00:00Z` }),
      );
    const few = {
      metrics: { [METRIC]: categorical('Outcome', ['x', 'y']) },
      results: [
        ...categories(['y', 'y', 'x'], '2026-11-10'),
        ...categories(['x', 'x', 'y'], '2026-10-10').map((each, n) => ({ ...each, id: id('e', 900 + n) })),
      ],
    };
    const period = { timestamp_after: '2026-11-01', timestamp_before: '2026-11-30', examples: 0, ...MORE };
    const compared = {
      ...period,
      criterion: { expected_values: ['x'] },
      baseline_after: '2026-10-01',
      baseline_before: '2026-10-31',
    };
    const first = await (await openDesk(few)).ask(compared);
    const desk = await openDesk(few);
    await desk.ask(period);
    expect((await desk.ask(compared)).metrics).toEqual(first.metrics);
    expect(first.metrics).not.toHaveLength(0);
  });

  it('is read anew when that is asked for, and the later reading answers from then on', async () => {
    const desk = await openDesk(world);
    await desk.ask({ metric_id: METRIC, ...MORE });
    desk.become({ ...world, results: world.results.slice(10) });
    expect((await desk.ask({ metric_id: METRIC })).coverage.read).toBe(1_200);
    const fresh = await desk.ask({ metric_id: METRIC, refresh: true, ...MORE });
    expect(fresh.coverage.read).toBe(1_194);
    expect(counts(fresh.coverage)).toMatchObject({ from_cache: 0, requests: 3 });
    const { coverage } = await desk.ask({ metric_id: METRIC });
    expect(coverage.read).toBe(1_194);
    expect(counts(coverage).requests).toBe(0);
  });
});

describe('what was read in part', () => {
  it('is read on only below read_at_most, and only in its own order', async () => {
    const desk = await openDesk(world);
    await desk.ask({ read_at_most: 1_000 });
    const less = (await desk.ask({ read_at_most: 800 })).coverage;
    expect(less.read).toBe(1_000);
    expect(counts(less).requests).toBe(0);
    const more = await desk.ask({ read_at_most: 1_001 });
    expect(more.coverage).toMatchObject({ read: 1_500, requests: 1, from_cache: 1_000, complete: false });
    const reversed = await desk.ask({ read_at_most: 500, sort_by: '+created_at' });
    expect(reversed.coverage.read).toBe(500);
    expect(counts(reversed.coverage)).toMatchObject({ requests: 1, from_cache: 0 });
    const narrower = await desk.ask({ metric_id: METRIC, read_at_most: 500 });
    expect(counts(narrower.coverage).from_cache).toBe(0);
  });

  it('steps behind what is complete', async () => {
    const desk = await openDesk(world);
    await desk.ask({ metric_id: METRIC, read_at_most: 500 });
    await desk.ask(MORE);
    const { coverage } = await desk.ask({ metric_id: METRIC, read_at_most: 500 });
    expect(coverage).toMatchObject({ read: 1_200, complete: true });
    expect(counts(coverage).requests).toBe(0);
  });

  it('answers when nothing may be read yet; two requests are left to the next questions', async () => {
    const desk = await openDesk(
      { ...world, results: Array.from({ length: 6_000 }, (_, n) => result(n)) },
      { throttled: true },
    );
    const first = await desk.ask({ read_at_most: 100_000 });
    expect(first.coverage).toMatchObject({ requests: 7, read: 3_500, complete: false });
    expect(first.coverage.retry_after_seconds).toBeGreaterThan(0);
    expect(first.coverage.note).toContain('limit of requests');
    for (const metric_id of [METRIC, OTHER])
      expect((await desk.ask({ metric_id, read_at_most: 500 })).coverage.requests).toBe(1);
    const { text: refused } = await desk.call({ source_type: 'manual' });
    expect(refused).toMatch(/^Error \[rate_limited\]: .*\d+ s/s);
    const kept = await desk.ask({ read_at_most: 100_000 });
    expect(kept.coverage).toMatchObject({ read: 3_500, from_cache: 3_500, complete: false });
    expect(counts(kept.coverage).requests).toBe(0);
    expect(kept.coverage.retry_after_seconds).toBeGreaterThan(30);
    expect(kept.coverage.continuation_token).toBeDefined();
  });

  it('is what a call answers from that waits for another’s page longer than it has time', async () => {
    const snapshot = new Snapshot(EVERYTHING, '-created_at', Date.UTC(2026, 10, 20));
    const page = { rows: [], unreadable: 1, hasMore: true, token: 5, at: undefined, next: 5 };
    snapshot.add(page);
    snapshot.reading = new Promise(() => {});
    const desk = await openDesk(world);
    const { signal } = new AbortController();
    const bounds = { signal, deadline: performance.now() + 30, startBy: performance.now() + 30 };
    const reader = { connection: desk.app.context.connection, snapshots: new Snapshots(), signal };
    const given = { ...reader, reads: bounds, pages: bounds };
    expect(
      (
        await readOn(
          snapshot,
          () => false,
          () => {},
          given,
        )
      ).stopped?.code,
    ).toBe('timeout');
    expect(desk.pages()).toHaveLength(0);
  });
});

describe('an evaluation through this server', () => {
  const CONVERSATION = id('c', 1);
  const evaluated = async (given: object) => {
    const desk = await openDesk(world);
    const before = await desk.ask({ ...given, ...MORE });
    const verdict = { metric_id: METRIC, value: true, references: [], justification: 'Yes.' };
    desk.peer.on('POST /v1/org/metric/evaluate', json({ metrics: [verdict] }));
    const order = { metric_ids: [METRIC], conversation_id: CONVERSATION, compare_with_previous: false };
    const { text: said } = await desk.call(order, { tool: 'evaluate_metrics' });
    expect(said).not.toMatch(/^Error/);
    return { desk, before };
  };

  it.each([
    [{}],
    [{ metric_id: METRIC }],
    [{ metric_id_and_version: `${METRIC}-1` }],
    [{ source_type: ['manual', 'simulation'] }],
    [{ conversation_id: CONVERSATION }],
    [{ timestamp_after: '2026-11-01' }],
  ])('drops what its result would belong to: %j', async (given) => {
    const { desk } = await evaluated(given);
    const { coverage } = await desk.ask({ ...given, read_at_most: 500 });
    expect(counts(coverage)).toMatchObject({ from_cache: 0, requests: 1 });
  });

  it.each([
    [{ metric_id: OTHER }],
    [{ source_type: 'post-session' }],
    [{ conversation_id: id('c', 2) }],
    [{ simulation_unit_test_set_run_id: id('b', 1) }],
  ])('leaves what it would not: %j', async (given) => {
    const { desk } = await evaluated(given);
    expect(counts((await desk.ask(given)).coverage).requests).toBe(0);
  });

  it('leaves a running token its own, with a note', async () => {
    const { desk, before } = await evaluated({ read_at_most: 500, view: 'rows', limit: 10 });
    const { continuation_token } = before.coverage;
    const sent = desk.pages().length;
    const next = await desk.ask({ continuation_token, limit: 10 });
    expect(next.coverage.note).toContain('evaluation that was made since');
    expect(next.coverage.as_of).toBe(before.coverage.as_of);
    expect(desk.pages()).toHaveLength(sent);
  });
});

describe('calls at one time', () => {
  it('that ask the same share its pages', async () => {
    const desk = await openDesk(world);
    const answers = await Promise.all([
      desk.ask(MORE),
      desk.ask({ ...MORE, group_by: 'day' }),
      desk.ask({ ...MORE, criterion: { expected_value: true } }),
      desk.ask({ view: 'rows', only: 'not_applicable', ...MORE }),
    ]);
    expect(desk.pages()).toHaveLength(4);
    for (const { coverage } of answers) expect(coverage).toMatchObject({ read: 1_800, complete: true });
    expect(answers.reduce((sum, { coverage }) => sum + counts(coverage).requests, 0)).toBe(4);
  });

  it('that read on in what another one compares do not make its answer more than it read', async () => {
    const desk = await openDesk(world);
    await desk.ask({ read_at_most: 500 });
    const open = Source.open.bind(Source);
    const goOn = deferred();
    const opening = vi.spyOn(Source, 'open').mockImplementation(async (wanted, ...others) => {
      if (wanted.filters.after !== null) await goOn.promise;
      return open(wanted, ...others);
    });
    const part = desk.ask({ read_at_most: 500, baseline_after: '2026-11-18', baseline_before: '2026-11-18' });
    expect((await desk.ask(MORE)).coverage).toMatchObject({ read: 1_800, complete: true });
    goOn.resolve();
    const { coverage } = await part;
    expect(coverage).toMatchObject({ read: 500, complete: false });
    expect(coverage.continuation_token).toBeDefined();
    opening.mockRestore();
  });

  it('share results that are too many to keep', async () => {
    const large = Array.from({ length: 2_500 }, (_, n) => result(n, { justification: 'w'.repeat(15_000) }));
    const desk = await openDesk({ ...world, results: large });
    const answers = await Promise.all([desk.ask(MORE), desk.ask({ ...MORE, group_by: 'month' })]);
    for (const { coverage, metrics } of answers) {
      expect(coverage).toMatchObject({ read: 2_500, complete: true });
      expect(coverage.note).toContain('more than can be kept');
      expect(metrics?.[0]?.entries).toMatchObject([{ n: 2_500 }]);
    }
    expect(desk.pages()).toHaveLength(5);
    expect(counts((await desk.ask({ read_at_most: 1 })).coverage).from_cache).toBe(0);
  });

  it('of which one is cancelled: the other reads to the end', async () => {
    const desk = await openDesk(world);
    const given = resolvers();
    desk.meet(after(given.promise, text('too late', 500)));
    const controller = new AbortController();
    const cancelled = desk.call(MORE, { signal: controller.signal });
    await desk.peer.received(1);
    while (desk.pages().length === 0) await setImmediate();
    const other = desk.ask({ ...MORE, group_by: 'day' });
    controller.abort();
    await expect(cancelled).rejects.toThrow(/abort/i);
    expect((await other).coverage).toMatchObject({ read: 1_800, complete: true });
    given.resolve();
  });

  it('cancelled in the middle, leave what was read before to the next, and no request open', async () => {
    const desk = await openDesk(world);
    await desk.ask({ read_at_most: 500 });
    desk.meet(hang());
    const controller = new AbortController();
    const cancelled = desk.call(MORE, { signal: controller.signal });
    while (desk.pages().length < 2) await setImmediate();
    controller.abort();
    await expect(cancelled).rejects.toThrow(/abort/i);
    await desk.peer.deserted();
    const { coverage } = await desk.ask(MORE);
    expect(coverage).toMatchObject({ read: 1_800, complete: true, from_cache: 500, requests: 3 });
  });
});

function resolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((fulfil) => (resolve = fulfil));
  return { promise, resolve };
}

describe('pages', () => {
  it('that fail after the first leave a partial answer whose token goes on', async () => {
    const desk = await openDesk(world);
    await desk.ask({ read_at_most: 500 });
    desk.meet(...Array.from({ length: 3 }, () => json({}, 502)));
    const part = await desk.ask(MORE);
    expect(part.coverage).toMatchObject({ read: 500, complete: false });
    expect(part.coverage.note).toContain('A page failed (upstream_error)');
    const { continuation_token } = part.coverage;
    const whole = await desk.ask({ continuation_token, ...MORE });
    expect(whole.coverage).toMatchObject({ read: 1_800, complete: true });
    expect(whole.coverage.note ?? '').not.toMatch(/stopped|failed|token/i);
  });

  it('of which the first fails are an error, and leave nothing behind', async () => {
    const desk = await openDesk(world);
    desk.meet(...Array.from({ length: 3 }, () => json({}, 502)));
    expect((await desk.call(MORE)).text).toMatch(/^Error \[upstream_error\]/);
    const { coverage } = await desk.ask(MORE);
    expect(coverage).toMatchObject({ read: 1_800, complete: true });
    expect(counts(coverage).from_cache).toBe(0);
  });

  it('that come twice or lead nowhere end the list, and say so', async () => {
    const desk = await openDesk(world);
    const rows = world.results.slice(0, 3).map((each) => ({ org_id: 'org', ...each }));
    const page = (token: unknown) =>
      json({ metric_evaluation_results: rows, has_more: true, continuation_token: token });
    desk.meet(page(7), page('7'));
    const twice = await desk.ask({});
    expect(twice.coverage).toMatchObject({ read: 3, complete: false, requests: 2 });
    expect(twice.coverage.note).toContain('broke off');
    expect(twice.coverage.note).toContain('3 results came twice and count once');
    expect(twice.coverage.continuation_token).toBeUndefined();
    desk.meet(page(null));
    expect((await desk.ask({ refresh: true })).coverage).toMatchObject({
      read: 3,
      complete: false,
      requests: 1,
    });
  });

  it('that are empty end nothing', async () => {
    const desk = await openDesk(world);
    desk.meet(json({ metric_evaluation_results: [], has_more: true, continuation_token: 1_500 }));
    expect((await desk.ask({})).coverage).toMatchObject({ read: 300, complete: true, requests: 2 });
  });

  it('are pinned to Amigo’s clock, or to the caller’s end where that is earlier', async () => {
    const desk = await openDesk(world);
    const start = Math.floor(Date.now() / 1_000) * 1_000;
    const { coverage } = await desk.ask(MORE);
    const ends = (from: number) =>
      desk
        .pages()
        .slice(from)
        .map(({ query }) => Date.parse(query.get('timestamp_before') ?? ''));
    const [pinned = Number.NaN] = ends(0);
    expect(ends(0)).toEqual([pinned, pinned, pinned, pinned]);
    expect(pinned).toBeGreaterThanOrEqual(start);
    expect(pinned % 1_000).toBe(0);
    expect(Date.parse(coverage.as_of)).toBe(pinned);
    const sent = desk.pages().length;
    await desk.ask({ timestamp_before: '2026-11-19', refresh: true });
    expect(ends(sent)[0]).toBe(Date.parse('2026-11-20T00:00:00Z'));
    const later = desk.pages().length;
    await desk.ask({ timestamp_before: '2199-01-01', refresh: true });
    expect(ends(later)[0]).toBeLessThan(Date.parse('2199-01-01'));
  });
});

describe('Snapshots', () => {
  afterEach(() => vi.useRealTimers());
  const AS_OF = Date.UTC(2026, 10, 20);
  const read = (filters: ResultFilters, rows = 1, asOf = AS_OF) => {
    const snapshot = new Snapshot(filters, '-created_at', asOf);
    const results = Array.from({ length: rows }, (_, n) => readResult(result(n)));
    const page = {
      rows: results.filter((row) => row !== undefined),
      unreadable: 0,
      hasMore: false,
      token: null,
    };
    snapshot.add({ ...page, at: undefined, next: undefined });
    return snapshot;
  };

  it('end ten minutes after their last use, and keep no process alive', () => {
    const alive = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = alive();
    const real = new Snapshots();
    real.keep(read(EVERYTHING));
    expect(alive()).toBe(before);
    real.clear();

    vi.useFakeTimers();
    const snapshots = new Snapshots();
    const snapshot = read(EVERYTHING);
    snapshots.keep(snapshot);
    vi.advanceTimersByTime(599_000);
    expect(snapshots.find(EVERYTHING, '-created_at')).toBe(snapshot);
    snapshots.keep(snapshot);
    vi.advanceTimersByTime(599_000);
    expect(snapshots.findContinued(EVERYTHING, '-created_at', AS_OF, undefined)).toBe(snapshot);
    vi.advanceTimersByTime(1_000);
    expect(snapshots.find(EVERYTHING, '-created_at')).toBeUndefined();
    expect(snapshots.findContinued(EVERYTHING, '-created_at', AS_OF, undefined)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stay within their bytes together: those unused for longest go first, one too large never comes', () => {
    const sessions = { ...EVERYTHING, sourceTypes: ['post-session'] };
    const both = { ...EVERYTHING, sourceTypes: ['manual', 'post-session'] };
    const [one, other, third] = [read(sessions, 100), read(both, 100), read(EVERYTHING, 100)];
    const snapshots = new Snapshots({ mostBytes: one.columns.bytes * 2.5 });
    expect([one, other].map((each) => snapshots.keep(each))).toEqual([true, true]);
    snapshots.keep(one);
    snapshots.keep(third);
    expect(snapshots.findContinued(sessions, '-created_at', AS_OF, undefined)).toBe(one);
    snapshots.drop(third);
    expect(snapshots.find(both, '-created_at')).toBeUndefined();
    expect(snapshots.keep(read(both, 300))).toBe(false);
    snapshots.clear();
  });
});
