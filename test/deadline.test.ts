import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  afterPages,
  bestEffort,
  countDown,
  deferred,
  eachOf,
  openDeadline,
  waitFor,
} from '../src/deadline.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const after = (ms: number) => performance.now() + ms;
const never = () => new Promise<never>(() => {});

describe('a deadline', () => {
  test.each([
    [45_000, { reads: 44_500, writes: 40_000, pages: 20_000 }],
    [5_000, { reads: 4_750, writes: 5_000 - 5_000 / 3, pages: 2_500 }],
  ])('of %i ms is divided among what a call does', (ms, startBy) => {
    const start = performance.now();
    const { reads, writes, pages, at } = openDeadline(ms);
    expect({ at, reads: reads.startBy, writes: writes.startBy, pages: pages.startBy }).toEqual({
      at: start + ms,
      reads: start + startBy.reads,
      writes: start + startBy.writes,
      pages: start + startBy.pages,
    });
    expect([reads.deadline, writes.deadline, pages.deadline]).toEqual([
      reads.startBy,
      writes.startBy,
      reads.startBy,
    ]);
  });

  test('is cancelled with its caller, at once when that has happened already', () => {
    const caller = new AbortController();
    const { signal, reads } = openDeadline(1_000, caller.signal);
    expect(signal.aborted).toBe(false);
    caller.abort('gone');
    expect([signal.reason, reads.signal.aborted]).toEqual(['gone', true]);
    expect(openDeadline(1_000, caller.signal).signal.reason).toBe('gone');
  });

  test('that ends aborts what is under way, and lets go of its caller', () => {
    const caller = new AbortController();
    const deadline = openDeadline(1_000, caller.signal);
    deadline.end();
    expect(deadline.signal.aborted).toBe(true);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test('leaves a read that the answer can lack 1.5 s, and never more than the call has', () => {
    const { reads } = openDeadline(45_000);
    expect(bestEffort(reads)).toEqual({ ...reads, deadline: after(1_500), startBy: after(1_500) });
    vi.advanceTimersByTime(44_450);
    expect(bestEffort(reads)).toEqual(reads);
  });

  test('leaves what is read after the pages at least 5 s to start, and never more than it has', () => {
    const deadline = openDeadline(45_000);
    expect(afterPages(deadline).startBy).toBe(deadline.pages.startBy);
    vi.advanceTimersByTime(30_000);
    expect(afterPages(deadline)).toEqual({ ...deadline.reads, startBy: after(5_000), isOptional: true });
    vi.advanceTimersByTime(14_000);
    expect(afterPages(deadline)).toEqual({ ...deadline.reads, isOptional: true });
  });
});

test('a countdown tells the seconds that are left, at once and as often as it is asked to, and ends', async () => {
  const told: number[] = [];
  const once: number[] = [];
  const { signal } = new AbortController();
  const bounds = { signal, deadline: after(11_500) };
  const over = Promise.all([
    countDown(bounds, 5_000, (seconds) => told.push(seconds)),
    countDown(bounds, undefined, (seconds) => once.push(seconds)),
  ]);
  await vi.advanceTimersByTimeAsync(11_500);
  await over;
  expect({ told, once }).toEqual({ told: [12, 7, 2], once: [12] });
  expect(vi.getTimerCount()).toBe(0);
});

describe('a wait', () => {
  test.each([
    ['is done', () => Promise.resolve(7)],
    ['has failed', () => Promise.reject(new Error('failed'))],
  ])('ends as soon as the work %s', async (_, work) => {
    const caller = new AbortController();
    expect(await waitFor(work(), { signal: caller.signal, deadline: after(1_000) })).toBe('settled');
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test('ends at the deadline, not before', async () => {
    const caller = new AbortController();
    let ending: string | undefined;
    void waitFor(never(), { signal: caller.signal, deadline: after(1_000) }).then((how) => (ending = how));
    await vi.advanceTimersByTimeAsync(999);
    expect(ending).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(ending).toBe('timeout');
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test('ends when the caller leaves, at once when the caller has left', async () => {
    const caller = new AbortController();
    const waiting = waitFor(never(), { signal: caller.signal, deadline: after(1_000) });
    caller.abort();
    expect(await waiting).toBe('cancelled');
    expect(await waitFor(never(), { signal: caller.signal, deadline: after(1_000) })).toBe('cancelled');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('may end further away than one timer can, and in the past', async () => {
    const done = deferred();
    const waiting = waitFor(done.promise, { deadline: after(2 ** 40) });
    await vi.advanceTimersByTimeAsync(10_000);
    done.resolve();
    expect(await waiting).toBe('settled');
    const late = waitFor(never(), { deadline: after(-1) });
    await vi.advanceTimersByTimeAsync(0);
    expect(await late).toBe('timeout');
  });
});

describe('a pool', () => {
  test('works on every item once, in their order, and never on more than it may at once', async () => {
    const durations = fc.array(fc.nat(50), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(durations, fc.integer({ min: 1, max: 6 }), async (items, atOnce) => {
        const begun: number[] = [];
        let [running, most, done] = [0, 0, 0];
        const pool = eachOf(items.entries(), atOnce, async ([index, ms]) => {
          begun.push(index);
          most = Math.max(most, ++running);
          await waitFor(never(), { deadline: after(ms) });
          running--;
          done++;
        });
        await vi.advanceTimersByTimeAsync(50 * items.length);
        await pool;
        expect(begun).toEqual([...items.keys()]);
        expect({ done, running }).toEqual({ done: items.length, running: 0 });
        expect(most).toBe(Math.min(atOnce, items.length));
      }),
    );
  });

  test('begins nothing more after a failure, and throws it', async () => {
    const begun: number[] = [];
    const slow = deferred();
    const pool = eachOf([0, 1, 2, 3], 2, async (item) => {
      begun.push(item);
      if (item === 1) throw new Error('failed');
      await slow.promise;
    });
    await expect(pool).rejects.toThrow('failed');
    slow.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toEqual([0, 1]);
  });
});
