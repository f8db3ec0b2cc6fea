import { describe, expect, it } from 'vitest';
import type { ResultRow } from '../../../src/results/figures/shape.ts';
import { json } from '../../support/peer.ts';
import {
  boolean,
  counts,
  id,
  METRIC,
  numerical,
  openDesk,
  result,
  type WireResult,
} from '../../support/results.ts';

const OTHER = id('a', 2);
const metrics = { [METRIC]: boolean('Read back', 3), [OTHER]: numerical('Empathy', [1, 5]) };
const RUN = id('b', 1);
const simulated = (run = RUN, run_index = 0) => ({
  type: 'simulation',
  simulation_unit_test_set_run_id: run,
  unit_test_id: id('d', 1),
  run_index,
  references: [],
});

/** An Amigo that takes no notice of any filter. */
async function openCareless(rows: readonly (WireResult | object)[]) {
  const desk = await openDesk({ metrics, results: [] });
  const results = rows.map((row) => ({ org_id: 'org', ...row }));
  const page = { metric_evaluation_results: results, has_more: false, continuation_token: null };
  desk.meet(json(page), json(page), json(page));
  return desk;
}

describe('every result is held against every filter that its fields can tell', () => {
  const rows = [
    result(0),
    result(1, { metric_version: 2 }),
    result(2, { metric_id: OTHER, result: 3 }),
    result(3, { created_at: '2026-11-01T12:00:00Z' }),
    result(4, { source: { type: 'manual', conversation_id: id('c', 0), references: [] } }),
    result(5, { source: simulated() }),
    result(6, { source: simulated(id('b', 2)) }),
    result(7, { source: { type: 'telepathy', conversation_id: id('c', 7), references: [] } }),
    result(8, { source: { conversation_id: id('c', 8), references: [] } }),
    result(9, { source: {} }),
    { ...result(10), created_at: undefined },
    { ...result(11), created_at: 'not a time' },
  ];

  /** Which of the rows are shown: each began its justification with its number. */
  const numbersOf = (results: readonly ResultRow[] = []) =>
    results.map(({ justification = '' }) => Number(justification));
  const numbered = rows.map((row, n) => ({ ...row, justification: String(n) }));

  it.each([
    [{}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0],
    [{ metric_id: METRIC }, [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0],
    [{ metric_id_and_version: [`${METRIC}-2`] }, [1], 0],
    [{ metric_id_and_version: [`${METRIC}-2`], metric_id: [OTHER] }, [1, 2], 0],
    [{ metric_id_and_version: [`${METRIC}-`] }, [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0],
    [{ timestamp_after: '2026-11-02' }, [0, 1, 2, 4, 5, 6, 7, 8, 9], 2],
    [{ timestamp_before: '2026-11-02T00:00:00Z' }, [3], 2],
    [{ timestamp_after: '2026-11-01T12:00:00Z', timestamp_before: '2026-11-01T12:00:00Z' }, [3], 2],
    [{ source_type: 'post-session' }, [0, 1, 2, 3, 10, 11], 2],
    [{ source_type: ['manual', 'simulation'] }, [4, 5, 6], 2],
    [{ conversation_id: id('c', 0) }, [0, 4], 0],
    [{ simulation_unit_test_set_run_id: RUN }, [5], 0],
    [{ simulation_unit_test_set_run_id: RUN, timestamp_after: '2026-11-02' }, [5], 0],
  ])('%j', async (given, wanted, lacking) => {
    const left = rows.length - wanted.length;
    const desk = await openCareless(numbered);
    const { coverage, results } = await desk.ask({ view: 'rows', ...given });
    expect(numbersOf(results)).toEqual(wanted);
    expect(coverage.complete).toBe(true);
    expect(counts(coverage).outside_filters).toBe(left);
    if (left > 0) expect(coverage.note).toMatch(/\d+ results? did not match the filters/);
    const { coverage: summed } = await desk.ask(given);
    expect(summed.read).toBe(wanted.length);
    expect(counts(summed)).toMatchObject({ outside_filters: left, requests: 0 });

    // From what a wider question read the same results come; those that lack what is asked for are counted.
    const wide = await openCareless(numbered);
    await wide.ask({});
    const narrow = await wide.ask({ view: 'rows', ...given });
    expect(numbersOf(narrow.results)).toEqual(wanted);
    expect(counts(narrow.coverage)).toMatchObject({ requests: 0, outside_filters: lacking });
    const { totals = [] } = await wide.ask(given);
    expect(totals.reduce((sum, total) => sum + total.results, 0)).toBe(wanted.length);
  });

  it('and each counts once; what cannot be read is counted apart', async () => {
    const rows = [result(0), result(0), result(1), { id: id('e', 5) }, { ...result(6), result: { deep: 1 } }];
    const desk = await openCareless(rows);
    const { coverage, metrics: [metric] = [] } = await desk.ask({});
    expect(coverage).toMatchObject({ read: 2, complete: true });
    expect(counts(coverage)).toMatchObject({ unreadable: 2, outside_filters: 0 });
    expect(coverage.note).toContain('2 results could not be read');
    expect(metric?.entries).toMatchObject([{ n: 2 }]);
    expect(metric?.entries?.[0]).not.toHaveProperty('results');
  });

  it('a source that is missing or unknown is an entry of its own, without a source type; a time a group', async () => {
    const unknown = result(12, { source: { type: 'unknown', conversation_id: id('c', 12) } });
    const desk = await openCareless([...rows, unknown]);
    const answer = await desk.ask({ metric_id: METRIC, group_by: 'month' });
    expect(answer.coverage).toMatchObject({ oldest: '2026-11-01T12:00Z', newest: '2026-11-20T00:00Z' });
    const entries = (answer.metrics?.[0]?.entries ?? []).filter(({ version }) => version === 1);
    expect(entries.map(({ source_type, n }) => [source_type, n])).toEqual([
      ['post-session', 4],
      ['manual', 1],
      ['simulation', 2],
      ['telepathy', 1],
      ['unknown', 1],
      [undefined, 2],
    ]);
    expect(entries.at(-1)).not.toHaveProperty('source_type');
    expect(answer.totals?.map(({ source_type, results }) => [source_type, results])).toEqual([
      ['post-session', 5],
      ['manual', 1],
      ['simulation', 2],
      ['telepathy', 1],
      ['unknown', 1],
      [undefined, 2],
    ]);
    expect(entries[0]?.groups).toMatchObject([
      { group: '2026-11', n: 2 },
      { group: 'unknown', n: 2 },
    ]);
    const { text } = await desk.call({ metric_id: METRIC });
    expect(text).toContain('- v1 unknown: ');
    expect(text).toContain('- v1 no source type: ');
  });

  it('units are conversations, or unit tests with their run and index', async () => {
    const desk = await openCareless([
      result(0, { source: simulated() }),
      result(1, { source: simulated() }),
      result(2, { source: simulated(RUN, 1) }),
      result(3, { source: simulated(id('b', 2)) }),
      result(4),
      result(5, { source: { type: 'post-session', conversation_id: id('c', 4), references: [] } }),
    ]);
    const { metrics: [metric] = [], totals } = await desk.ask({});
    expect(metric?.entries?.map(({ source_type, n, results }) => [source_type, n, results])).toEqual([
      ['post-session', 1, 2],
      ['simulation', 3, 4],
    ]);
    expect(totals).toMatchObject([
      { source_type: 'post-session', results: 2, units: 1 },
      { source_type: 'simulation', results: 4, units: 3 },
    ]);
  });
});

const shifted = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString();

describe('what is asked for on the wire', () => {
  const sent = async (given: object) => {
    const desk = await openDesk({ metrics, results: [] });
    const { coverage } = await desk.ask(given);
    const query = desk.pages()[0]?.query ?? new URLSearchParams();
    return { coverage, query };
  };

  it.each([
    ['the server’s zone', {}, '2026-10-31T00:00:00.000Z', '2026-11-01T23:59:59.999Z'],
    ['a zone', { timezone: 'America/New_York' }, '2026-10-31T04:00:00.000Z', '2026-11-02T04:59:59.999Z'],
    [
      'a zone half an hour off',
      { timezone: 'Asia/Kolkata' },
      '2026-10-30T18:30:00.000Z',
      '2026-11-01T18:29:59.999Z',
    ],
  ])('dates alone are days in %s', async (_, zone, after, before) => {
    const { query, coverage } = await sent({
      timestamp_after: '2026-10-31',
      timestamp_before: '2026-11-01',
      ...zone,
    });
    // Whether Amigo counts an end in is unknown: what is sent is a millisecond wider.
    expect(query.get('timestamp_after')).toBe(shifted(after, -1));
    expect(query.get('timestamp_before')).toBe(shifted(before, 1));
    expect(coverage).toMatchObject({
      from: after.replace('.000', ''),
      to: before,
      timezone: 'timezone' in zone ? zone.timezone : 'UTC',
    });
  });

  it.each([
    ['2026-11-01T08:00:00+02:00', '2026-11-01T06:00:00.000Z'],
    ['2026-11-01 08:00', '2026-11-01T08:00:00.000Z'],
    ['2026-11-01T08:00:00.5Z', '2026-11-01T08:00:00.500Z'],
  ])('a time is that time: %s', async (given, after) => {
    expect((await sent({ timestamp_after: given })).query.get('timestamp_after')).toBe(shifted(after, -1));
  });

  it.each([
    ['2026-10-31T08:00', '2026-10-31T12:00:00.000Z'],
    ['2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    ['2026-11-01T08:00', '2026-11-01T13:00:00.000Z'],
    ['2026-11-01T08:00Z', '2026-11-01T08:00:00.000Z'],
  ])('a time without an offset is what the clocks of the zone show: %s', async (given, after) => {
    const { query } = await sent({ timestamp_after: given, timezone: 'America/New_York' });
    expect(query.get('timestamp_after')).toBe(shifted(after, -1));
  });

  it('lists are repeated keys, each value once; every version is an id with its hyphen', async () => {
    const { query } = await sent({
      metric_id: [METRIC, OTHER, METRIC],
      metric_id_and_version: [`${METRIC}-2`, `${id('a', 3)}-4`],
      source_type: ['manual', 'manual'],
      conversation_id: [id('c', 2), id('c', 1)],
      simulation_unit_test_set_run_id: RUN,
    });
    expect(query.getAll('metric_id_and_version')).toEqual([`${METRIC}-`, `${OTHER}-`, `${id('a', 3)}-4`]);
    expect(query.getAll('source_type')).toEqual(['manual']);
    expect(query.getAll('conversation_id')).toEqual([id('c', 1), id('c', 2)]);
    expect(query.getAll('simulation_unit_test_set_run_id')).toEqual([RUN]);
    expect(query.getAll('sort_by')).toEqual(['-created_at']);
    expect(query.has('metric_id')).toBe(false);
  });

  it.each([
    [{ timestamp_after: '2026-02-30T10:00:00Z' }, 'no time that exists'],
    [{ timestamp_before: '2026-04-31' }, 'no time that exists'],
    [{ timestamp_before: '2026-04-30T25:00:00Z' }, 'no time that exists'],
    [{ only: 'failing' }, 'needs a criterion'],
    [{ criterion: { threshold: 4 } }, 'verb and threshold together'],
    [{ criterion: { expected_values: ['a'], expected_value: true } }, 'exactly one of'],
    [{ criterion: { expected_values: Array.from({ length: 50 }, () => 'x'.repeat(500)) } }, 'longer than'],
    [{ criterion: { verb: '==', expected_values: ['a'] } }, 'exactly one of'],
    [{ where: { metric_id: METRIC } }, 'exactly one of'],
    [{ timestamp_after: '2026-11-02', timestamp_before: '2026-11-01' }, 'timestamp_after is later'],
    [{ baseline_after: '2026-11-02', baseline_before: '2026-11-01' }, 'baseline_after is later'],
    [{ baseline_after: '2026-11-02', compare: 'sources' }, 'two comparisons'],
    [{ compare: 'weekends', group_by: 'day' }, 'groups of its own'],
    [{ metric_id: METRIC, tag: 'team:*' }, 'not both'],
    [{ metric_id_and_version: `${METRIC}-1`, type: 'boolean' }, 'not both'],
    [{ timezone: 'Europe/Berlln' }, 'Europe/Berlin'],
    [{ group_by: 'source_type' }, 'group_by'],
    [{ group_by: 'year' }, 'group_by'],
    [{ read_at_most: 100_001 }, '100000'],
    [{ examples: 11 }, '10'],
    [{ source_type: 'telepathy' }, 'source_type'],
  ])('what makes no sense is refused, with nothing sent: %j', async (given, words) => {
    const desk = await openDesk({ metrics, results: [] });
    const { text } = await desk.call(given);
    expect(text).toMatch(/^Error \[invalid_input\]: /);
    expect(text).toContain(words);
    expect(desk.peer.requests).toHaveLength(0);
  });
});
