import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createCalendar,
  endOfDate,
  isTimezone,
  startOfDate,
} from '../../../src/results/statistics/calendar.ts';

const DAY = 86_400_000;
const at = (time: string) => Date.parse(time);
const iso = (epochMs: number | null) => (epochMs === null ? null : new Date(epochMs).toISOString());
const timezone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC');
const instant = fc.integer({ min: at('1880-01-01T00:00Z'), max: at('2060-01-01T00:00Z') });

test('in any zone and at any time the day is the date that Intl shows', () => {
  fc.assert(
    fc.property(timezone, instant, (zone, time) => {
      const calendar = createCalendar(zone, 'day');
      expect(calendar.label(calendar.key(time))).toBe(intlDate(time, zone));
    }),
    { numRuns: 1000 },
  );
});

test.each(['America/Sao_Paulo', 'Asia/Beirut', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Pacific/Apia'])(
  'around every clock change of %s the day is the date that Intl shows',
  (zone) => {
    const calendar = createCalendar(zone, 'day');
    const date = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
    const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    const offsetAt = (time: number) => offset.format(time).split(', ')[1];
    const first = at('1930-01-01T12:00Z');
    let changes = 0;
    let offsetBefore = offsetAt(first);
    const wrong: (string | null)[] = [];
    for (let noon = first; noon < at('2030-01-01T12:00Z'); noon += DAY) {
      const offsetAfter = offsetAt(noon + DAY);
      if (offsetBefore === offsetAfter) continue;
      offsetBefore = offsetAfter;
      changes += 1;
      for (let time = noon; time < noon + DAY; time += 10 * 60_000) {
        if (calendar.label(calendar.key(time)) !== date.format(time)) wrong.push(iso(time));
      }
    }
    expect(changes).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  },
);

test('a period starts with the first instant that has its key, and ends where the next one starts', () => {
  fc.assert(
    fc.property(timezone, instant, fc.constantFrom('day', 'week', 'month'), (zone, time, unit) => {
      const calendar = createCalendar(zone, unit);
      const key = calendar.key(time);
      const start = calendar.start(key);
      expect(calendar.key(start)).toBe(key);
      expect(calendar.key(start - 1)).toBeLessThan(key);
      expect(calendar.end(key)).toBe(calendar.start(key + 1));
      expect(calendar.end(key)).toBeGreaterThan(start);
    }),
    { numRuns: 500 },
  );
});

test('days that are not 24 hours long', () => {
  const hours = (zone: string, date: string) => {
    const calendar = createCalendar(zone, 'day');
    const key = Date.parse(date) / DAY;
    return (calendar.end(key) - calendar.start(key)) / 3_600_000;
  };
  expect(hours('Europe/Berlin', '2026-03-29')).toBe(23);
  expect(hours('Europe/Berlin', '2026-10-25')).toBe(25);
  expect(hours('Australia/Lord_Howe', '2026-04-05')).toBe(24.5);
  // Samoa went over the date line and had no 30 December in 2011.
  expect(hours('Pacific/Apia', '2011-12-30')).toBe(0);
});

test('where midnight does not exist the day starts when the clock has jumped', () => {
  expect(iso(startOfDate('2018-11-04', 'America/Sao_Paulo'))).toBe('2018-11-04T03:00:00.000Z');
  expect(iso(startOfDate('2022-03-27', 'Asia/Beirut'))).toBe('2022-03-26T22:00:00.000Z');
  expect(iso(endOfDate('2018-11-03', 'America/Sao_Paulo'))).toBe('2018-11-04T02:59:59.999Z');
});

test('where midnight comes twice the day starts at the first one, and minutes shown again keep their date', () => {
  // St. John's set its clock back from 00:01 to 23:01.
  const calendar = createCalendar('America/St_Johns', 'day');
  expect(iso(startOfDate('2006-10-29', 'America/St_Johns'))).toBe('2006-10-29T02:30:00.000Z');
  expect(calendar.label(calendar.key(at('2006-10-29T02:30:30Z')))).toBe('2006-10-29');
  expect(calendar.label(calendar.key(at('2006-10-29T02:45:00Z')))).toBe('2006-10-28');
});

test('local mean time counts to the second', () => {
  // Paris was 9 minutes and 21 seconds ahead until 1911.
  expect(iso(startOfDate('1900-01-01', 'Europe/Paris'))).toBe('1899-12-31T23:50:39.000Z');
});

describe('weeks and months', () => {
  test('a week is labelled with the date of its Monday, whichever year that is in', () => {
    const week = createCalendar('UTC', 'week');
    const label = (date: string) => week.label(week.key(at(date)));
    expect(label('2026-11-16')).toBe('2026-11-16');
    expect(label('2026-11-22')).toBe('2026-11-16');
    expect(label('2026-11-23')).toBe('2026-11-23');
    expect(label('2021-01-03')).toBe('2020-12-28');
    expect(label('1970-01-01')).toBe('1969-12-29');
  });

  test('weeks start on Monday, months on the first, and neighbours have neighbouring keys', () => {
    const week = createCalendar('Europe/Berlin', 'week');
    const month = createCalendar('Europe/Berlin', 'month');
    const key = week.key(at('2026-11-25T12:00Z'));
    expect(iso(week.start(key))).toBe('2026-11-22T23:00:00.000Z');
    expect(week.key(at('2026-11-22T22:59:59.999Z'))).toBe(key - 1);
    expect(week.label(key)).toBe('2026-11-23');
    expect(week.label(key + 6)).toBe('2027-01-04');
    const november = month.key(at('2026-11-25T12:00Z'));
    expect(iso(month.start(november))).toBe('2026-10-31T23:00:00.000Z');
    expect([november, november + 1, november + 2].map(month.label)).toEqual([
      '2026-11',
      '2026-12',
      '2027-01',
    ]);
    expect(month.label(month.key(at('1969-12-01T12:00Z')))).toBe('1969-12');
  });

  test('every week of four centuries is labelled with the Monday seven days after the one before', () => {
    const week = createCalendar('UTC', 'week');
    const wrong: string[] = [];
    const first = week.key(Date.UTC(1800, 0, 6));
    for (let key = first; key < week.key(Date.UTC(2200, 0, 1)); key += 1) {
      // 6 January 1800 was a Monday.
      const monday = new Date(Date.UTC(1800, 0, 6) + (key - first) * 7 * DAY);
      const wanted = monday.toISOString().slice(0, 10);
      if (monday.getUTCDay() !== 1 || week.label(key) !== wanted)
        wrong.push(`${week.label(key)} for ${wanted}`);
    }
    expect(wrong).toEqual([]);
  });
});

test.each(['2026-02-30', '2026-13-01', '2026-00-10', '2026-1-1', '20260101', '2026-01-01T00:00', ''])(
  'no date: %j',
  (text) => {
    expect(startOfDate(text, 'UTC')).toBeNull();
    expect(endOfDate(text, 'UTC')).toBeNull();
  },
);

test('a date is four, two and two digits of a day that exists', () => {
  expect(iso(startOfDate('2024-02-29', 'UTC'))).toBe('2024-02-29T00:00:00.000Z');
  expect(iso(endOfDate('2024-02-29', 'UTC'))).toBe('2024-02-29T23:59:59.999Z');
  expect(iso(startOfDate('0001-01-01', 'Etc/GMT-9'))).toBe('0000-12-31T15:00:00.000Z');
  expect(iso(endOfDate('9999-12-31', 'America/New_York'))).toBe('+010000-01-01T04:59:59.999Z');
});

test.each(['UTC', 'Europe/Berlin', 'europe/berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
  '%s is a time zone',
  (name) => expect(isTimezone(name)).toBe(true),
);

test.each(['', '+05:30', 'Mars/Olympus', 'Europe', 'Berlin', 'UTC ', '${TZ}'])('%j is no time zone', (name) =>
  expect(isTimezone(name)).toBe(false),
);

test('the first and the last instants that a Date can hold have a period too', () => {
  const calendar = createCalendar('America/New_York', 'month');
  expect(calendar.label(calendar.key(8_640_000_000_000_000))).toBe('+275760-09');
  expect(calendar.key(-8_640_000_000_000_000 + DAY)).toBeLessThan(0);
});

function intlDate(time: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(time);
}
