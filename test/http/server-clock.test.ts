import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createServerClock } from '../../src/http/server-clock.ts';
import type { Reply } from '../../src/http/exchange.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const SERVER = Date.parse('2026-11-25T03:00:00Z');

/** A reply that was on its way for so long, and was dated when the server's clock showed `at`. */
function reply(at: number, tookMs: number): Reply {
  const headers = { date: new Date(Math.floor(at / 1_000) * 1_000).toUTCString() };
  const receivedAt = performance.now();
  return { status: 200, headers, bytes: Buffer.alloc(0), sentAt: receivedAt - tookMs, receivedAt };
}

test.each([0, 1, 500, 999])(
  '%i ms into a second, the bound is not early, and late by a second at most',
  (ms) => {
    const clock = createServerClock();
    clock.learn(reply(SERVER + ms, 0));
    vi.advanceTimersByTime(10_000);
    const late = (clock.now() ?? NaN) - (SERVER + ms + 10_000);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(1_000);
  },
);

test('an answer that took long does not loosen a bound that is fresh', () => {
  const clock = createServerClock();
  clock.learn(reply(SERVER, 0));
  const tight = clock.now();
  clock.learn(reply(SERVER, 100_000));
  expect(clock.now()).toBe(tight);
  vi.advanceTimersByTime(600_000);
  clock.learn(reply(SERVER + 600_000, 100_000));
  expect(clock.now()).toBe((tight ?? NaN) + 600_000 + 100_000);
});

test('of several answers the one that bounds it most closely counts', () => {
  const clock = createServerClock();
  clock.learn(reply(SERVER, 0));
  vi.advanceTimersByTime(2_950);
  clock.learn(reply(SERVER + 2_950, 0));
  vi.advanceTimersByTime(1_300);
  clock.learn(reply(SERVER + 4_250, 0));
  const late = (clock.now() ?? NaN) - (SERVER + 4_250);
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(50);
});

test('a server whose clock was set forward is believed', () => {
  const clock = createServerClock();
  clock.learn(reply(SERVER, 0));
  vi.advanceTimersByTime(1_000);
  clock.learn(reply(SERVER + 3_600_000, 0));
  expect((clock.now() ?? NaN) - (SERVER + 3_600_000)).toBeGreaterThanOrEqual(0);
});

test('the later of two clocks counts: one sleeps with the computer, the other may be set back', () => {
  const clock = createServerClock();
  clock.learn(reply(SERVER, 0));
  const then = clock.now() ?? NaN;
  vi.setSystemTime(Date.now() + 3_600_000);
  expect(clock.now()).toBe(then + 3_600_000);
  vi.setSystemTime(Date.now() - 7_200_000);
  vi.advanceTimersByTime(5_000);
  expect(clock.now()).toBe(then + 5_000);
});

test('an answer without a date, or with one that is none, changes nothing', () => {
  const clock = createServerClock();
  clock.learn({ ...reply(SERVER, 0), headers: {} });
  clock.learn({ ...reply(SERVER, 0), headers: { date: 'yesterday 5' } });
  expect(clock.now()).toBeUndefined();
});
