import type { GroupKey } from './aggregate.ts';
import type { Row } from '../reading/row.ts';
import { createCalendar, type Calendar } from '../statistics/calendar.ts';

export const PERIODS = ['day', 'week', 'month'] as const;
export const FIELDS = [
  'source_type',
  'conversation_id',
  'simulation_unit_test_set_run_id',
  'unit_test_id',
] as const;
export type GroupBy = (typeof PERIODS)[number] | (typeof FIELDS)[number];

export interface Grouping {
  groupOf(row: Row): GroupKey;
  /** Null when the groups are not periods. */
  readonly calendar: Calendar | null;
}

const FIELD_OF: Readonly<Record<(typeof FIELDS)[number], (row: Row) => string | null>> = {
  source_type: (row) => row.sourceType,
  conversation_id: (row) => row.conversationId,
  simulation_unit_test_set_run_id: (row) => row.runId,
  unit_test_id: (row) => row.unitTestId,
};

/** Times that a calendar of four-digit years holds in every zone, whole periods around them included. */
const FIRST_DAY = Date.UTC(1000, 0, 1);
const LAST_DAY = Date.UTC(9998, 0, 1);

export function createGrouping(by: GroupBy, timezone: string): Grouping {
  if (by === 'day' || by === 'week' || by === 'month') {
    const calendar = createCalendar(timezone, by);
    const isDated = (at: number | null): at is number => at !== null && at > FIRST_DAY && at < LAST_DAY;
    return { calendar, groupOf: ({ at }) => (isDated(at) ? calendar.key(at) : null) };
  }
  return { calendar: null, groupOf: FIELD_OF[by] };
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

/** An answer holds far fewer; a result with a time out of this world must not make millions. */
const MOST_PERIODS = 5_000;

/** Every period from the first to the last key, those without results included (unless there are thousands). */
export function periodsBetween(keys: readonly number[], calendar: Calendar, span: Span): Period[] {
  if (keys.length === 0) return [];
  const first = keys.reduce((least, key) => Math.min(least, key));
  const last = keys.reduce((most, key) => Math.max(most, key));
  const every = last - first < MOST_PERIODS;
  const shown = every
    ? Array.from({ length: last - first + 1 }, (_, place) => first + place)
    : [...new Set(keys)].sort((one, other) => one - other);
  return shown.map((key) => {
    const partial = calendar.start(key) < span.from || calendar.end(key) - 1 > span.to;
    return { key, label: calendar.label(key), partial };
  });
}
