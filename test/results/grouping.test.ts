import { describe, expect, it } from 'vitest';
import { createGrouping, periodsBetween, WEEKEND, WORKING_DAYS } from '../../src/results/figures/grouping.ts';
import { createCalendar } from '../../src/results/statistics/calendar.ts';
import { rowOf } from '../support/results-worlds.ts';

const rowAt = (at: string | null) =>
  rowOf(0, {
    metricId: 'b',
    version: 1,
    source: 'simulation',
    unit: 3,
    value: true,
    at: at === null ? null : Date.parse(at),
  });

describe('a weekend', () => {
  const grouping = createGrouping('weekend', 'America/New_York');
  it.each([
    // Friday evening there, Saturday in UTC.
    ['2026-03-14T03:59:00Z', WORKING_DAYS],
    ['2026-03-14T04:00:00Z', WEEKEND],
    // The clocks are set forward in that night.
    ['2026-03-09T03:59:00Z', WEEKEND],
    ['2026-03-09T04:00:00Z', WORKING_DAYS],
    ['1969-12-27T12:00:00Z', WEEKEND],
    [null, null],
  ])('%s: %s', (at, group) => {
    expect(grouping.groupOf(rowAt(at))).toBe(group);
    expect(grouping.calendar).toBeNull();
  });
});

it('a time that no calendar of four digits holds is no period', () => {
  const grouping = createGrouping('day', 'UTC');
  expect(grouping.groupOf(rowAt('0999-12-31T00:00:00Z'))).toBeNull();
  expect(grouping.groupOf({ ...rowAt(null), at: 8e15 })).toBeNull();
  expect(grouping.groupOf(rowAt('2026-03-14T00:00:00Z'))).not.toBeNull();
});

it('a field of a simulation is a group', () => {
  expect(createGrouping('unit_test_id', 'UTC').groupOf(rowAt(null))).toBe('test 3');
  expect(createGrouping('simulation_unit_test_set_run_id', 'UTC').groupOf(rowAt(null))).toBe('run 1');
  expect(createGrouping('conversation_id', 'UTC').groupOf(rowAt(null))).toBeNull();
});

describe('periods', () => {
  const days = createCalendar('UTC', 'day');
  const span = { from: days.start(10), to: days.end(12) - 1 };
  it('are all there from the first to the last, empty ones too, those beyond what was read partial', () => {
    const { periods, empty } = periodsBetween([13, 9, 11, 11], days, span);
    expect(periods.map(({ key, partial }) => [key, partial])).toEqual([
      [9, true],
      [10, false],
      [11, false],
      [12, false],
      [13, true],
    ]);
    expect(empty).toBe(0);
    expect(periodsBetween([10], days, { from: span.from + 1, to: span.to }).periods[0]?.partial).toBe(true);
    expect(periodsBetween([12], days, { from: span.from, to: span.to - 1 }).periods[0]?.partial).toBe(true);
  });

  it('of which more than a thousand are empty are left out, and counted', () => {
    const read = { from: -Infinity, to: Infinity };
    const few = periodsBetween([0, 1_001], days, read);
    expect([few.periods.length, few.empty]).toEqual([1_002, 0]);
    const many = periodsBetween([0, 1_002], days, read);
    expect([many.periods.length, many.empty]).toEqual([2, 1_001]);
    expect(periodsBetween([], days, read)).toEqual({ periods: [], empty: 0 });
  });
});
