import { describe, expect, it } from 'vitest';
import type { ResultsData } from '../../../src/answers/results/results-shape.ts';
import {
  boolean,
  categorical,
  id,
  METRIC,
  numerical,
  openDesk,
  result,
  type WireResult,
} from '../../support/results.ts';
import { list, metrics, NUMBERS, opened, WORDS } from '../../support/three-metrics.ts';

interface Side {
  readonly metric?: string;
  readonly version?: number;
  readonly source?: string;
  /** Of the first conversation. */
  readonly from?: number;
  /** Of the first result; the others come each an hour before. */
  readonly at?: string;
}
let made = 0;
/** Results of conversations that follow each other. */
const side = (
  values: readonly WireResult['result'][],
  { metric = METRIC, version = 1, source = 'post-session', from = 0, at = '2026-11-18T12:00:00Z' }: Side = {},
) =>
  values.map((value, n) =>
    result((made += 1), {
      metric_id: metric,
      metric_version: version,
      result: value,
      created_at: new Date(Date.parse(at) - n * 3_600_000).toISOString(),
      source: { type: source, conversation_id: id('c', from + n), references: [] },
    }),
  );
/** So many true ones, then so many false ones. */
const rates = (trues: number, falses: number) => [...list(trues, () => true), ...list(falses, () => false)];

const entriesOf = ({ metrics: all = [] }: ResultsData, metric = METRIC) =>
  all.find(({ metric_id }) => metric_id === metric)?.entries ?? [];
const changeOf = (data: ResultsData, metric = METRIC) =>
  entriesOf(data, metric).find(({ change }) => change)?.change;

describe('a change of version', () => {
  it('is between the entries of one source type, and nothing is pooled', async () => {
    const desk = await opened([
      ...side(rates(10, 30), { version: 1 }),
      ...side(rates(36, 4), { version: 2, from: 100 }),
      ...side(rates(30, 10), { version: 1, source: 'manual', from: 200 }),
      ...side(rates(31, 9), { version: 2, source: 'manual', from: 300 }),
    ]);
    const data = await desk.ask({});
    expect(
      entriesOf(data).map(({ version, source_type, n, true_rate }) => [version, source_type, n, true_rate]),
    ).toEqual([
      [2, 'post-session', 40, 0.9],
      [2, 'manual', 40, 0.775],
      [1, 'post-session', 40, 0.25],
      [1, 'manual', 40, 0.75],
    ]);
    expect(entriesOf(data).map(({ change }) => change?.verdict)).toEqual([
      'up',
      'no clear change',
      undefined,
      undefined,
    ]);
    expect(entriesOf(data)[0]?.change).toMatchObject({ from: 1, difference: 0.65 });
    expect(entriesOf(data)[0]?.change).not.toHaveProperty('paired');
    expect(data.coverage.note).toContain('Verdicts are adjusted over 2 tests (Holm).');
    // One metric alone: with its spans.
    expect(data.coverage.note).toMatch(
      /Versions follow each other in time \(v1 2026-11-16 to 11-18, v2 2026-11-16 to 11-18\): what else/,
    );
    const { text } = await desk.call({});
    expect(text).toMatch(
      /- v2 post-session: 90 % \(.*\) of 40; from v1: \+65 points \(\+.* to \+.*\) up, p /,
    );
    expect(text).not.toMatch(/\b(?:better|improved)\b/);
  });

  it('says why there is none', async () => {
    const numbers = list(12, (n) => 1 + (n % 5));
    const words = list(12, (n) => (n % 2 ? 'booked' : 'declined'));
    const desk = await opened([
      ...side(rates(9, 0), { version: 1 }),
      ...side(rates(0, 40), { version: 2, from: 100 }),
      ...side(
        list(12, () => 3),
        { metric: NUMBERS, version: 1, from: 300 },
      ),
      ...side(
        list(12, () => 3),
        { metric: NUMBERS, version: 2 },
      ),
      ...side(numbers, { metric: NUMBERS, version: 3, from: 100 }),
      ...side(words, { metric: WORDS, version: 1 }),
      ...side(words, { metric: WORDS, version: 2, from: 100 }),
      ...side(words, { metric: WORDS, version: 3, from: 200 }),
    ]);
    const verdicts = async (given: object) =>
      Object.fromEntries(
        ((await desk.ask(given)).metrics ?? []).flatMap(({ name, entries = [] }) =>
          entries.flatMap(({ version, change }) =>
            change ? [[`${name} v${version}`, [change.verdict, change.reason]]] : [],
          ),
        ),
      );
    expect(await verdicts({})).toEqual({
      'Read back v2': ['too few', undefined],
      'Empathy v3': ['not comparable', 'bounds differ'],
      'Empathy v2': ['not comparable', 'no spread'],
      'Outcome v3': ['not comparable', 'no criterion'],
      'Outcome v2': ['not comparable', 'no criterion'],
    });
    expect((await desk.call({})).text).toContain('not comparable (bounds differ)');
    // The same categories in another order are the same, and a criterion makes a rate of them.
    const given = { criterion: { expected_values: ['booked'] }, metric_id: WORDS };
    expect(await verdicts(given)).toEqual({
      'Outcome v3': ['not comparable', 'categories differ'],
      'Outcome v2': ['no clear change', undefined],
    });
    // Neither has a p, nor counts among the tests.
    for (const { change } of entriesOf(await desk.ask({}), NUMBERS))
      if (change) expect(change).not.toHaveProperty('p_adjusted');
    expect((await desk.ask({})).coverage.note ?? '').not.toContain('Holm');
  });

  it('is told of no metric whose bounds could not be read', async () => {
    const unread = id('a', 8);
    const rows = [1, 2].flatMap((version) =>
      side(
        list(30, (n) => 1 + (n % 5)),
        { metric: unread, version, from: version * 100 },
      ),
    );
    const desk = await opened([]);
    desk.become({ metrics: { ...metrics, [unread]: numerical('Unread', [1, 5], [1, 50]) }, results: rows });
    const data = await desk.ask({});
    expect(changeOf(data, unread)).toMatchObject({ verdict: 'not comparable', reason: 'definition unread' });
    expect(data.coverage.note).toContain('definitions of 1 metric');
  });

  it.each([
    [20, 9, undefined],
    [20, 10, 10],
    [48, 11, undefined],
    [48, 12, 12],
  ])(
    'is over pairs from ten of them and a quarter of the smaller side: %i units, %i shared',
    async (units, shared, paired) => {
      const desk = await opened([
        ...side(list(units, (n) => n % 2 === 0)),
        ...side(
          list(units + 5, () => true),
          { version: 2, from: units - shared },
        ),
      ]);
      const data = await desk.ask({});
      expect(changeOf(data)?.paired).toBe(paired);
      const isNamed = /Versions follow each other/.test(data.coverage.note ?? '');
      expect(isNamed).toBe(paired === undefined);
    },
  );

  it('over pairs counts flips, agreement and kappa, and who had no answer both times', async () => {
    const half = list(20, (n) => n % 2 === 0);
    const desk = await opened([
      ...side([...half, null, null]),
      ...side([...list(20, () => true), null, null], { version: 2 }),
      ...side(
        list(20, (n) => 1 + (n % 4)),
        { metric: NUMBERS },
      ),
      ...side(
        list(20, (n) => 1 + (n % 4) + (n < 7 ? 0.5 : n < 9 ? -0.5 : 0)),
        { metric: NUMBERS, version: 2 },
      ),
      ...side(
        list(20, (n) => (n % 2 ? 'booked' : 'declined')),
        { metric: WORDS },
      ),
      ...side(
        list(20, (n) => (n % 2 && n > 5 ? 'booked' : 'declined')),
        { metric: WORDS, version: 2 },
      ),
    ]);
    const data = await desk.ask({});
    expect(changeOf(data)).toMatchObject({
      from: 1,
      difference: 0.5,
      verdict: 'up',
      paired: 20,
      flips: [10, 0],
      agreement: 0.5,
      kappa: 0,
      not_applicable_both: 2,
    });
    expect(changeOf(data, NUMBERS)).toMatchObject({ paired: 20, flips: [7, 2], agreement: 0.55 });
    expect(changeOf(data, NUMBERS)).not.toHaveProperty('kappa');
    expect(changeOf(data, WORDS)).toMatchObject({
      difference: null,
      verdict: 'not comparable',
      paired: 20,
      flips: [3],
      agreement: 0.85,
      kappa: 0.7,
    });
    const { text } = await desk.call({});
    expect(text).toContain('20 pairs: 10 up and 0 down, kappa 0, 2 more n/a both times');
    expect(text).toContain('20 pairs: 3 differ, kappa 0.7');
  });

  it('by hand, of calls that the version before judged, is how a version is tried on old calls', async () => {
    const desk = await opened([
      ...side(rates(10, 20)),
      ...side(rates(25, 5), { version: 2, source: 'manual' }),
      ...side(rates(30, 30), { version: 2, from: 500 }),
    ]);
    const entries = entriesOf(await desk.ask({}));
    expect(entries[1]).toMatchObject({
      version: 2,
      source_type: 'manual',
      change: {
        from: { version: 1, source_type: 'post-session' },
        difference: 0.5,
        paired: 30,
        flips: [15, 0],
        verdict: 'up',
      },
    });
    expect(entries[0]?.change).toMatchObject({ from: 1 });
    expect((await desk.call({})).text).toContain('from v1 post-session: +50 points');
  });

  it('of simulations is within the unit tests that both ran: their mix is no change', async () => {
    let n = 0;
    const simulated = (version: number, test: number, trues: number, falses: number) =>
      rates(trues, falses).map((value, run_index) =>
        result((n += 1), {
          metric_version: version,
          result: value,
          source: {
            type: 'simulation',
            simulation_unit_test_set_run_id: id('b', version),
            unit_test_id: id('d', test),
            run_index,
            references: [],
          },
        }),
      );
    const mixed = await opened([
      ...simulated(1, 1, 36, 4),
      ...simulated(1, 2, 3, 7),
      ...simulated(2, 1, 9, 1),
      ...simulated(2, 2, 12, 28),
    ]);
    expect(changeOf(await mixed.ask({}))).toMatchObject({
      difference: 0,
      strata: 2,
      verdict: 'no clear change',
    });
    expect((await mixed.call({})).text).toContain('in 2 unit tests');
    const single = await opened([...simulated(1, 1, 36, 4), ...simulated(2, 1, 9, 31)]);
    expect(changeOf(await single.ask({}))).not.toHaveProperty('strata');
    expect(changeOf(await single.ask({}))).toMatchObject({ verdict: 'down', difference: -0.675 });
  });
});

describe('verdicts are adjusted over the answer', () => {
  const five = (metric: string) => [
    ...side(rates(10, 10), { metric }),
    ...side(rates(15, 5), { metric, version: 2 }),
  ];
  const OTHERS = [id('a', 4), id('a', 5)];
  const world = {
    metrics: { ...metrics, ...Object.fromEntries(OTHERS.map((other) => [other, boolean(`M ${other}`, 2)])) },
    results: [
      ...five(METRIC),
      ...OTHERS.flatMap((metric) => [
        ...side(rates(10, 10), { metric }),
        ...side(rates(10, 10), { metric, version: 2, from: 100 }),
      ]),
    ],
  };

  it('five changed pairs, all one way, are enough alone, and not among others', async () => {
    const desk = await openDesk(world);
    const alone = await desk.ask({ metric_id: METRIC });
    expect(changeOf(alone)).toMatchObject({ flips: [5, 0], verdict: 'up', p_adjusted: 0.031 });
    expect(alone.coverage.note ?? '').not.toContain('Holm');
    const among = await desk.ask({});
    expect(changeOf(among)).toMatchObject({
      verdict: 'no clear change',
      reason: 'clear alone, not among 3',
      p_adjusted: 0.094,
    });
    expect(among.coverage.note).toContain('Verdicts are adjusted over 3 tests (Holm).');
    expect((await desk.call({})).text).toContain('no clear change (clear alone, not among 3)');
  });
});

describe('source types, weekends and periods are compared alike', () => {
  it('sources: each with post-session, of the same version', async () => {
    const desk = await opened([
      ...side(rates(20, 20)),
      ...side(rates(20, 20), { source: 'manual' }),
      ...side(rates(20, 20), { version: 2, source: 'manual', from: 100 }),
    ]);
    const entries = entriesOf(await desk.ask({ compare: 'sources' }));
    expect(entries.map(({ version, source_type }) => [version, source_type])).toEqual([
      [2, 'manual'],
      [1, 'post-session'],
      [1, 'manual'],
    ]);
    expect(entries[0]).not.toHaveProperty('change');
    expect(entries[1]).not.toHaveProperty('change');
    expect(entries[2]?.change).toMatchObject({
      from: 'post-session',
      paired: 40,
      flips: [0, 0],
      agreement: 1,
      kappa: 1,
      verdict: 'no clear change',
    });
  });

  it('weekends: with working days, by the days of the time zone', async () => {
    // 2026-11-14 was a Saturday.
    const desk = await opened([
      ...side(rates(4, 16), { at: '2026-11-15T12:00:00Z' }),
      ...side(rates(18, 2), { at: '2026-11-12T12:00:00Z', from: 100 }),
      ...side([false], { at: '2026-11-13T23:30:00Z', from: 200 }),
    ]);
    const data = await desk.ask({ compare: 'weekends' });
    const [entry] = entriesOf(data);
    expect(data.coverage.timezone).toBe('UTC');
    expect(entry?.groups?.map(({ group, n }) => [group, n])).toEqual([
      ['working days', 21],
      ['weekend', 20],
    ]);
    expect(entry?.change).toMatchObject({ from: 'working days', verdict: 'down' });
    const berlin = await desk.ask({ compare: 'weekends', timezone: 'Europe/Berlin' });
    expect(
      entriesOf(berlin)[0]
        ?.groups?.map(({ n }) => n)
        .sort(),
    ).toEqual([20, 21]);
    expect(entriesOf(berlin)[0]?.groups?.[0]?.group).toBe('weekend');
  });

  it('a baseline: each version with itself, never paired; a version that is not in it cannot be compared', async () => {
    const desk = await opened([
      ...side(rates(5, 25)),
      ...side(rates(28, 2), { at: '2026-10-18T12:00:00Z' }),
      ...side(rates(20, 10), { version: 2, from: 100 }),
    ]);
    const given = {
      timestamp_after: '2026-11-01',
      baseline_after: '2026-10-01',
      baseline_before: '2026-10-31',
    };
    const data = await desk.ask(given);
    const [second, first] = entriesOf(data);
    expect(first).toMatchObject({
      version: 1,
      n: 30,
      change: { from: { n: 30, true_rate: 0.933 }, verdict: 'down' },
    });
    expect(first?.change).not.toHaveProperty('paired');
    expect(second).toMatchObject({
      version: 2,
      change: { from: { n: 0 }, verdict: 'not comparable', reason: 'other version' },
    });
    expect(data.coverage).toMatchObject({ from: '2026-11-01T00:00:00Z', read: 60, timezone: 'UTC' });
    expect((await desk.call(given)).text).toContain('from 93.3 % of 30: ');
  });
});

describe('of more than eight metrics', () => {
  const ids = list(9, (n) => id('a', n + 1));
  const world = {
    metrics: Object.fromEntries(
      ids.map((each, n) => [
        each,
        n === 7
          ? numerical(`M${n}`, [1, 5], [1, 5])
          : n === 8
            ? categorical(`M${n}`, ['a', 'b'], ['a', 'b'])
            : boolean(`M${n}`, 2),
      ]),
    ),
    results: ids.flatMap((metric, n) => {
      const of = (trues: number) =>
        list(30, (k) => (n === 7 ? 1 + (k % 5) : n === 8 ? ('ab'[k % 2] ?? '') : k < trues));
      return [
        ...side(of(n === 0 ? 3 : 20), { metric, at: '2026-10-18T12:00:00Z', version: 1 }),
        ...side(of(n === 0 ? 29 : 20), { metric, version: 2, from: 100 }),
        ...side(of(n === 1 ? 3 : 29), { metric, version: 2, from: 200, at: '2026-10-18T12:00:00Z' }),
        ...side(of(n === 1 ? 29 : 29), { metric, version: 2, from: 300 }),
      ];
    }),
  };

  it('the newest version is shown, and in short what did not move', async () => {
    const desk = await openDesk(world);
    const { metrics: all = [], coverage } = await desk.ask({});
    expect(all.every(({ entries = [] }) => entries.every(({ version }) => version === 2))).toBe(true);
    const whole = all.filter(({ entries = [] }) => entries.some(({ change }) => change));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.every(({ entries = [] }) => entries.every(({ change }) => change?.verdict === 'up'))).toBe(
      true,
    );
    const [short] = all.find(({ metric_id }) => metric_id === ids[8])?.entries ?? [];
    expect(short).toEqual({
      version: 2,
      source_type: 'post-session',
      n: 90,
      shares: [{ value: 'a', share: 0.5 }],
    });
    const [mean] = all.find(({ metric_id }) => metric_id === ids[7])?.entries ?? [];
    expect(Object.keys(mean ?? {})).toEqual(['version', 'source_type', 'n', 'mean']);
    expect(coverage.note).toMatch(/\d entries in short: ask with metric_id for/);
    expect(all.every((metric) => !('examples' in metric))).toBe(true);
    for (const compare of ['weekends', 'sources']) {
      const other = await desk.ask({ compare });
      expect(other.coverage.note).toMatch(/\d entries in short, without a clear difference: ask with/);
    }
    // Of entries in short no warning is shown.
    const outside = await desk.ask({ criterion: { verb: '>', threshold: 9 } });
    expect(outside.coverage.note).toContain('nothing passes or fails');
    // Eight are shown whole, with every version.
    const eight = await desk.ask({ metric_id: ids.slice(0, 8) });
    expect(eight.metrics?.every(({ entries = [] }) => entries.length === 2)).toBe(true);
  });

  it('with a baseline only what moved, and the names of the rest', async () => {
    const desk = await openDesk(world);
    const given = { timestamp_after: '2026-11-01', baseline_before: '2026-10-31' };
    const { metrics: all = [], unchanged = [], coverage } = await desk.ask(given);
    expect(all.map(({ name }) => name)).toEqual(['M1']);
    expect(all[0]?.entries).toMatchObject([{ version: 2, change: { verdict: 'up' } }]);
    expect(unchanged.toSorted()).toEqual(list(9, (n) => `M${n}`).filter((name) => name !== 'M1'));
    expect(coverage.note).toContain('Only what moved is shown.');
    expect((await desk.call(given)).text).toMatch(/^Unchanged: M/m);
  });
});

describe('a trend', () => {
  const weeks = (count: number, trues: (week: number) => number) =>
    list(count, (week) =>
      side(rates(trues(week), 20 - trues(week)), {
        from: week * 100,
        at: new Date(Date.UTC(2026, 7, 6, 12) + week * 604_800_000).toISOString(),
      }),
    ).flat();
  const trendOf = async (results: readonly WireResult[], given: object = {}) =>
    entriesOf(await (await opened(results)).ask({ group_by: 'week', ...given }))[0]?.trend;

  it('needs five full periods', async () => {
    expect(await trendOf(weeks(4, (week) => 2 + week * 4))).toBeUndefined();
    expect(await trendOf(weeks(5, (week) => 2 + week * 4))).toMatchObject({ verdict: 'rising' });
    expect(await trendOf(weeks(6, (week) => 19 - week * 3))).toMatchObject({ verdict: 'falling' });
    expect(await trendOf(weeks(6, (week) => 10 + (week % 2)))).toMatchObject({ verdict: 'no clear trend' });
    expect(await trendOf(weeks(6, () => 20))).toEqual({ verdict: 'no clear trend', p_adjusted: 1 });
    // The week in which the period asked for begins is not whole.
    const cut = { timestamp_after: '2026-08-06T00:00:00Z' };
    expect(
      await trendOf(
        weeks(5, (week) => 2 + week * 4),
        cut,
      ),
    ).toBeUndefined();
    expect(
      await trendOf(
        weeks(5, (week) => 2 + week * 4),
        { group_by: 'conversation_id' },
      ),
    ).toBeUndefined();
  });
});

describe('where', () => {
  it('only conversations count in which the other metric’s newest results share a value that passes', async () => {
    const language = (
      value: string | null,
      from: number,
      source = 'post-session',
      at = '2026-11-17T00:00:00Z',
    ) => side([value], { metric: WORDS, from, source, at });
    const desk = await opened([
      ...side(list(8, (n) => n % 2 === 0)),
      ...language('booked', 0),
      ...language('declined', 1),
      ...language('never', 2),
      ...language('booked', 3),
      // Judged again by hand, otherwise: the two do not agree.
      ...language('declined', 3, 'manual'),
      ...language(null, 4),
      // An older result is no longer what is known.
      ...language('booked', 5, 'post-session', '2026-11-10T00:00:00Z'),
      ...language('never', 5),
    ]);
    const counted = async (form: object, more: object = {}) => {
      const data = await desk.ask({ metric_id: METRIC, where: { metric_id: WORDS, ...form }, ...more });
      return [data.coverage.read, entriesOf(data)[0]?.n];
    };
    expect(await counted({ expected_values: ['booked'] })).toEqual([1, 1]);
    expect(await counted({ expected_values: ['never'] })).toEqual([2, 2]);
    expect(await counted({ expected_values: ['booked'], verb: '!=' })).toEqual([3, 3]);
    const rows = await desk.ask({
      metric_id: METRIC,
      view: 'rows',
      where: { metric_id: WORDS, expected_values: ['booked'], verb: '!=' },
    });
    expect(rows.results?.map(({ conversation_id }) => conversation_id).toSorted()).toEqual(
      [1, 2, 5].map((n) => id('c', n)),
    );
    // The period bounds what says where, as it bounds the results.
    expect(await counted({ expected_values: ['booked'] }, { timestamp_after: '2026-11-18' })).toEqual([
      0,
      undefined,
    ]);
  });

  it('gives no figures while it is not known which conversations pass, and says that one reads on', async () => {
    const desk = await opened([
      ...side(list(4, () => true)),
      ...side(
        list(1_200, () => 'booked'),
        { metric: WORDS },
      ),
    ]);
    const asked = { metric_id: METRIC, where: { metric_id: WORDS, expected_values: ['booked'] } };
    const { text } = await desk.call({ ...asked, read_at_most: 500 });
    expect(text).toContain('NOT complete');
    expect(text).toContain('read on first');
    expect(text).not.toMatch(/By source|get_metrics/);
    const [, token] = /continuation_token: (\S+)/.exec(text) ?? [];
    // What was read before is kept.
    const whole = await desk.ask({ continuation_token: token, read_at_most: 5_000 });
    expect(entriesOf(whole)[0]?.n).toBe(4);
  });
});
