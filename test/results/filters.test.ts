import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EVERYTHING,
  isBeside,
  isWithin,
  lacksField,
  matches,
  toQuery,
  type ResultFilters,
} from '../../src/results/reading/filters.ts';
import type { Row } from '../../src/results/reading/row.ts';

const ROW: Row = {
  id: 'r',
  metricId: 'm',
  version: 2,
  value: true,
  at: 1_000,
  sourceType: 'manual',
  conversationId: 'c',
  interactionId: null,
  runId: 'run',
  unitTestId: null,
  runIndex: null,
  unit: 'c',
  references: [],
  justification: '',
};

describe('a result matches', () => {
  it.each<[Partial<ResultFilters>, boolean]>([
    [{}, true],
    [{ after: 1_000, before: 1_000 }, true],
    [{ after: 1_001 }, false],
    [{ before: 999 }, false],
    [{ metrics: ['m-'] }, true],
    [{ metrics: ['m-2'] }, true],
    [{ metrics: ['m-1', 'n-'] }, false],
    [{ sourceTypes: ['manual'] }, true],
    [{ sourceTypes: ['simulation'] }, false],
    [{ conversations: ['c'], runs: ['run'] }, true],
    [{ conversations: ['other'] }, false],
  ])('%j: %s', (filters, matching) => {
    expect(matches({ ...EVERYTHING, ...filters }, ROW)).toBe(matching);
  });

  it.each<[Partial<ResultFilters>, Partial<Row>]>([
    [{ after: 0 }, { at: null }],
    [{ before: 2_000 }, { at: null }],
    [{ sourceTypes: ['manual'] }, { sourceType: null }],
    [{ conversations: ['c'] }, { conversationId: null }],
    [{ runs: ['run'] }, { runId: null }],
  ])('not %j when it lacks that field', (filters, lacking) => {
    expect(matches({ ...EVERYTHING, ...filters }, { ...ROW, ...lacking })).toBe(false);
  });
});

it.each<[Partial<ResultFilters>, Partial<Row>, boolean]>([
  [{ after: 0 }, { at: null }, true],
  [{ before: 2_000 }, { at: null }, true],
  [{ sourceTypes: ['manual'] }, { sourceType: null }, true],
  [{ after: 0, sourceTypes: ['manual'] }, { at: null, sourceType: null }, true],
  [{ after: 0 }, {}, false],
  [{ after: 2_000 }, {}, false],
  [{ sourceTypes: ['simulation'] }, {}, false],
  [{ conversations: ['c'] }, { conversationId: null }, false],
  [{ after: 0, sourceTypes: ['simulation'] }, { at: null }, false],
])('with %j a result of %j lacks a field that every result should have: %s', (filters, fields, lacks) => {
  expect(lacksField({ ...EVERYTHING, ...filters }, { ...ROW, ...fields })).toBe(lacks);
});

it.each([
  ['m-2', 'm-', true],
  ['m-', 'm-2', false],
  ['m-2', 'm-2', true],
  ['mm-2', 'm-', false],
])('what is asked of %s is within what is asked of %s: %s', (narrow, wide, within) => {
  const of = (metric: string) => ({ ...EVERYTHING, metrics: [metric] });
  expect(isWithin(of(narrow), of(wide))).toBe(within);
});

it('of more than a hundred metrics all results are read, and those of others are beside, not outside', () => {
  const metrics = Array.from({ length: 101 }, (_, n) => `metric${n}-`);
  const many = { ...EVERYTHING, metrics };
  expect(toQuery(many, '-created_at', 5).metric_id_and_version).toEqual([]);
  expect(isBeside(many, ROW)).toBe(true);
  expect(isBeside({ ...EVERYTHING, metrics: ['n-'] }, ROW)).toBe(false);
});

it('the period on the wire is a millisecond wider than asked for', () => {
  const query = toQuery({ ...EVERYTHING, after: 1_000 }, '+created_at', 2_001);
  expect(query).toMatchObject({
    timestamp_after: '1970-01-01T00:00:00.999Z',
    timestamp_before: '1970-01-01T00:00:02.001Z',
    sort_by: ['+created_at'],
  });
});

it('what is within a wider question has no result that the wider one lacks', () => {
  const list = (...names: string[]) => fc.subarray(names);
  const filters = fc.record({
    after: fc.option(fc.integer({ min: 0, max: 4 })),
    before: fc.option(fc.integer({ min: 0, max: 4 })),
    metrics: list('m-', 'm-1', 'm-2', 'n-'),
    sourceTypes: list('manual', 'simulation'),
    conversations: list('c', 'd'),
    runs: list('run'),
  });
  const row = fc.record({
    at: fc.option(fc.integer({ min: 0, max: 4 })),
    metricId: fc.constantFrom('m', 'n'),
    version: fc.integer({ min: 1, max: 2 }),
    sourceType: fc.constantFrom('manual', 'simulation', null),
    conversationId: fc.constantFrom('c', 'd', null),
    runId: fc.constantFrom('run', null),
  });
  let within = 0;
  fc.assert(
    fc.property(filters, filters, row, (narrow, wide, fields) => {
      expect(isWithin(narrow, narrow)).toBe(true);
      if (!isWithin(narrow, wide)) return;
      within += 1;
      if (matches(narrow, { ...ROW, ...fields })) expect(matches(wide, { ...ROW, ...fields })).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(within).toBeGreaterThan(20);
});
