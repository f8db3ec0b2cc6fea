import { describe, expect, it, test } from 'vitest';
import type { EntryFigures, Warning } from '../../src/results/figures/shape.ts';
import { saidOnce } from '../../src/results/figures/warnings.ts';
import { summaryOf, type Options } from '../support/results-summary.ts';
import { rowOf, type WorldRow } from '../support/results-worlds.ts';

type Value = WorldRow['value'];

const times = (n: number, value: Value) => Array.from({ length: n }, () => value);
/** Results of units 0, 1, 2 …: one of each value. */
function judged(metricId: string, values: readonly Value[], version = 1): WorldRow[] {
  return values.map((value, unit) =>
    rowOf(version * 1_000 + unit, { metricId, version, source: 'manual', unit, value, at: 0 }),
  );
}

/** What the newest version's entry is warned of under this code; null for nothing. */
function warned(code: Warning['code'], rows: readonly WorldRow[], options: Options = {}): string | null {
  const { warnings = [] } = summaryOf(rows, options).metrics[0]?.entries?.[0] ?? {};
  return warnings.find((warning) => warning.code === code)?.message ?? null;
}

test('too few units', () => {
  expect(warned('too_few', judged('b', times(9, true)))).toBe('Only 9 units: a start, no basis.');
  expect(warned('too_few', judged('b', [true]))).toBe('Only 1 unit: a start, no basis.');
  expect(warned('too_few', judged('b', times(10, true)))).toBeNull();
});

test('units that were judged more than once', () => {
  const rows = judged('b', times(12, true));
  const again = rows.slice(0, 2).map((row, place) => ({ ...row, id: `again ${place}` }));
  expect(warned('repeated', [...rows, ...again])).toBe('14 results of 12 units: each unit counts once.');
  expect(warned('repeated', rows)).toBeNull();
  expect(
    warned('repeated', [...rows, { ...rowOf(1, { ...BASE, unit: 1 }), id: 'null', value: null }]),
  ).toBeNull();
});
const BASE = { metricId: 'b', version: 1, source: 'manual', value: true, at: 0 } as const;

test('means without a spread', () => {
  expect(warned('no_spread', judged('n', times(12, 4)))).toBe(
    'All 12 units have the same value: there is no interval.',
  );
  expect(warned('no_spread', judged('n', [...times(11, 4), 5]))).toBeNull();
  expect(warned('no_spread', judged('n', [4]))).toBeNull();
  expect(warned('no_spread', judged('b', times(12, true)))).toBeNull();
});

test('values outside the bounds of the version', () => {
  expect(warned('out_of_bounds', judged('n', [0, 10, 5, -1, 11]))).toBe('2 values outside 0 to 10.');
  expect(warned('out_of_bounds', judged('n', [0, 10, 10.5]))).toBe('1 value outside 0 to 10.');
  expect(warned('out_of_bounds', judged('n', [0, 10]))).toBeNull();
  expect(warned('out_of_bounds', judged('u', [-100, 100]))).toBeNull();
});

describe('values that are no category', () => {
  const others = (n: number) => Array.from({ length: n }, (_, place) => `other ${place}`);

  it('are counted, and listed as far as there is room', () => {
    expect(warned('unknown_category', judged('c', ['booked', 'else']))).toBe(
      '1 value beside the categories of this version.',
    );
    expect(warned('unknown_category', judged('c', ['booked', ...others(50)]))).toBe(
      '50 values beside the categories of this version.',
    );
    expect(warned('unknown_category', judged('c', ['booked', ...others(51)]))).toBe(
      '51 values beside the categories of this version. Only the 50 commonest are listed.',
    );
    expect(warned('unknown_category', judged('c', ['booked', 'declined']))).toBeNull();
  });

  it('are no fault where no categories are known, unless too many', () => {
    expect(warned('unknown_category', judged('x', ['booked', ...others(49)]))).toBeNull();
    expect(warned('unknown_category', judged('x', others(51)))).toBe(
      '51 values, and no categories to hold them against. Only the 50 commonest are listed.',
    );
  });
});

test('values of another type', () => {
  expect(warned('mismatched', judged('b', [true, false, 'yes', 3, null]))).toBe(
    '2 values of another type than boolean: in no figure.',
  );
  expect(warned('mismatched', judged('n', [1, 'one']))).toBe(
    '1 value of another type than numerical: in no figure.',
  );
  expect(warned('mismatched', judged('b', [true, null]))).toBeNull();
});

describe('a share of units without an answer that moves', () => {
  const both = (before: readonly Value[], after: readonly Value[]) => [
    ...judged('b', before, 1),
    ...judged('b', after, 2),
  ];
  const share = (without: number, all: number) => [...times(without, null), ...times(all - without, true)];

  it.each([
    [6, 20, 8, 20, null],
    [6, 20, 9, 20, 'Not applicable went from 30 % to 45 % of units: other conversations count.'],
    [9, 20, 6, 20, 'Not applicable went from 45 % to 30 % of units: other conversations count.'],
    [30, 100, 40, 100, null],
    [3, 10, 41, 100, 'Not applicable went from 30 % to 41 % of units: other conversations count.'],
    [0, 20, 0, 10, null],
  ])('from %i of %i to %i of %i', (without, all, then, of, message) => {
    expect(warned('not_applicable_shift', both(share(without, all), share(then, of)))).toBe(message);
  });

  it('is none without another side', () => {
    expect(warned('not_applicable_shift', judged('b', share(5, 10)))).toBeNull();
  });
});

test('a criterion that no value can meet, or none can miss', () => {
  const numerical = (threshold: number) => ({ type: 'numerical', verb: '>=', threshold }) as const;
  const categorical = (...expected: string[]) => ({ type: 'categorical', expected, none: false }) as const;
  const [n, c] = [judged('n', [5, 6]), judged('c', ['booked', 'never'])];
  expect(warned('criterion_outside', n, { criterion: numerical(11) })).toBe(
    'The threshold lies outside 0 to 10: choose one within.',
  );
  expect(warned('criterion_outside', n, { criterion: numerical(10) })).toBeNull();
  expect(warned('criterion_outside', c, { criterion: categorical('elsewhere') })).toBe(
    'None of expected_values is a category of this version: choose from those listed.',
  );
  expect(warned('criterion_outside', c, { criterion: categorical('elsewhere', 'booked') })).toBeNull();
});

describe('a warning that many entries share', () => {
  const entries = (count: number, code: Warning['code'] = 'too_few'): EntryFigures[] =>
    Array.from({ length: count }, (_, place) => ({
      version: place + 1,
      n: 3,
      warnings: [{ code, message: `Only ${place}.` }],
    }));
  const messages = (all: readonly EntryFigures[]) =>
    saidOnce(all).map(({ warnings }) => warnings?.map(({ message }) => message));

  it('is said of each up to three, then once, at the first of them', () => {
    expect(messages(entries(3))).toEqual([['Only 0.'], ['Only 1.'], ['Only 2.']]);
    expect(messages(entries(4))).toEqual([
      ['Only 0. Likewise 3 more entries.'],
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('does not silence another one', () => {
    const [first, ...others] = entries(4);
    const mixed = [
      { version: 9, n: 1 },
      { ...first, version: 9, n: 3, warnings: entries(1, 'repeated')[0]?.warnings ?? [] },
    ];
    expect(messages([...mixed, ...others])).toEqual([
      undefined,
      ['Only 0.'],
      ['Only 1.'],
      ['Only 2.'],
      ['Only 3.'],
    ]);
  });
});
