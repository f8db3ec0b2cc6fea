import { describe, expect, it } from 'vitest';
import { json } from '../../support/peer.ts';
import { boolean, id, METRIC, numerical, openDesk, result, type WireResult } from '../../support/results.ts';

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

  it.each([
    [{}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    [{ metric_id: METRIC }, [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    [{ metric_id_and_version: [`${METRIC}-2`] }, [1]],
    [{ metric_id_and_version: [`${METRIC}-2`], metric_id: [OTHER] }, [1, 2]],
    [{ metric_id_and_version: [`${METRIC}-`] }, [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    [{ timestamp_after: '2026-11-02' }, [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]],
    [{ timestamp_before: '2026-11-02T00:00:00Z' }, [3, 10, 11]],
    [{ timestamp_after: '2026-11-01T12:00:00Z', timestamp_before: '2026-11-01T12:00:00Z' }, [3, 10, 11]],
    [{ source_type: 'post-session' }, [0, 1, 2, 3, 8, 9, 10, 11]],
    [{ source_type: ['manual', 'simulation'] }, [4, 5, 6, 8, 9]],
    [{ conversation_id: id('c', 0) }, [0, 4, 9]],
    [{ simulation_unit_test_set_run_id: RUN }, [5, 7, 8, 9]],
  ])('%j', async (given, kept) => {
    const desk = await openCareless(rows);
    const { coverage, results = [] } = await desk.ask({ view: 'rows', ...given });
    expect(results.map((row) => row.id)).toEqual(kept.map((n) => id('e', n)));
    expect(coverage).toMatchObject({ outside_filters: rows.length - kept.length, complete: true });
    if (kept.length < rows.length) expect(coverage.note).toMatch(/\d+ results? did not match the filters/);
    const { coverage: summed } = await desk.ask(given);
    expect(summed).toMatchObject({ read: kept.length, outside_filters: rows.length - kept.length });
  });

  it('and each counts once; what cannot be read is counted apart', async () => {
    const rows = [result(0), result(0), result(1), { id: id('e', 5) }, { ...result(6), result: { deep: 1 } }];
    const desk = await openCareless(rows);
    const { coverage, metrics: entries } = await desk.ask({});
    expect(coverage).toMatchObject({ read: 2, unreadable: 2, outside_filters: 0, complete: true });
    expect(coverage.note).toContain('2 results could not be read');
    expect(entries?.[0]).toMatchObject({ count: 2, applicable: 2, units: 2 });
  });

  it('a source that is missing or unknown is a source of its own; a time that is missing a group of its own', async () => {
    const desk = await openCareless(rows);
    const { coverage, metrics: entries } = await desk.ask({ metric_id: METRIC, group_by: 'month' });
    expect(coverage).toMatchObject({ oldest: '2026-11-01T12:00:00Z', newest: '2026-11-20T00:00:00Z' });
    const first = entries?.find(({ version }) => version === 1);
    expect(first?.by_source?.map(({ source_type }) => source_type)).toEqual([
      'manual',
      'post-session',
      'simulation',
      'telepathy',
      'unknown',
    ]);
    expect(first?.groups).toMatchObject([{ group: '2026-11' }, { group: 'unknown', applicable: 2 }]);
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
    const [entry] = (await desk.ask({})).metrics ?? [];
    expect(entry).toMatchObject({ applicable: 6, units: 4 });
  });
});

describe('what is asked for on the wire', () => {
  const sent = async (given: object) => {
    const desk = await openDesk({ metrics, results: [] });
    const { coverage } = await desk.ask(given);
    const query = desk.pages()[0]?.query ?? new URLSearchParams();
    return { coverage, query };
  };

  it.each([
    ['UTC', {}, '2026-10-31T00:00:00.000Z', '2026-11-01T23:59:59.999Z'],
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
    expect(query.get('timestamp_after')).toBe(after);
    expect(query.get('timestamp_before')).toBe(before);
    expect(coverage).toMatchObject({ from: after.replace('.000', ''), to: before });
  });

  it.each([
    ['2026-11-01T08:00:00+02:00', '2026-11-01T06:00:00.000Z'],
    ['2026-11-01 08:00', '2026-11-01T08:00:00.000Z'],
    ['2026-11-01T08:00:00.5Z', '2026-11-01T08:00:00.500Z'],
  ])('a time is that time: %s', async (given, after) => {
    expect((await sent({ timestamp_after: given })).query.get('timestamp_after')).toBe(after);
  });

  it.each([
    ['2026-10-31T08:00', '2026-10-31T12:00:00.000Z'],
    ['2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    ['2026-11-01T08:00', '2026-11-01T13:00:00.000Z'],
    ['2026-11-01T08:00Z', '2026-11-01T08:00:00.000Z'],
  ])('a time without an offset is what the clocks of the zone show: %s', async (given, after) => {
    const { query } = await sent({ timestamp_after: given, timezone: 'America/New_York' });
    expect(query.get('timestamp_after')).toBe(after);
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
