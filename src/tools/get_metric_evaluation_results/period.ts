import { CallError } from '../../errors.ts';
import { endOfDate, instantOf, startOfDate } from '../../results/statistics/calendar.ts';
import { readInstant } from '../../text/times.ts';
import type { Input } from './input.ts';

const OFFSET = /(?:[zZ]|[+-]\d\d:?\d\d)$/;

/** Epoch milliseconds, both ends inclusive; undefined for an end that is open. */
interface Period {
  readonly after: number | undefined;
  readonly before: number | undefined;
}

/**
 * The period that two arguments name; undefined when neither is given.
 * @throws {CallError} `invalid_input` for a time that does not exist
 */
export function periodOf(given: Input, timezone: string, name: 'timestamp' | 'baseline'): Period | undefined {
  const [after, before] = [given[`${name}_after`], given[`${name}_before`]];
  if (after === undefined && before === undefined) return undefined;
  return {
    after: after === undefined ? undefined : instant(after, `${name}_after`, timezone, startOfDate),
    before: before === undefined ? undefined : instant(before, `${name}_before`, timezone, endOfDate),
  };
}

/** Whether an end of a period says no more than a date, or no offset: then the time zone decides. */
export function needsTimezone(given: Input): boolean {
  const times = [given.timestamp_after, given.timestamp_before, given.baseline_after, given.baseline_before];
  return times.some((text) => text !== undefined && !OFFSET.test(text.slice(10)));
}

function instant(text: string, argument: string, timezone: string, ofDate: typeof startOfDate): number {
  const date = text.slice(0, 10);
  // `Date.parse` takes 30 February for 2 March.
  const exists = startOfDate(date, 'UTC') !== null;
  const at =
    text === date ? ofDate(date, timezone) : exists ? timeOf(text.replace(' ', 'T'), timezone) : null;
  if (at !== null) return at;
  throw new CallError(
    'invalid_input',
    `${argument} ${JSON.stringify(text)} is no time that exists.`,
    'Give a date such as 2026-11-25, or an ISO 8601 time such as 2026-11-25T08:00:00Z.',
  );
}

/** A time without an offset is what the clocks of the time zone show. */
function timeOf(text: string, timezone: string): number | null {
  const at = readInstant(text);
  return at === null || OFFSET.test(text) ? at : instantOf(at, timezone);
}
