import { createZone, DAY, type Zone } from './zone.ts';

/** Periods of a time zone's calendar, numbered so that each one's key is one more than the key before it. */
export interface Calendar {
  /** The period that an instant (epoch milliseconds) belongs to, by the date that the zone's clock shows. */
  key: (epochMs: number) => number;
  /** `2026-11-25`; of a week the date of its Monday, `2026-11-23`; of a month `2026-11`. */
  label: (key: number) => string;
  /** The first instant of the period, in epoch milliseconds. */
  start: (key: number) => number;
  /** The first instant after the period: the start of the next one. */
  end: (key: number) => number;
}

interface Unit {
  /** The key of the period that holds a date; dates count in days from 1970-01-01. */
  keyOf: (date: number) => number;
  firstDate: (key: number) => number;
  label: (key: number) => string;
}

const UNITS: Record<'day' | 'week' | 'month', Unit> = {
  day: { keyOf: (date) => date, firstDate: (key) => key, label: isoDate },
  week: {
    // 1970-01-01 was a Thursday: week 0 begins on the Monday three days earlier.
    keyOf: (date) => Math.floor((date + 3) / 7),
    firstDate: (key) => key * 7 - 3,
    label: (key) => isoDate(key * 7 - 3),
  },
  month: {
    keyOf: (date) => {
      const day = new Date(date * DAY);
      return (day.getUTCFullYear() - 1970) * 12 + day.getUTCMonth();
    },
    firstDate: (key) => Date.UTC(1970, key, 1) / DAY,
    label: (key) => isoDate(Date.UTC(1970, key, 1) / DAY).slice(0, -3),
  },
};

/**
 * A calendar that asks `Intl` once or twice for each UTC day that it meets, and can so sort a million results.
 * Where a clock that is set back shows the end of a date a second time, these minutes have that date's key, though
 * the next period has started. A date that a zone skipped is an empty period.
 * @param timezone an IANA name
 * @throws {RangeError} for a name that `isTimezone` refuses
 */
export function createCalendar(timezone: string, unit: 'day' | 'week' | 'month'): Calendar {
  const zone = createZone(timezone);
  const { keyOf, firstDate, label } = UNITS[unit];
  const start = (key: number) => startOf(firstDate(key), zone);
  return {
    key: (epochMs) => keyOf(Math.floor(zone.local(epochMs) / DAY)),
    label,
    start,
    end: (key) => start(key + 1),
  };
}

/** Whether this is the name of a time zone that the runtime knows (IANA, any letter case; no bare offsets). */
export function isTimezone(text: string): boolean {
  if (!/^[a-z]/i.test(text)) return false;
  try {
    createZone(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The first instant of a date in a time zone, in epoch milliseconds; null unless the text is a date that exists.
 * @param text `YYYY-MM-DD`
 * @throws {RangeError} for a time zone that `isTimezone` refuses
 */
export function startOfDate(text: string, timezone: string): number | null {
  const date = dateOf(text);
  return date === null ? null : startOf(date, createZone(timezone));
}

/** The last millisecond of a date: the one before the next date starts. Otherwise as `startOfDate`. */
export function endOfDate(text: string, timezone: string): number | null {
  const date = dateOf(text);
  return date === null ? null : startOf(date + 1, createZone(timezone)) - 1;
}

/**
 * The instant, in epoch milliseconds, at which the clocks of a time zone show a time: the first of two where they are
 * set back, the one behind the gap where they are set forward.
 * @param shown what they show, as if it were UTC, in epoch milliseconds
 */
export function instantOf(shown: number, timezone: string): number {
  return createZone(timezone).instant(shown);
}

function startOf(date: number, zone: Zone): number {
  return zone.instant(date * DAY);
}

function dateOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const date = Date.parse(text) / DAY;
  // `Date.parse` may take 30 February for 2 March.
  return Number.isInteger(date) && isoDate(date) === text ? date : null;
}

function isoDate(date: number): string {
  return new Date(date * DAY).toISOString().slice(0, -14);
}
