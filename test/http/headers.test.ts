import { expect, test } from 'vitest';
import { header, quotaLeft, waitAsked } from '../../src/http/headers.ts';

const DATE = 'Wed, 25 Nov 2026 03:00:00 GMT';
const SECONDS = Date.parse(DATE) / 1_000;

function waitOf(headers: Readonly<Record<string, string>>, status = 503): number | undefined {
  const reply = {
    status,
    headers: { date: DATE, ...headers },
    bytes: Buffer.alloc(0),
    sentAt: 0,
    receivedAt: 0,
  };
  return waitAsked(reply);
}

test.each([
  [{ a: ' x ' }, 'x'],
  [{ a: ['', 'y'] }, undefined],
  [{ a: ['x ', 'y'] }, 'x'],
  [{ a: ' ' }, undefined],
  [{}, undefined],
])('the header of %j is %j', (headers, value) => {
  expect(header(headers, 'a')).toBe(value);
});

test.each([
  ['7', 7_000],
  ['0', 0],
  ['1.25', 1_250],
  ['Wed, 25 Nov 2026 03:00:09 GMT', 9_000],
  ['Wed, 25 Nov 2026 02:59:59 GMT', 0],
  ['7 apples', undefined],
  ['-7', undefined],
  ['2026', 2_026_000],
  ['in 2026', undefined],
])('Retry-After: %s asks to wait %s ms', (value, ms) => {
  expect(waitOf({ 'retry-after': value })).toBe(ms);
});

test('a reset of the quota is a wait only where the quota is what was refused, and nothing else was said', () => {
  const reset = { 'x-ratelimit-reset': String(SECONDS + 30) };
  expect(waitOf(reset, 429)).toBe(30_000);
  expect(waitOf(reset, 503)).toBeUndefined();
  expect(waitOf({ ...reset, 'retry-after': '2' }, 429)).toBe(2_000);
});

test.each([
  ['0', SECONDS + 30, { left: 0, forMs: 30_000 }],
  ['12', SECONDS + 0.5, { left: 12, forMs: 500 }],
  ['12', SECONDS + 3_600, { left: 12, forMs: 3_600_000 }],
  ['12', SECONDS + 3_600.001, undefined],
  ['12', SECONDS, undefined],
  ['12', SECONDS - 1, undefined],
  ['12', `${SECONDS + 30}s`, undefined],
  ['12', `+${SECONDS + 30}`, undefined],
  ['12', undefined, undefined],
  ['12 of 60', SECONDS + 30, undefined],
  ['-1', SECONDS + 30, undefined],
  [undefined, SECONDS + 30, undefined],
])('%s left until %s is %j', (remaining, reset, quota) => {
  expect(
    quotaLeft({
      date: DATE,
      ...(remaining !== undefined && { 'x-ratelimit-remaining': remaining }),
      ...(reset !== undefined && { 'x-ratelimit-reset': String(reset) }),
    }),
  ).toEqual(quota);
});
