import { describe, expect, it } from 'vitest';
import type { ResultsData } from '../../src/answers/results/results-shape.ts';
import { rowInWords, rowsInWords } from '../../src/answers/results/rows-in-words.ts';
import { summaryInWords, totalsInWords } from '../../src/answers/results/summary-in-words.ts';
import type { EntryFigures, MetricFigures, ResultRow } from '../../src/results/figures/shape.ts';

// Answers of the sandbox are committed word for word; here stands what its data never lack or have.

const METRIC = 'a'.repeat(24);
const OTHER = 'b'.repeat(24);
const CONVERSATION = 'c'.repeat(24);
const coverage: ResultsData['coverage'] = { read: 1, complete: true, as_of: '2026-11-20T12:00:00Z' };

/** The lines of an answer, its coverage aside. */
const linesOf = (text: string) => text.split('\n').slice(1);

describe('a row in words', () => {
  const said = (row: Partial<ResultRow>, { url = '', withRun = true, withDay = true } = {}) =>
    rowInWords({ version: 1, result: true, ...row }, url || undefined, { withRun, withDay });

  it.each<[string, Partial<ResultRow>]>([
    ['true, no source type, nothing named, time unknown', {}],
    ['not applicable, no source type, nothing named, time unknown', { result: null }],
    ['"not so", no source type, nothing named, time unknown', { result: 'not so' }],
    ['4.5, passes, no source type, nothing named, time unknown', { result: 4.5, passed: true }],
    [
      'false, fails, manual, nothing named, time unknown',
      { result: false, passed: false, source_type: 'manual' },
    ],
    ['true, no source type, nothing named, 2026-11-20 12:30', { created_at: '2026-11-20T12:30Z' }],
    ['true, no source type, nothing named, time unknown: "because"', { justification: 'because' }],
    ['true, no source type, nothing named, time unknown [r1, r2]', { references: ['r1', 'r2'] }],
    [`true, no source type, conversation ${CONVERSATION}, time unknown`, { conversation_id: CONVERSATION }],
    [
      `true, no source type, conversation ${CONVERSATION} up to d, time unknown`,
      { conversation_id: CONVERSATION, evaluate_to_interaction_id: 'd' },
    ],
    ['true, no source type, unit test t, time unknown', { unit_test_id: 't' }],
    [
      'true, no source type, unit test t run r #0, time unknown',
      { unit_test_id: 't', simulation_unit_test_set_run_id: 'r', run_index: 0 },
    ],
  ])('%s', (expected, row) => {
    expect(said(row)).toBe(expected);
  });

  it('leaves out what the row before has said, and shows a conversation by its address', () => {
    const row = {
      conversation_id: CONVERSATION,
      created_at: '2026-11-20T12:30Z',
      simulation_unit_test_set_run_id: 'r',
    };
    const url = 'https://x.test/{conversation_id}?again={conversation_id}';
    expect(said(row, { url, withDay: false })).toBe(
      `true, no source type, https://x.test/${CONVERSATION}?again=${CONVERSATION}, 12:30`,
    );
    expect(said({ ...row, conversation_id: undefined }, { withRun: false })).toBe(
      'true, no source type, nothing named, 2026-11-20 12:30',
    );
  });
});

describe('rows in words', () => {
  const row = (fields: Partial<ResultRow>): ResultRow => ({ version: 1, result: true, ...fields });
  const lines = (data: Omit<ResultsData, 'coverage'>) => linesOf(rowsInWords({ coverage, ...data }));

  it('says that there are none', () => {
    expect(lines({})).toEqual(['No results to show.']);
  });

  it('of no metric that is known stand under their version alone', () => {
    expect(lines({ results: [row({})] })).toEqual([
      '1 shown.',
      ' v1',
      '- true, no source type, nothing named, time unknown',
    ]);
  });

  it('name a metric with its id where there is one, by its name where there are several, and by its id without one', () => {
    const results = [row({ metric_id: METRIC }), row({ metric_id: OTHER })];
    const named = { metric_id: METRIC, name: 'Kind\nness' };
    expect(lines({ metrics: [named], results: results.slice(0, 1) })[1]).toBe(`"Kind ness" ${METRIC} v1`);
    expect(
      lines({ metrics: [named, { metric_id: OTHER }], results }).filter((line) => !line.startsWith('-')),
    ).toEqual(['2 shown.', '"Kind ness" v1', `Metric ${OTHER} v1`]);
  });

  it('name metric, version, run and day where they change', () => {
    const at = (time: string) => `2026-11-${time}Z`;
    const run = { simulation_unit_test_set_run_id: 'r', unit_test_id: 't' };
    expect(
      lines({
        metrics: [{ metric_id: METRIC, name: 'Kind' }],
        results: [
          row({ ...run, created_at: at('20T10:00') }),
          row({ ...run, created_at: at('20T09:00') }),
          row({ ...run, created_at: at('19T09:00') }),
          row({ ...run, created_at: at('19T08:00'), version: 2 }),
          row({ ...run, version: 2 }),
          row({ ...run, simulation_unit_test_set_run_id: 'q', created_at: at('19T07:00'), version: 2 }),
        ],
      }),
    ).toEqual([
      '6 shown.',
      `"Kind" ${METRIC} v1`,
      '- true, no source type, unit test t run r, 2026-11-20 10:00',
      '- true, no source type, unit test t, 09:00',
      '- true, no source type, unit test t, 2026-11-19 09:00',
      `"Kind" ${METRIC} v2`,
      '- true, no source type, unit test t, 2026-11-19 08:00',
      '- true, no source type, unit test t, time unknown',
      '- true, no source type, unit test t run q, 2026-11-19 07:00',
    ]);
  });
});

describe('a summary in words', () => {
  const entry = (fields: Partial<EntryFigures>): EntryFigures => ({ version: 1, n: 0, ...fields });
  const lines = (metric: Partial<MetricFigures>) =>
    linesOf(summaryInWords({ coverage, metrics: [{ metric_id: METRIC, ...metric }] }));

  it('says nothing of metrics and sources that are not there', () => {
    expect(linesOf(summaryInWords({ coverage }))).toEqual([]);
    expect(linesOf(totalsInWords({ coverage }))).toEqual([]);
  });

  it('tells what there is of each source, and "n/a" only where there is any', () => {
    const total = { results: 1_200, metrics: 2, units: 1 };
    const totals = [
      { ...total, source_type: 'manual', not_applicable: 0 },
      { ...total, not_applicable: 3, metrics: 1 },
    ];
    const sources =
      'By source: manual 1,200 results of 1 unit by 2 metrics; no source type 1,200 results of 1 unit, 3 n/a.';
    expect(linesOf(totalsInWords({ coverage, totals }))).toEqual([sources]);
    expect(linesOf(summaryInWords({ coverage, totals }))).toEqual([sources]);
    expect(linesOf(summaryInWords({ coverage, totals, metrics: [{ metric_id: METRIC }] }))[0]).toBe(sources);
  });

  it('names a metric by its id when its name is not known', () => {
    expect(lines({})).toEqual([`Metric ${METRIC}`]);
    expect(lines({ name: 'Kind', type: 'boolean' })).toEqual([`"Kind" ${METRIC}, boolean`]);
  });

  it('says of an entry what its results lack', () => {
    expect(lines({ entries: [entry({ results: 3, not_applicable: 1, mismatched: 2 })] })).toEqual([
      `Metric ${METRIC}: nothing`,
      '- v1 no source type: no value; 3 results; 1 n/a; 2 of another type',
    ]);
  });

  it('says shares, with their numbers and intervals where those are shown, and that there are none', () => {
    const shares = [
      { value: 'open', share: 0.25, n: 1, ci95: [0.1, 0.5] },
      { value: 'resolved', share: 0.75 },
    ];
    expect(lines({ entries: [entry({ n: 4, shares, source_type: 'manual' })] })).toEqual([
      `Metric ${METRIC}: shares`,
      '- v1 manual: "open" 1, 25 % (10–50 %), "resolved" 75 % of 4',
    ]);
    expect(lines({ entries: [entry({ n: 4, shares: [] })] })).toEqual([
      `Metric ${METRIC}: shares`,
      '- v1 no source type nothing of 4',
    ]);
  });

  it('says change of a mean in its unit, of a rate in points', () => {
    const change = { from: 1, difference: 0.5, ci95: null, verdict: 'no clear change' as const };
    const said = (fields: Partial<EntryFigures>) =>
      lines({ entries: [entry({ n: 4, change, ci95: null, ...fields })] });
    expect(said({ mean: 2 }).at(-1)).toContain('+0.5');
    expect(said({ true_rate: 0.5 }).at(-1)).toContain('+50');
  });

  it('puts entries of an overview on one line, and their groups under whose they are', () => {
    const groups = [
      { group: 'a|b', n: 2, mean: 1.5, ci95: [1, 2] },
      { group: 'c', n: 0, partial: true },
    ];
    const short = { mean: 2, n: 3 };
    expect(
      lines({
        entries: [entry({ ...short, source_type: 'manual', groups }), entry({ ...short, version: 1 })],
      }),
    ).toEqual([
      `Metric ${METRIC}: mean`,
      '- v1 manual 2 of 3; no source type 2 of 3',
      '  v1 manual:',
      String.raw`  a\|b: 1.5 (1 to 2) of 2`,
      '  c: none, partial',
    ]);
    expect(lines({ entries: [entry({ ...short, ci95: [1, 3], sd: 1, groups })] })).toEqual([
      `Metric ${METRIC}: mean (95 %), sd`,
      '- v1 no source type: 2 (1 to 3) of 3, 1',
      String.raw`  a\|b: 1.5 (1 to 2) of 2`,
      '  c: none, partial',
    ]);
  });
});
