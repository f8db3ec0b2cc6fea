import { describe, expect, it } from 'vitest';
import { json } from '../../support/peer.ts';
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

const NUMBERS = id('a', 2);
const WORDS = id('a', 3);
const metrics = {
  [METRIC]: boolean('Read back', 3),
  [NUMBERS]: numerical('Empathy', [1, 5], [1, 5], [1, 10]),
  [WORDS]: categorical(
    'Outcome',
    ['booked', 'declined', 'never'],
    ['never', 'declined', 'booked'],
    ['booked', 'lost'],
  ),
};
const list = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const at = (created_at: string, n: number, fields: Partial<WireResult> = {}) =>
  result(n, { created_at, ...fields });
const opened = (results: readonly WireResult[]) => openDesk({ metrics, results });

describe('time groups', () => {
  const days = ['2026-11-02', '2026-11-02', '2026-11-04', '2026-11-07', '2026-11-07'];
  const rows = days.map((day, n) => at(`${day}T12:00:0${n}Z`, n));

  it('hold empty ones in between, oldest first, and none is partial where all was read', async () => {
    const desk = await opened(rows);
    const { metrics: [entry] = [] } = await desk.ask({ group_by: 'day' });
    expect(entry?.groups?.map(({ group, applicable }) => [group, applicable])).toEqual([
      ['2026-11-02', 2],
      ['2026-11-03', 0],
      ['2026-11-04', 1],
      ['2026-11-05', 0],
      ['2026-11-06', 0],
      ['2026-11-07', 2],
    ]);
    expect(entry?.groups?.[1]).toEqual({
      group: '2026-11-03',
      applicable: 0,
      true_rate: null,
      true_rate_ci95: null,
    });
    expect(entry?.groups?.some(({ partial }) => partial)).toBe(false);
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
    const desk = await opened(rows);
    const { metrics: [entry] = [] } = await desk.ask({ group_by: 'day', ...given });
    const { groups = [] } = entry ?? {};
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
    const { metrics: [entry] = [], coverage } = await desk.ask({
      group_by: 'day',
      sort_by,
      read_at_most: 500,
    });
    expect(coverage.complete).toBe(false);
    const { groups = [] } = entry ?? {};
    expect(groups.length).toBeGreaterThan(3);
    expect([groups[0]?.partial ?? false, groups.at(-1)?.partial ?? false]).toEqual(expected);
    expect(groups.slice(1, -1).some(({ partial }) => partial)).toBe(false);
  });

  it('are drawn as a line; groups that do not follow each other are not', async () => {
    const desk = await opened(rows.map((row, n) => ({ ...row, result: n !== 1 })));
    expect((await desk.call({ group_by: 'day' })).text).toMatch(/^ {2}▅ █ {2}█$/m);
    const { text } = await desk.call({ group_by: 'conversation_id' });
    expect(text).toContain('group | applicable');
    expect(text).not.toMatch(/^ *[▁-█ ]+$/m);
  });

  it('of today are partial: it is not over', async () => {
    const now = Date.now();
    const desk = await opened(list(3, (n) => at(new Date(now - n * 86_400_000).toISOString(), n)));
    const { metrics: [entry] = [] } = await desk.ask({ group_by: 'day' });
    expect(entry?.groups?.map(({ partial }) => partial ?? false)).toEqual([false, false, true]);
  });

  it('follow the clocks when they are turned: the day of 25 hours, and the hour that comes twice', async () => {
    const times = ['03:59', '04:00', '05:30', '06:30'].map((time) => `2026-11-01T${time}:00Z`);
    const desk = await opened(
      [...times, '2026-11-02T04:59:00Z', '2026-11-02T05:00:00Z'].map((time, n) => at(time, n)),
    );
    const { metrics: [entry] = [] } = await desk.ask({ group_by: 'day', timezone: 'America/New_York' });
    expect(entry?.groups?.map(({ group, applicable }) => [group, applicable])).toEqual([
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
      const { metrics: [entry] = [] } = await desk.ask({ group_by, timezone });
      expect(entry?.groups).toMatchObject([{ applicable: 1 }, { group: 'unknown', applicable: 3 }]);
    }
  });

  it('compare the last full one with the one before, source by source', async () => {
    const day = (date: string, trues: number, falses: number) =>
      list(trues + falses, (n) =>
        at(`${date}T${String(n % 24).padStart(2, '0')}:00:00Z`, Number(date.slice(-2)) * 1_000 + n, {
          result: n < trues,
        }),
      );
    const rows = [
      ...day('2026-11-03', 5, 25),
      ...day('2026-11-04', 10, 20),
      ...day('2026-11-05', 28, 2),
      ...day('2026-11-06', 1, 0),
    ];
    const desk = await opened(rows);
    const { group_changes, coverage } = await desk.ask({
      group_by: 'day',
      timestamp_before: '2026-11-06T12:00:00Z',
    });
    expect(coverage.complete).toBe(true);
    expect(group_changes).toMatchObject([
      {
        metric_id: METRIC,
        name: 'Read back',
        version: 1,
        source_type: 'post-session',
        from: '2026-11-04',
        to: '2026-11-05',
        figure: 'true_rate',
        difference: 0.6,
        verdict: 'up',
        shared: 0,
      },
    ]);
    expect((await desk.ask({})).group_changes).toBeUndefined();
    expect((await desk.ask({ group_by: 'source_type' })).group_changes).toBeUndefined();
  });
});

describe('changes between versions', () => {
  const version = (
    metric_id: string,
    metric_version: number,
    values: readonly WireResult['result'][],
    from = 0,
  ) =>
    values.map((value, n) =>
      result(metric_version * 100 + n, {
        id: id('e', Number(metric_id.slice(-1)) * 10_000 + metric_version * 1_000 + n),
        metric_id,
        metric_version,
        result: value,
        source: { type: 'post-session', conversation_id: id('c', from + n), references: [] },
      }),
    );

  it('say why they cannot be told', async () => {
    const numbers = list(12, (n) => 1 + (n % 5));
    const words = list(12, (n) => (n % 2 ? 'booked' : 'declined'));
    const desk = await opened([
      ...version(
        METRIC,
        1,
        list(9, () => true),
      ),
      ...version(
        METRIC,
        2,
        list(40, () => false),
        100,
      ),
      ...version(NUMBERS, 2, numbers),
      ...version(NUMBERS, 3, numbers, 100),
      ...version(WORDS, 1, words),
      ...version(WORDS, 2, words, 100),
      ...version(WORDS, 3, words, 200),
    ]);
    const verdicts = async (given: object) =>
      Object.fromEntries(
        ((await desk.ask(given)).version_changes ?? []).map((each) => [
          `${each.name} ${each.from}-${each.to}`,
          each.verdict,
        ]),
      );
    expect(await verdicts({})).toEqual({
      'Read back 1-2': 'too few',
      'Empathy 2-3': 'not comparable',
      'Outcome 1-2': 'not comparable',
      'Outcome 2-3': 'not comparable',
    });
    const { text } = await desk.call({});
    expect(text).toContain('Intervals: 95 %.');
    expect(text).toMatch(/"Empathy" v2 → v3: .*not comparable \(bounds differ\)/);
    expect(text).toMatch(/"Outcome" v1 → v2: .*not comparable \(no criterion\)/);
    // The same categories in another order are the same, and a criterion makes a rate of them.
    const given = { criterion: { expected_values: ['booked'] }, metric_id: WORDS };
    expect(await verdicts(given)).toEqual({
      'Outcome 1-2': 'no clear change',
      'Outcome 2-3': 'not comparable',
    });
    expect((await desk.call(given)).text).toMatch(/v2 → v3: .*not comparable \(categories differ\)/);
  });

  it('are told of no metric whose bounds could not be read', async () => {
    const unread = id('a', 8);
    const rows = [1, 2].flatMap((metric_version) =>
      list(30, (n) =>
        result(metric_version * 100 + n, { metric_id: unread, metric_version, result: 1 + (n % 5) }),
      ),
    );
    const desk = await opened([]);
    desk.become({ metrics: { ...metrics, [unread]: numerical('Unread', [1, 5], [1, 50]) }, results: rows });
    const { version_changes, coverage } = await desk.ask({});
    expect(version_changes).toMatchObject([{ verdict: 'not comparable', reason: 'definition unread' }]);
    expect(coverage.note).toContain('definitions of 1 metric');
    // Two periods of one version are read alike.
    const days = list(60, (n) =>
      result(500 + n, {
        metric_id: unread,
        result: 1 + (n % 5),
        created_at: new Date(Date.UTC(2026, 10, 18, 23) - n * 3_600_000).toISOString(),
      }),
    );
    desk.become({ metrics: { ...metrics, [unread]: numerical('Unread', [1, 5]) }, results: days });
    const { group_changes = [] } = await desk.ask({ group_by: 'day', refresh: true });
    expect(group_changes.map(({ verdict }) => verdict)).toEqual(['no clear change']);
  });

  it('are paired from ten shared units on, and partial where not everything was read', async () => {
    const shared = (count: number) => [
      ...version(
        METRIC,
        1,
        list(20, (n) => n % 2 === 0),
      ),
      ...version(
        METRIC,
        2,
        list(20, () => true),
        20 - count,
      ),
    ];
    for (const [count, paired] of [
      [9, undefined],
      [10, true],
    ] as const) {
      const desk = await opened(shared(count));
      const [change] = (await desk.ask({})).version_changes ?? [];
      expect(change?.shared).toBe(count);
      expect(change?.paired).toBe(paired);
      expect(change).not.toHaveProperty('partial');
    }
    const desk = await opened([...shared(0), ...list(600, (n) => result(5_000 + n))]);
    const { version_changes } = await desk.ask({ read_at_most: 500 });
    expect(version_changes?.every(({ partial }) => partial)).toBe(true);
    const { text } = await desk.call({ read_at_most: 500 });
    expect(text).toContain('from what was read');
    expect(text).toContain('A new version asks a new question, of later conversations');
    expect(text).not.toMatch(/\b(?:better|improved)\b(?<!anything got better)/);
  });

  it('of which there are more than three: the note says how many would move by chance', async () => {
    const rows = (versions: number) =>
      [METRIC, NUMBERS].flatMap((metric) =>
        list(versions, (n) =>
          version(
            metric,
            n + 1,
            list(12, (k) => (metric === METRIC ? k % 3 > 0 : 1 + (k % 5))),
            n * 100,
          ),
        ).flat(),
      );
    const few = await (await opened(rows(2))).ask({ metric_id: [METRIC, NUMBERS] });
    expect(few.coverage.note).not.toContain('chance');
    expect(few.coverage.note).toMatch(/"up" does not say that anything got better/);
    const many = [
      ...rows(3),
      ...version(
        WORDS,
        1,
        list(12, () => 'booked'),
      ),
      ...version(
        WORDS,
        2,
        list(12, () => 'never'),
      ),
    ];
    const { coverage } = await (await opened(many)).ask({ group_by: 'day' });
    expect(coverage.note).not.toContain('chance');
    const desk = await openDesk({
      metrics: { ...metrics, [id('a', 4)]: boolean('Greets', 3), [id('a', 5)]: boolean('Thanks', 3) },
      results: [METRIC, id('a', 4), id('a', 5)].flatMap((metric) =>
        list(3, (n) =>
          version(
            metric,
            n + 1,
            list(12, (k) => k % 3 > 0),
            n * 100,
          ),
        ).flat(),
      ),
    });
    expect((await desk.ask({})).coverage.note).toContain(
      'Of 6 verdicts about 0.3 would say "up" or "down" by chance',
    );
  });
});

describe('warnings', () => {
  const codes = async (results: readonly WireResult[], given: object = {}) =>
    ((await (await opened(results)).ask(given)).metrics ?? []).map(
      ({ version, warnings }) => [version, warnings.map(({ code }) => code)] as const,
    );

  it('not_applicable_shift comes above ten points, not at ten', async () => {
    const rows = (now: number) => [
      ...list(100, (n) => result(n, { metric_version: 1, result: n < 20 ? null : true })),
      ...list(100, (n) => result(200 + n, { metric_version: 2, result: n < now ? null : true })),
    ];
    expect(await codes(rows(30))).toEqual([
      [2, []],
      [1, []],
    ]);
    expect(await codes(rows(31))).toEqual([
      [2, ['not_applicable_shift']],
      [1, []],
    ]);
    expect(await codes(rows(9))).toEqual([
      [2, ['not_applicable_shift']],
      [1, []],
    ]);
  });

  it.each([
    [NUMBERS, { verb: '>', threshold: 5.5 }, 3],
    [NUMBERS, { verb: '<', threshold: 0.5 }, 3],
    [WORDS, { expected_values: ['nowhere'] }, 'booked'],
  ])('criterion_outside: no pass figures (%s %j)', async (metric_id, criterion, value) => {
    const desk = await opened(list(12, (n) => result(n, { metric_id, result: value })));
    const { metrics: [entry] = [] } = await desk.ask({ criterion });
    expect(entry?.warnings.map(({ code }) => code)).toEqual(['criterion_outside']);
    for (const field of ['passed', 'failed', 'pass_rate', 'pass_rate_ci95'])
      expect(entry).not.toHaveProperty(field);
    const rows = await desk.ask({ criterion, view: 'rows' });
    expect(rows.results?.map(({ passed }) => passed)).toEqual(Array(12).fill(null));
    expect(rows.coverage.note).toContain('nothing passes or fails');
    const [passing, failing] = [
      await desk.ask({ criterion, view: 'rows', only: 'passing' }),
      await desk.ask({ criterion, view: 'rows', only: 'failing' }),
    ];
    for (const { results, coverage } of [passing, failing]) {
      expect(results).toEqual([]);
      expect(coverage.complete).toBe(true);
    }
    expect(failing.coverage.note).toContain('nothing passes or fails');
  });

  it('rows that fail are those of versions that the criterion can judge, as many as were asked for', async () => {
    // 1,200 newer ones of a version to which 7 is no value, on pages before those that can be judged.
    const of = (n: number) => ({ metric_id: NUMBERS, metric_version: n < 1_200 ? 2 : 3, result: 4 });
    const desk = await opened(list(1_210, (n) => result(n, of(n))));
    const criterion = { verb: '>=', threshold: 7 };
    const { results, coverage } = await desk.ask({ criterion, view: 'rows', only: 'failing', limit: 4 });
    expect(results?.map(({ id, passed }) => [id, passed])).toEqual(
      list(4, (n) => [id('e', 1_200 + n), false]),
    );
    expect(coverage).toMatchObject({ complete: false, requests: 3 });
    const { continuation_token } = coverage;
    const rest = await desk.ask({ continuation_token, limit: 100 });
    expect(rest.results?.map((row) => row.id)).toEqual(list(6, (n) => id('e', 1_204 + n)));
    expect(rest.coverage.complete).toBe(true);
  });

  it.each([
    [NUMBERS, { verb: '<=', threshold: 5 }, 3, 1],
    [NUMBERS, { verb: '>', threshold: 1 }, 3, 1],
    [WORDS, { expected_values: ['nowhere', 'never'] }, 'booked', 0],
  ])(
    'a criterion at a bound, or with one category that exists, counts (%s %j)',
    async (metric_id, criterion, value, rate) => {
      const desk = await opened(list(12, (n) => result(n, { metric_id, result: value })));
      const { metrics: [entry] = [] } = await desk.ask({ criterion });
      expect(entry).toMatchObject({ pass_rate: rate, warnings: [] });
    },
  );

  it('mixed_sources: the pooled figure has no interval, each source has', async () => {
    const manual = (n: number) => ({
      source: { type: 'manual', conversation_id: id('c', n), references: [] },
    });
    const rows = list(24, (n) => result(n, { result: n % 3 > 0, ...(n < 12 && manual(n)) }));
    const desk = await opened(rows);
    const { metrics: [entry] = [] } = await desk.ask({
      criterion: { expected_value: true },
      group_by: 'source_type',
    });
    expect(entry).toMatchObject({
      true_rate_ci95: null,
      pass_rate_ci95: null,
      pass_rate: expect.closeTo(2 / 3, 9),
    });
    for (const part of [...(entry?.by_source ?? []), ...(entry?.groups ?? [])])
      expect(part.pass_rate_ci95).toHaveLength(2);
    expect((await codes(rows))[0]?.[1]).toEqual(['mixed_sources']);
    expect((await codes(rows, { source_type: 'manual' }))[0]?.[1]).toEqual([]);
  });
});

describe('examples', () => {
  const examples = async (results: readonly WireResult[], given: object = {}) => {
    const { metrics: entries = [] } = await (await opened(results)).ask({ ...given });
    return (entries[0]?.examples ?? []).map((example) => example.result);
  };

  it('are three of one metric’s newest version, of the rarer value, and none of several metrics', async () => {
    const rows = list(40, (n) => result(n, { metric_version: n < 20 ? 2 : 1, result: n % 5 > 0 }));
    expect(await examples(rows, { metric_id: METRIC })).toEqual([false, false, false]);
    expect(await examples(rows, { metric_id_and_version: [`${METRIC}-1`, `${METRIC}-2`] })).toHaveLength(3);
    expect(await examples(rows)).toEqual([]);
    expect(await examples(rows, { metric_id: [METRIC, NUMBERS] })).toEqual([]);
    expect(await examples(rows, { examples: 10 })).toEqual([false, false, false, false]);
    const { metrics: entries = [] } = await (await opened(rows)).ask({ metric_id: METRIC });
    expect(entries.map((entry) => entry.examples?.length)).toEqual([3, undefined]);
  });

  it('of numbers come from both ends in turn; with a criterion they are those that fail, or that are asked for', async () => {
    const rows = list(20, (n) => result(n, { metric_id: NUMBERS, result: n === 3 ? null : 1 + n / 5 }));
    const given = { metric_id: NUMBERS, examples: 4 };
    expect(await examples(rows, given)).toEqual([1, 4.8, 1.2, 4.6]);
    const criterion = { verb: '>=', threshold: 1.4 };
    expect(await examples(rows, { ...given, criterion })).toEqual([1, 1.2]);
    expect(await examples(rows, { ...given, criterion, only: 'passing' })).toEqual([1.4, 1.8, 2, 2.2]);
    expect(await examples(rows, { ...given, only: 'not_applicable' })).toEqual([null]);
    expect(await examples(rows, { ...given, criterion: { expected_value: true }, only: 'failing' })).toEqual(
      [],
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
    const { metrics: [entry] = [] } = await (await opened(rows)).ask({ metric_id: WORDS, examples: 4 });
    const conversations = (entry?.examples ?? []).map((example) => example.conversation_id);
    expect(conversations.slice(0, 3)).toEqual([id('c', 1), id('c', 10), id('c', 11)]);
    expect(conversations).toHaveLength(4);
  });

  it('quote at most 280 characters, and what is cut says so', async () => {
    const rows = list(3, (n) => result(n, { justification: 'because '.repeat(n === 0 ? 35 : 36) }));
    const { metrics: [entry] = [] } = await (await opened(rows)).ask({ metric_id: METRIC });
    const [short, long] = entry?.examples ?? [];
    expect(short?.justification).toBe('because '.repeat(35));
    expect(long?.justification).toMatch(/…$/);
    expect(long?.justification?.length).toBeLessThanOrEqual(280);
  });
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
    expect(results?.map(({ passed }) => passed)).toEqual([null, true, null]);
    const only = async (which: string) =>
      (await desk.ask({ criterion, view: 'rows', only: which })).results?.map((row) => row.id);
    expect(await only('passing')).toEqual([id('e', 1)]);
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
    const { metrics: [entry] = [] } = await (
      await opened([...rows, result(9, { metric_id: WORDS, result: 'declined' })])
    ).ask({});
    expect(entry?.categories?.map(({ value, count }) => [value, count])).toEqual([
      ['booked', 1],
      ['lost', 1],
      ['elsewhere', 1],
    ]);
    expect(entry?.warnings.map(({ code }) => code)).toContain('unknown_category');
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
