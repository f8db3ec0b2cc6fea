import { describe, expect, it } from 'vitest';
import type { ResultsData } from '../../../src/answers/results/results-shape.ts';
import { json } from '../../support/peer.ts';
import { id, METRIC, openDesk, random, result, type Desk, type WireResult } from '../../support/results.ts';
import { list, metrics, NUMBERS, opened, WORDS } from '../../support/three-metrics.ts';

const at = (created_at: string, n: number, fields: Partial<WireResult> = {}) =>
  result(n, { created_at, ...fields });

const entriesOf = ({ metrics: all = [] }: ResultsData) => all[0]?.entries ?? [];

describe('time groups', () => {
  const days = ['2026-11-02', '2026-11-02', '2026-11-04', '2026-11-07', '2026-11-07'];
  const rows = days.map((day, n) => at(`${day}T12:00:0${n}Z`, n));
  const groupsOf = async (desk: Desk, given: object) => entriesOf(await desk.ask(given))[0]?.groups ?? [];

  it('hold empty ones in between, oldest first, and none is partial where all was read', async () => {
    const groups = await groupsOf(await opened(rows), { group_by: 'day' });
    expect(groups.map(({ group, n }) => [group, n])).toEqual([
      ['2026-11-02', 2],
      ['2026-11-03', 0],
      ['2026-11-04', 1],
      ['2026-11-05', 0],
      ['2026-11-06', 0],
      ['2026-11-07', 2],
    ]);
    expect(groups[1]).toEqual({ group: '2026-11-03', n: 0 });
    expect(groups.some(({ partial }) => partial)).toBe(false);
  });

  it('are named by the Monday of a week, and by the month', async () => {
    const desk = await opened([at('2026-11-15T12:00:00Z', 1), at('2026-11-16T12:00:00Z', 2)]);
    expect(await groupsOf(desk, { group_by: 'week' })).toMatchObject([
      { group: '2026-11-09', n: 1 },
      { group: '2026-11-16', n: 1 },
    ]);
    expect(await groupsOf(desk, { group_by: 'month' })).toMatchObject([{ group: '2026-11', n: 2 }]);
    const { text } = await desk.call({ group_by: 'week' });
    expect(text).toMatch(/^ {2}2026-11-16: 100 % \(.*\) of 1/m);
  });

  it('that are empty are left out when they are more than a thousand, and the note says how many', async () => {
    const far = (day: string) => [at(`${day}T12:00:00Z`, 1), at('2026-11-16T12:00:00Z', 2)];
    const some = await opened(far('2024-02-21'));
    const whole = await some.ask({ group_by: 'day' });
    expect(entriesOf(whole)[0]?.groups?.length ?? 0).toBeGreaterThan(300);
    expect(whole.coverage.note ?? '').not.toContain('without results');
    const many = await opened(far('2020-11-16'));
    const cut = await many.ask({ group_by: 'day' });
    expect(entriesOf(cut)[0]?.groups?.map(({ group }) => group)).toEqual(['2020-11-16', '2026-11-16']);
    expect(cut.coverage.note).toContain('2,190 periods without results are left out.');
  });

  it.each([
    [
      'the period asked for begins and ends within a day',
      { timestamp_after: '2026-11-02T06:00:00Z', timestamp_before: '2026-11-07T18:00:00Z' },
      [true, true],
    ],
    [
      'it begins and ends with a day',
      { timestamp_after: '2026-11-02', timestamp_before: '2026-11-07' },
      [false, false],
    ],
    [
      'the days are those of another zone',
      { timestamp_after: '2026-11-02', timestamp_before: '2026-11-07', timezone: 'Asia/Tokyo' },
      [false, false],
    ],
    [
      'the end is a day of UTC and the groups are not',
      {
        timestamp_after: '2026-11-02T00:00:00Z',
        timestamp_before: '2026-11-07T23:59:59.999Z',
        timezone: 'Asia/Tokyo',
      },
      [true, false],
    ],
  ])('are partial at the edges where %s', async (_, given, expected) => {
    const groups = await groupsOf(await opened(rows), { group_by: 'day', ...given });
    expect([groups[0]?.partial ?? false, groups.at(-1)?.partial ?? false]).toEqual(expected);
    expect(groups.slice(1, -1).some(({ partial }) => partial)).toBe(false);
  });

  it.each([
    ['-created_at', [true, false]],
    ['+created_at', [false, true]],
  ])('are partial where reading stopped, %s', async (sort_by, expected) => {
    const desk = await opened(
      list(1_200, (n) =>
        result(n, { created_at: new Date(Date.UTC(2026, 10, 20) - n * 720_000).toISOString() }),
      ),
    );
    const data = await desk.ask({ group_by: 'day', sort_by, read_at_most: 500 });
    expect(data.coverage.complete).toBe(false);
    const groups = entriesOf(data)[0]?.groups ?? [];
    expect(groups.length).toBeGreaterThan(3);
    expect([groups[0]?.partial ?? false, groups.at(-1)?.partial ?? false]).toEqual(expected);
    expect(groups.slice(1, -1).some(({ partial }) => partial)).toBe(false);
  });

  it('of today are partial: it is not over', async () => {
    const now = Date.now();
    const desk = await opened(list(3, (n) => at(new Date(now - n * 86_400_000).toISOString(), n)));
    const data = await desk.ask({ group_by: 'day' });
    expect(entriesOf(data)[0]?.groups?.map(({ partial }) => partial ?? false)).toEqual([false, false, true]);
    expect(data.coverage.note).toContain('The last period is not over.');
    const period = await desk.ask({ timestamp_before: '2199-01-01' });
    expect(period.coverage.note).toContain('The period asked for is not over.');
  });

  it('follow the clocks when they are turned: the day of 25 hours, and the hour that comes twice', async () => {
    const times = ['03:59', '04:00', '05:30', '06:30'].map((time) => `2026-11-01T${time}:00Z`);
    const desk = await opened(
      [...times, '2026-11-02T04:59:00Z', '2026-11-02T05:00:00Z'].map((time, n) => at(time, n)),
    );
    const groups = await groupsOf(desk, { group_by: 'day', timezone: 'America/New_York' });
    expect(groups.map(({ group, n }) => [group, n])).toEqual([
      ['2026-10-31', 1],
      ['2026-11-01', 4],
      ['2026-11-02', 1],
    ]);
  });

  it.each(['day', 'week', 'month'])('have no place for times out of this world: %s', async (group_by) => {
    const desk = await opened([]);
    const worlds = ['+275760-09-13T00:00:00Z', '-271821-04-20T00:00:00Z', '0000-01-01T00:00:00Z'];
    const rows = ['2026-11-04T12:00:00Z', ...worlds].map((time, n) => ({ org_id: 'org', ...at(time, n) }));
    desk.meet(json({ metric_evaluation_results: rows, has_more: false, continuation_token: null }));
    for (const timezone of ['UTC', 'Asia/Tokyo', 'America/New_York']) {
      const groups = await groupsOf(desk, { group_by, timezone });
      expect(groups).toMatchObject([{ n: 1 }, { group: 'unknown', n: 3 }]);
    }
  });

  it('other groups come by size, each with its figure and interval', async () => {
    const of = (n: number, conversation: number) => ({
      source: { type: 'post-session', conversation_id: id('c', conversation), references: [] },
      created_at: new Date(Date.UTC(2026, 10, 20) - n * 60_000).toISOString(),
    });
    const simulated = (n: number, test: number) =>
      result(n, {
        result: n % 2 === 0,
        source: {
          type: 'simulation',
          simulation_unit_test_set_run_id: id('b', 1),
          unit_test_id: id('d', test),
          run_index: n,
          references: [],
        },
      });
    const desk = await opened([
      result(0, of(0, 1)),
      ...list(2, (n) => simulated(10 + n, 1)),
      ...list(4, (n) => simulated(20 + n, 2)),
    ]);
    const entries = entriesOf(await desk.ask({ group_by: 'unit_test_id' }));
    expect(entries[0]?.groups).toMatchObject([{ group: 'unknown', n: 1 }]);
    expect(entries[1]?.groups).toMatchObject([
      { group: id('d', 2), n: 4, true_rate: 0.5, ci95: [0.15, 0.85] },
      { group: id('d', 1), n: 2 },
    ]);
  });
});

describe('the time zone', () => {
  it('is the server’s unless a call says otherwise, and is named where it mattered', async () => {
    const rows = [at('2026-11-15T23:30:00Z', 1), at('2026-11-16T12:00:00Z', 2)];
    const desk = await openDesk({ metrics, results: rows }, { timezone: 'Europe/Berlin' });
    const days = async (given: object) => {
      const data = await desk.ask({ group_by: 'day', ...given });
      return [data.coverage.timezone, ...(entriesOf(data)[0]?.groups ?? []).map(({ group }) => group)];
    };
    expect(await days({})).toEqual(['Europe/Berlin', '2026-11-16']);
    expect(await days({ timezone: 'UTC' })).toEqual(['UTC', '2026-11-15', '2026-11-16']);
    expect((await desk.ask({})).coverage).not.toHaveProperty('timezone');
    expect((await desk.ask({ timestamp_after: '2026-11-01T00:00:00Z' })).coverage).not.toHaveProperty(
      'timezone',
    );
    const dated = await desk.ask({ timestamp_after: '2026-11-16' });
    expect(dated.coverage).toMatchObject({
      timezone: 'Europe/Berlin',
      from: '2026-11-15T23:00:00Z',
      read: 2,
    });
  });
});

describe('warnings', () => {
  const warned = async (results: readonly WireResult[], given: object = {}) =>
    entriesOf(await (await opened(results)).ask(given)).map(({ version, warnings = [] }) => [
      version,
      warnings.map(({ code }) => code),
    ]);

  it('not_applicable_shift comes above ten points, not at ten', async () => {
    const rows = (now: number) => [
      ...list(100, (n) => result(n, { metric_version: 1, result: n < 20 ? null : true })),
      ...list(100, (n) => result(200 + n, { metric_version: 2, result: n < now ? null : true })),
    ];
    expect(await warned(rows(30))).toEqual([
      [2, []],
      [1, []],
    ]);
    expect(await warned(rows(31))).toEqual([
      [2, ['not_applicable_shift']],
      [1, []],
    ]);
    expect(await warned(rows(9))).toEqual([
      [2, ['not_applicable_shift']],
      [1, []],
    ]);
  });

  it('too_few, repeated, no_spread, out_of_bounds, mismatched: each where it holds', async () => {
    const again = (n: number) => ({
      source: { type: 'post-session', conversation_id: id('c', n % 10), references: [] },
    });
    expect(await warned(list(9, (n) => result(n)))).toEqual([[1, ['too_few']]]);
    expect(await warned(list(20, (n) => result(n, again(n))))).toEqual([[1, ['repeated']]]);
    const numbers = (value: (n: number) => WireResult['result']) =>
      list(12, (n) => result(n, { metric_id: NUMBERS, result: value(n) }));
    expect(await warned(numbers(() => 3))).toEqual([[1, ['no_spread']]]);
    expect(await warned(numbers((n) => n))).toEqual([[1, ['out_of_bounds']]]);
    expect(await warned(numbers((n) => (n === 0 ? 'three' : 1 + (n % 5))))).toEqual([[1, ['mismatched']]]);
    const desk = await opened(numbers(() => 3));
    const [entry] = entriesOf(await desk.ask({ metric_id: NUMBERS }));
    expect(entry).toMatchObject({ mean: 3, ci95: null });
  });

  it('that many entries share is said once, with how many', async () => {
    const sources = ['post-session', 'manual', 'telepathy', 'telegram', 'telefax'];
    const rows = sources.flatMap((type, place) =>
      list(3, (n) =>
        result(place * 10 + n, {
          source: { type, conversation_id: id('c', place * 10 + n), references: [] },
        }),
      ),
    );
    const warnings = entriesOf(await (await opened(rows)).ask({})).flatMap(({ warnings: all = [] }) => all);
    expect(warnings).toEqual([
      { code: 'too_few', message: 'Only 3 units: a start, no basis. Likewise 4 more entries.' },
    ]);
  });

  it.each([
    [NUMBERS, { verb: '>', threshold: 5.5 }, 3],
    [NUMBERS, { verb: '<', threshold: 0.5 }, 3],
    [WORDS, { expected_values: ['nowhere'] }, 'booked'],
    [WORDS, { expected_values: ['nowhere'], verb: '!=' }, 'booked'],
  ])('criterion_outside: no pass figures (%s %j)', async (metric_id, criterion, value) => {
    const desk = await opened(list(12, (n) => result(n, { metric_id, result: value })));
    const [entry] = entriesOf(await desk.ask({ criterion }));
    expect(entry?.warnings?.map(({ code }) => code)).toContain('criterion_outside');
    expect(entry).not.toHaveProperty('pass_rate');
    const rows = await desk.ask({ criterion, view: 'rows' });
    expect(rows.results).toHaveLength(12);
    for (const row of rows.results ?? []) expect(row).not.toHaveProperty('passed');
    expect(rows.coverage.note).toContain('nothing passes or fails');
    for (const only of ['passing', 'failing']) {
      const { results, coverage } = await desk.ask({ criterion, view: 'rows', only });
      expect(results).toEqual([]);
      expect(coverage.complete).toBe(true);
      expect(coverage.note).toContain('nothing passes or fails');
      const summary = await desk.ask({ criterion, only, examples: 3 });
      expect(summary.metrics?.[0]).not.toHaveProperty('examples');
      expect(summary.coverage.note?.match(/nothing passes or fails/g)).toHaveLength(1);
    }
  });

  it('rows that fail are those of versions that the criterion can judge, as many as were asked for', async () => {
    // 1,200 newer ones of a version to which 7 is no value, on pages before those that can be judged.
    const of = (n: number) => ({
      metric_id: NUMBERS,
      metric_version: n < 1_200 ? 2 : 3,
      result: 4,
      justification: String(n),
    });
    const desk = await opened(list(1_210, (n) => result(n, of(n))));
    const criterion = { verb: '>=', threshold: 7 };
    const { results, coverage } = await desk.ask({ criterion, view: 'rows', only: 'failing', limit: 4 });
    expect(results?.map(({ justification, passed }) => [justification, passed])).toEqual(
      list(4, (n) => [String(1_200 + n), false]),
    );
    expect(coverage).toMatchObject({ complete: false, requests: 3 });
    const { continuation_token } = coverage;
    const rest = await desk.ask({ continuation_token, limit: 100 });
    expect(rest.results?.map(({ justification }) => justification)).toEqual(
      list(6, (n) => String(1_204 + n)),
    );
    expect(rest.coverage.complete).toBe(true);
  });

  it.each([
    [NUMBERS, { verb: '<=', threshold: 5 }, 3, 1],
    [NUMBERS, { verb: '>', threshold: 1 }, 3, 1],
    [WORDS, { expected_values: ['nowhere', 'never'] }, 'booked', 0],
    [WORDS, { expected_values: ['nowhere', 'never'], verb: '!=' }, 'booked', 1],
  ])(
    'a criterion at a bound, or with one category that exists, counts (%s %j)',
    async (metric_id, criterion, value, rate) => {
      const desk = await opened(list(12, (n) => result(n, { metric_id, result: value })));
      const [entry] = entriesOf(await desk.ask({ criterion }));
      expect(entry).toMatchObject({ pass_rate: rate });
      expect(entry).not.toHaveProperty('warnings');
    },
  );
});

describe('examples', () => {
  const examplesOf = async (results: readonly WireResult[], given: object = {}) => {
    const { metrics: all = [] } = await (await opened(results)).ask({ ...given });
    return (all[0]?.examples ?? []).map((example) => example.result);
  };

  it('are three of one metric’s newest version, of the rarer value, and none of several metrics', async () => {
    const rows = list(40, (n) => result(n, { metric_version: n < 20 ? 2 : 1, result: n % 5 > 0 }));
    expect(await examplesOf(rows, { metric_id: METRIC })).toEqual([false, false, false]);
    expect(await examplesOf(rows, { metric_id_and_version: [`${METRIC}-1`, `${METRIC}-2`] })).toHaveLength(3);
    expect(await examplesOf(rows)).toEqual([]);
    expect(await examplesOf(rows, { metric_id: [METRIC, NUMBERS] })).toEqual([]);
    expect(await examplesOf(rows, { examples: 10 })).toEqual([false, false, false, false]);
    const { metrics: [metric] = [] } = await (await opened(rows)).ask({ metric_id: METRIC });
    expect(metric?.examples?.map(({ version }) => version)).toEqual([2, 2, 2]);
    const none = await (await opened(rows)).ask({ metric_id: METRIC, examples: 0 });
    expect(none.metrics?.[0]).not.toHaveProperty('examples');
  });

  it('of numbers come from both ends in turn; with a criterion they are those that fail, or that are asked for', async () => {
    const rows = list(20, (n) => result(n, { metric_id: NUMBERS, result: n === 3 ? null : 1 + n / 5 }));
    const given = { metric_id: NUMBERS, examples: 4 };
    expect(await examplesOf(rows, given)).toEqual([1, 4.8, 1.2, 4.6]);
    const criterion = { verb: '>=', threshold: 1.4 };
    expect(await examplesOf(rows, { ...given, criterion })).toEqual([1, 1.2]);
    expect(await examplesOf(rows, { ...given, criterion, only: 'passing' })).toEqual([1.4, 1.8, 2, 2.2]);
    expect(await examplesOf(rows, { ...given, only: 'not_applicable' })).toEqual([null]);
    expect(
      await examplesOf(rows, { ...given, criterion: { expected_value: true }, only: 'failing' }),
    ).toEqual([]);
  });

  it('of values that came equally often do not depend on the order in which they came', async () => {
    const rows = ['booked', 'declined', 'never'].map((value, n) =>
      result(n, { metric_id: WORDS, result: value }),
    );
    const given = { metric_id: WORDS, examples: 2 };
    expect(await examplesOf(rows, given)).toEqual(
      await examplesOf(rows, { ...given, sort_by: '+created_at' }),
    );
  });

  it('spread over conversations as long as there are enough of them', async () => {
    const rows = list(30, (n) =>
      result(n, {
        metric_id: WORDS,
        result: n < 5 ? 'never' : n < 12 ? 'declined' : 'booked',
        source: { type: 'manual', conversation_id: id('c', n < 10 ? 1 : n), references: [] },
      }),
    );
    const { metrics: [metric] = [] } = await (await opened(rows)).ask({ metric_id: WORDS, examples: 4 });
    const conversations = (metric?.examples ?? []).map((example) => example.conversation_id);
    expect(conversations.slice(0, 3)).toEqual([id('c', 1), id('c', 10), id('c', 11)]);
    expect(conversations).toHaveLength(4);
  });

  it('quote at most 280 characters, rows 160, those of one conversation 600 with what they refer to', async () => {
    const length = (shown: { readonly justification?: string | undefined } | undefined) =>
      shown?.justification?.length ?? 0;
    const source = {
      type: 'manual',
      conversation_id: id('c', 1),
      evaluate_to_interaction_id: id('f', 9),
      references: [id('f', 1), id('f', 2)],
    };
    const desk = await opened([
      ...list(3, (n) => result(n, { justification: 'because '.repeat(n === 0 ? 35 : 200) })),
      result(9, { justification: 'because '.repeat(200), source }),
    ]);
    const { metrics: [metric] = [] } = await desk.ask({ metric_id: METRIC, source_type: 'post-session' });
    const [short, long] = metric?.examples ?? [];
    expect(short?.justification).toBe('because '.repeat(35));
    expect(long?.justification).toMatch(/…$/);
    expect(length(long)).toBeGreaterThan(270);
    expect(length(long)).toBeLessThanOrEqual(280);
    const { results: rows = [] } = await desk.ask({ view: 'rows' });
    expect(rows.map(length).every((characters) => characters > 150 && characters <= 160)).toBe(true);
    expect(rows.at(-1)).not.toHaveProperty('references');
    expect(rows.at(-1)).not.toHaveProperty('evaluate_to_interaction_id');
    const { results: [row] = [] } = await desk.ask({
      view: 'rows',
      conversation_id: id('c', 1),
      source_type: 'manual',
    });
    expect(length(row)).toBeGreaterThan(590);
    expect(length(row)).toBeLessThanOrEqual(600);
    expect(row).toEqual({
      version: 1,
      result: true,
      source_type: 'manual',
      conversation_id: id('c', 1),
      evaluate_to_interaction_id: id('f', 9),
      created_at: '2026-11-19T23:51Z',
      justification: row?.justification,
      references: [id('f', 1), id('f', 2)],
    });
    const { text } = await desk.call({ view: 'rows', conversation_id: id('c', 1), source_type: 'manual' });
    expect(text).toContain(`conversation ${id('c', 1)} up to ${id('f', 9)}, 2026-11-19 23:51: "because`);
    expect(text).toContain(`[${id('f', 1)}, ${id('f', 2)}]`);
  });
});

describe('rows', () => {
  it('name their metric once, and each row by what it is about', async () => {
    const simulation = {
      type: 'simulation',
      simulation_unit_test_set_run_id: id('b', 1),
      unit_test_id: id('d', 1),
      run_index: 3,
      references: [],
    };
    const desk = await opened([
      result(0, { justification: '' }),
      result(1, { source: simulation, result: false, justification: 'No.' }),
      result(2, { metric_id: NUMBERS, result: null, justification: 'Nothing.' }),
    ]);
    const { metrics: all, results } = await desk.ask({ view: 'rows', criterion: { expected_value: true } });
    expect(all).toEqual([
      { metric_id: METRIC, name: 'Read back', type: 'boolean' },
      { metric_id: NUMBERS, name: 'Empathy', type: 'numerical' },
    ]);
    expect(results).toEqual([
      {
        metric_id: METRIC,
        version: 1,
        result: true,
        passed: true,
        source_type: 'post-session',
        conversation_id: id('c', 0),
        created_at: '2026-11-20T00:00Z',
      },
      {
        metric_id: METRIC,
        version: 1,
        result: false,
        passed: false,
        source_type: 'simulation',
        unit_test_id: id('d', 1),
        simulation_unit_test_set_run_id: id('b', 1),
        run_index: 3,
        created_at: '2026-11-19T23:59Z',
        justification: 'No.',
      },
      {
        metric_id: NUMBERS,
        version: 1,
        result: null,
        source_type: 'post-session',
        conversation_id: id('c', 2),
        created_at: '2026-11-19T23:58Z',
        justification: 'Nothing.',
      },
    ]);
    const { text } = await desk.call({ view: 'rows', metric_id: METRIC });
    expect(text.match(/Read back/g)).toHaveLength(1);
    const one = await desk.ask({ view: 'rows', metric_id: METRIC });
    for (const row of one.results ?? []) expect(row).not.toHaveProperty('metric_id');
  });

  it('and examples link their conversations where an address is configured; the structure has it once', async () => {
    const conversationUrl = 'https://console.example/c/{conversation_id}';
    const desk = await openDesk({ metrics, results: list(3, (n) => result(n)) }, { conversationUrl });
    for (const given of [{ view: 'rows' }, { metric_id: METRIC }]) {
      expect((await desk.call(given)).text).toContain(`https://console.example/c/${id('c', 1)}`);
      const data = await desk.ask(given);
      expect(data.coverage.conversation_url).toBe(conversationUrl);
      expect(JSON.stringify(data).split('console.example')).toHaveLength(2);
    }
    expect((await desk.ask({})).coverage).not.toHaveProperty('conversation_url');
    expect((await (await opened([result(0)])).ask({ view: 'rows' })).coverage).not.toHaveProperty(
      'conversation_url',
    );
  });

  it('name a day in the text where it begins', async () => {
    const times = [
      '2026-11-16T10:00:00Z',
      '2026-11-16T09:00:00Z',
      '2026-11-15T23:00:00Z',
      '2026-11-15T22:00:00Z',
    ];
    const desk = await opened(times.map((time, n) => at(time, n, { justification: '' })));
    const { text } = await desk.call({ view: 'rows' });
    expect(text.match(/(?<=^- .*, )[-\d]*[ ]?\d\d:\d\d$/gm)).toEqual([
      '2026-11-16 10:00',
      '09:00',
      '2026-11-15 23:00',
      '22:00',
    ]);
  });

  it('say what does nothing in them, and what is not complete', async () => {
    const desk = await opened(list(30, (n) => result(n)));
    const { coverage } = await desk.ask({ view: 'rows', group_by: 'day', examples: 3 });
    expect(coverage.note).toContain('group_by, examples do nothing in rows.');
    const { text } = await desk.call({ view: 'rows' });
    expect(text).toContain('more to show');
    expect(text).not.toContain('NOT complete');
  });
});

describe('what is asked for by tag or type', () => {
  it('is the metrics that are listed for it', async () => {
    const desk = await opened([
      result(0),
      result(1, { metric_id: NUMBERS, result: 3 }),
      result(2, { metric_id: WORDS, result: 'booked' }),
    ]);
    const { metrics: all = [], coverage } = await desk.ask({ type: ['boolean', 'numerical'] });
    expect(new Set(all.map(({ name }) => name))).toEqual(new Set(['Empathy', 'Read back']));
    expect(coverage).toMatchObject({ read: 2, complete: true });
    expect(desk.pages()[0]?.query.getAll('metric_id_and_version')).toEqual([`${METRIC}-`, `${NUMBERS}-`]);
    await desk.ask({ tag: 'team:safety', refresh: true });
    expect(desk.peer.requests.some(({ query }) => query.get('tag') === 'team:safety')).toBe(true);
    desk.become({ metrics: {}, results: [] });
    expect((await desk.call({ type: 'categorical', refresh: true })).text).toMatch(
      /^Error \[not_found\]: No metric has such a tag or type/,
    );
  });
});

describe('a token', () => {
  const next = random(5);
  /** Ids as Amigo has them: nothing in them comes again. */
  const unlike = (n: number) =>
    n.toString(16).padStart(24, list(24, () => Math.floor(next() * 16).toString(16)).join(''));

  it.each([{ read_at_most: 500 }, { view: 'rows' }, { view: 'rows', limit: 200 }])(
    'of a plain question is shorter than 80 characters: %j',
    async (given) => {
      const desk = await opened(list(600, (n) => result(n, { id: unlike(n) })));
      const { coverage } = await desk.ask(given);
      expect(coverage.continuation_token).toMatch(/^.{10,79}$/);
    },
  );
});

describe('what an answer says beside its figures', () => {
  it('limit does nothing in a summary', async () => {
    const desk = await opened([result(0)]);
    expect((await desk.ask({ limit: 5 })).coverage.note).toBe('limit does nothing in a summary.');
  });

  it('names the metrics that the criterion was not applied to, in both views', async () => {
    const rows = [
      result(0),
      result(1, { metric_id: NUMBERS, result: 4 }),
      result(2, { metric_id: WORDS, result: 'booked' }),
    ];
    const desk = await opened(rows);
    const criterion = { verb: '>=', threshold: 4 };
    const summary = await desk.ask({ criterion });
    expect(summary.coverage.note).toMatch(
      /Passing is >= 4; not applied to (?:Read back, Outcome|Outcome, Read back)\./,
    );
    const { coverage, results } = await desk.ask({ criterion, view: 'rows' });
    expect(coverage.note).toMatch(/Passing is >= 4; not applied to/);
    expect(results?.map(({ passed }) => passed)).toEqual([undefined, true, undefined]);
    const only = async (which: string) =>
      (await desk.ask({ criterion, view: 'rows', only: which })).results?.map(
        ({ conversation_id }) => conversation_id,
      );
    expect(await only('passing')).toEqual([id('c', 1)]);
    expect(await only('failing')).toEqual([]);
    const failing = await desk.ask({ criterion, view: 'rows', only: 'failing' });
    expect(failing.coverage.note).toMatch(/Passing is >= 4; not applied to/);
  });

  it('names the metrics that nothing came for, and those that Amigo does not know', async () => {
    const desk = await opened([result(0)]);
    const { coverage } = await desk.ask({ metric_id: [METRIC, NUMBERS, id('a', 9)] });
    expect(coverage.note).toContain('No results of Empathy.');
    expect(coverage.note).toContain(`Amigo does not know ${id('a', 9)}.`);
  });

  it('shows every category, never seen ones included, in the order of the version', async () => {
    const rows = ['lost', 'booked', 'elsewhere'].map((value, n) =>
      result(n, { metric_id: WORDS, metric_version: 3, result: value }),
    );
    const data = await (
      await opened([...rows, result(9, { metric_id: WORDS, result: 'declined' })])
    ).ask({ metric_id: WORDS });
    const [newest, oldest] = entriesOf(data);
    expect(newest?.shares?.map(({ value, n }) => [value, n])).toEqual([
      ['booked', 1],
      ['lost', 1],
      ['elsewhere', 1],
    ]);
    expect(newest?.shares?.every(({ ci95 }) => ci95?.length === 2)).toBe(true);
    expect(oldest?.shares?.map(({ value, n, share }) => [value, n, share])).toEqual([
      ['booked', 0, 0],
      ['declined', 1, 1],
      ['never', 0, 0],
    ]);
    expect(newest?.warnings?.map(({ code }) => code)).toContain('unknown_category');
  });

  it('tells categories apart that look the same once cleaned, and counts them apart', async () => {
    const rows = ['booked', 'booked', 'booked\u200b'].map((value, n) =>
      result(n, { metric_id: WORDS, metric_version: 3, result: value }),
    );
    const data = await (await opened(rows)).ask({ metric_id: WORDS });
    expect(entriesOf(data)[0]?.shares?.map(({ value, n }) => [value, n])).toEqual([
      ['booked', 2],
      ['lost', 0],
      ['booked (2)', 1],
    ]);
    expect(data.coverage.note).toContain('Categories that look the same are told apart by a number.');
  });

  it('gives of numbers their ends, middle and counts over one set of bins, when one metric is asked for', async () => {
    const desk = await opened([
      ...list(12, (n) => result(n, { metric_id: NUMBERS, metric_version: 2, result: 1 + (n % 5) })),
      ...list(12, (n) => result(20 + n, { metric_id: NUMBERS, metric_version: 1, result: 2 + (n % 2) })),
    ]);
    const { metrics: [metric] = [] } = await desk.ask({ metric_id: NUMBERS });
    const [second, first] = metric?.entries ?? [];
    expect(metric?.bins).toEqual([1, 1.8, 2.6, 3.4, 4.2, 5]);
    expect(second).toMatchObject({ min: 1, median: 2.5, max: 5, counts: [3, 3, 2, 2, 2] });
    expect(first).toMatchObject({ min: 2, median: 2.5, max: 3, counts: [0, 6, 6, 0, 0] });
    const { metrics: [shorter] = [] } = await desk.ask({});
    expect(shorter).not.toHaveProperty('bins');
    expect(shorter?.entries?.[0]).not.toHaveProperty('counts');
  });

  it('leaves out what says nothing', async () => {
    const data = await (await opened(list(12, (n) => result(n, { result: n % 2 > 0 })))).ask({});
    expect(data).toEqual({
      coverage: {
        read: 12,
        complete: true,
        oldest: '2026-11-19T23:49Z',
        newest: '2026-11-20T00:00Z',
        as_of: data.coverage.as_of,
        requests: 1,
      },
      totals: [{ source_type: 'post-session', results: 12, not_applicable: 0, metrics: 1, units: 12 }],
      metrics: [
        {
          metric_id: METRIC,
          name: 'Read back',
          type: 'boolean',
          entries: [{ version: 1, source_type: 'post-session', n: 12, true_rate: 0.5, ci95: [0.254, 0.746] }],
        },
      ],
    });
  });

  it('says no type and no figure of a metric that is not listed and has no value', async () => {
    const unseen = id('a', 9);
    const data = await (await opened(list(3, (n) => result(n, { metric_id: unseen, result: null })))).ask({});
    expect(data.metrics).toMatchObject([
      { metric_id: unseen, entries: [{ version: 1, n: 0, not_applicable: 3 }] },
    ]);
    expect(data.metrics?.[0]).not.toHaveProperty('type');
    for (const figure of ['true_rate', 'mean', 'shares', 'ci95'])
      expect(entriesOf(data)[0]).not.toHaveProperty(figure);
  });

  it('gives no justification away where they are hidden', async () => {
    const desk = await openDesk(
      { metrics, results: list(3, (n) => result(n, { justification: 'a patient’s words' })) },
      { hideJustifications: true },
    );
    for (const given of [{ metric_id: METRIC }, { view: 'rows' }]) {
      const { text, structured } = await desk.call(given);
      expect(`${text}${JSON.stringify(structured)}`).not.toContain('patient');
      expect(text).toContain('Justifications are hidden');
    }
  });
});
