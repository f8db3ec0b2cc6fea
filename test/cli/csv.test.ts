import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { besideTheList, csvOf, hasList } from '../../src/cli/csv.ts';
import { metricShape, rowShape } from '../../src/results/figures/shape.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { readCsv, recordsOf } from '../support/csv.ts';

const ID = 'a'.repeat(24);
const plain = { conversationUrl: null, redact: (text: string) => text };

/** The cell in which a metric's name stands. */
function nameCell(name: string): string {
  const csv = csvOf('get_metrics', { metrics: [{ id: ID, name }] }, plain) ?? '';
  return recordsOf(csv)[0]?.['name'] ?? '';
}

describe('a cell', () => {
  it('brings any text back, guarded where a spreadsheet would calculate', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(nameCell(name)).toBe(/^[=+\-@\t\r\n＝＋－＠]/.test(name) ? `'${name}` : name);
      }),
    );
  });

  it.each(['=1+1', '+49 30', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠A1'])(
    'that begins like %j is text',
    (name) => {
      expect(nameCell(name)).toBe(`'${name}`);
    },
  );

  it.each(['1 = 1', 'a-b', "'quoted'", 'é', '5'])('that is %j stays as it is', (name) => {
    expect(nameCell(name)).toBe(name);
  });

  it('that is a number stays one, below 0 too', () => {
    const entry = { version: 2, n: 12, change: { from: 1, difference: -0.25, ci95: [-0.5, -1e-7] } };
    const answer = { metrics: [{ metric_id: ID, entries: [entry] }] };
    expect(recordsOf(csvOf('get_metric_evaluation_results', answer, plain) ?? '')[0]).toMatchObject({
      change_difference: '-0.25',
      change_ci95_low: '-0.5',
      change_ci95_high: '-1e-7',
    });
  });

  it('that a semicolon would part elsewhere is quoted', () => {
    const csv = csvOf('get_metrics', { metrics: [{ id: ID, name: 'a;=b' }] }, plain);
    expect(csv).toContain(`${ID},"a;=b",`);
  });

  it('of a list has its parts, or JSON where these have parts', () => {
    const metrics = [{ applied_to_services: ['one', 'two'], tags: [{ key: 'team', value: null }] }];
    expect(recordsOf(csvOf('search_metrics', { metrics }, plain) ?? '')[0]).toMatchObject({
      applied_to_services: 'one; two',
      tags: '[{"key":"team","value":null}]',
    });
  });

  it('holds no secret', () => {
    const redact = (text: string) => text.replaceAll('s3cret', '[redacted]');
    const csv = csvOf('get_metrics', { metrics: [{ id: ID, name: 'as3cretb' }] }, { ...plain, redact });
    expect(csv).toContain('a[redacted]b');
    expect(csv).not.toContain('s3cret');
  });
});

describe('the lines', () => {
  it('are of every tool that lists, and of no other one', () => {
    expect(TOOLS.map(({ name }) => name).filter(hasList)).toEqual([
      'get_metrics',
      'search_metrics',
      'get_metric_versions',
      'get_metric_evaluation_results',
      'evaluate_metrics',
    ]);
    expect(hasList('toString')).toBe(false);
  });

  it('have a column for every figure that an entry of a summary can have', () => {
    const header = readCsv(csvOf('get_metric_evaluation_results', { metrics: [] }, plain) ?? '')[0] ?? [];
    const { entries } = metricShape.shape;
    const entry = entries.unwrap().element.shape;
    const fields = [
      ...Object.keys(entry),
      ...Object.keys(entry.change.unwrap().shape).map((name) => `change_${name}`),
    ].filter((name) => !['change', 'trend'].includes(name));
    const intervals = new Set(['ci95', 'change_ci95']);
    for (const field of fields) expect(header).toContain(intervals.has(field) ? `${field}_low` : field);
    const results = readCsv(csvOf('get_metric_evaluation_results', { results: [] }, plain) ?? '')[0];
    expect(results).toEqual(expect.arrayContaining(Object.keys(rowShape.shape)));
  });

  it('name the metric of each result, said once or in each row', () => {
    const [a, b] = [ID, 'b'.repeat(24)];
    const several = {
      metrics: [
        { metric_id: a, name: 'A' },
        { metric_id: b, name: 'B' },
      ],
      results: [
        { metric_id: b, version: 1, result: false },
        { metric_id: a, version: 2, result: 'yes' },
      ],
    };
    const alone = { metrics: [{ metric_id: a, name: 'A' }], results: [{ version: 1, result: null }] };
    const rows = (answer: object) =>
      recordsOf(csvOf('get_metric_evaluation_results', { ...answer }, plain) ?? '').map(
        ({ metric_id, name, result }) => [metric_id, name, result],
      );
    expect(rows(several)).toEqual([
      [b, 'B', 'false'],
      [a, 'A', 'yes'],
    ]);
    expect(rows(alone)).toEqual([[a, 'A', '']]);
  });

  it('of a metric’s versions carry its id, and their definition in columns', () => {
    const metric_value = { type: 'numerical', lower_bound: -1, upper_bound: 5 };
    const answer = { metric_id: ID, versions: [{ version: 3, description: 'Why, "so"?', metric_value }] };
    expect(recordsOf(csvOf('get_metric_versions', answer, plain) ?? '')).toEqual([
      expect.objectContaining({
        metric_id: ID,
        version: '3',
        description: 'Why, "so"?',
        metric_value_type: 'numerical',
        metric_value_lower_bound: '-1',
        metric_value_categories: '',
      }),
    ]);
  });

  it('of coverage are its totals', () => {
    const totals = [{ source_type: 'manual', results: 4, not_applicable: 1, metrics: 2, units: 3 }];
    expect(readCsv(csvOf('get_metric_evaluation_results', { coverage: {}, totals }, plain) ?? '')).toEqual([
      ['source_type', 'results', 'not_applicable', 'metrics', 'units'],
      ['manual', '4', '1', '2', '3'],
    ]);
  });

  it.each([
    ['one by one', { evaluations: [{ metric_id: ID, status: 'done', value: true }] }, { value: 'true' }],
    ['by metric', { metrics: [{ metric_id: ID, done: 12, pending: [ID] }] }, { done: '12', pending: ID }],
    ['before they happen', { plan: { versions: [{ metric_id: ID, version: 4 }] } }, { version: '4' }],
  ])('of evaluations %s', (_, answer, row) => {
    const rows = recordsOf(csvOf('evaluate_metrics', { ...answer, note: null }, plain) ?? '');
    expect(rows).toEqual([expect.objectContaining({ metric_id: ID, ...row })]);
  });

  it('link a conversation where one can be opened, and only there', () => {
    const answer = {
      evaluations: [{ metric_id: ID, conversation_id: 'c'.repeat(24), status: 'pending' }],
    };
    const conversationUrl = 'https://amigo.example/{conversation_id}';
    const [linked] = recordsOf(csvOf('evaluate_metrics', answer, { ...plain, conversationUrl }) ?? '');
    expect(linked?.['link']).toBe(`https://amigo.example/${'c'.repeat(24)}`);
    const header = (csv?: string) => readCsv(csv ?? '')[0];
    expect(header(csvOf('evaluate_metrics', answer, plain))).not.toContain('link');
    expect(header(csvOf('get_metrics', { metrics: [] }, { ...plain, conversationUrl }))).not.toContain(
      'link',
    );
  });
});

it('says beside the list what its lines cannot', () => {
  expect(
    besideTheList({ coverage: { note: 'Read on.', continuation_token: 'abc' }, unchanged: ['A'] }),
  ).toEqual(['Unchanged, without a line: A.', 'Note: Read on.', 'continuation_token: abc']);
  expect(besideTheList({ coverage: {}, metrics: [{ entries: [], agreement: {} }] })).toEqual([
    expect.stringContaining('agreement with people'),
  ]);
  expect(besideTheList({ page: { note: null } })).toEqual([]);
  expect(besideTheList({ evaluations: [], note: 'Two are pending.' })).toEqual(['Note: Two are pending.']);
});
