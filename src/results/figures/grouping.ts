import type { Row } from '../reading/row.ts';
import { createCalendar, type Calendar } from '../statistics/calendar.ts';
import type { GroupKey } from './aggregate.ts';

export const PERIODS = ['day', 'week', 'month'] as const;
export const FIELDS = ['conversation_id', 'simulation_unit_test_set_run_id', 'unit_test_id'] as const;
export const WORKING_DAYS = 'working days';
export const WEEKEND = 'weekend';
export type GroupBy = (typeof PERIODS)[number] | (typeof FIELDS)[number] | 'weekend';

export interface Grouping {
  readonly groupOf: (row: Row) => GroupKey;
  /** Null when the groups are not periods. */
  readonly calendar: Calendar | null;
}

const FIELD_OF: Readonly<Record<(typeof FIELDS)[number], (row: Row) => string | null>> = {
  conversation_id: (row) => row.conversationId,
  simulation_unit_test_set_run_id: (row) => row.runId,
  unit_test_id: (row) => row.unitTestId,
};

/** Times that a calendar of four-digit years holds in every zone, whole periods around them included. */
const FIRST_DAY = Date.UTC(1000, 0, 1);
const LAST_DAY = Date.UTC(9998, 0, 1);

export function createGrouping(by: GroupBy, timezone: string): Grouping {
  switch (by) {
    case 'day':
    case 'week':
    case 'month': {
      const calendar = createCalendar(timezone, by);
      return { calendar, groupOf: ({ at }) => (isDated(at) ? calendar.key(at) : null) };
    }
    case 'weekend': {
      const { key } = createCalendar(timezone, 'day');
      const groupOf = ({ at }: Row) => (isDated(at) ? (isWeekend(key(at)) ? WEEKEND : WORKING_DAYS) : null);
      return { calendar: null, groupOf };
    }
    default:
      return { calendar: null, groupOf: FIELD_OF[by] };
  }
}

function isDated(at: number | null): at is number {
  return at !== null && at > FIRST_DAY && at < LAST_DAY;
}

/** @param day in days from 1970-01-01, which was a Thursday */
function isWeekend(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** What was read of time, epoch milliseconds, inclusive: beyond it, a period's results are not all here. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Period {
  readonly key: number;
  readonly label: string;
  /** Cut at an edge of what was read. */
  readonly partial: boolean;
}

/** A result with a time out of this world must not make millions of empty periods. */
const MOST_EMPTY = 1_000;

/**
 * Every period from the first to the last key.
 * @returns `empty`: how many without results were left out, which happens only to more than a thousand
 */
export function periodsBetween(
  keys: readonly number[],
  calendar: Calendar,
  span: Span,
): { readonly periods: Period[]; readonly empty: number } {
  if (keys.length === 0) return { periods: [], empty: 0 };
  const known = [...new Set(keys)].sort((first, second) => first - second);
  const [first = 0, last = 0] = [known[0], known.at(-1)];
  const empty = last - first + 1 - known.length;
  const shown =
    empty > MOST_EMPTY ? known : Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const periods = shown.map((key) => ({
    key,
    label: calendar.label(key),
    partial: calendar.start(key) < span.from || calendar.end(key) - 1 > span.to,
  }));
  return { periods, empty: empty > MOST_EMPTY ? empty : 0 };
}
