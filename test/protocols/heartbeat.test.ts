import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const EVALUATE = /\/metric\/evaluate$/;
const HEARTBEAT_MS = 5_000;
const INPUT = { metric_ids: ['Empathy score'], conversation_id: '6afdb598f66e80d40521fdb4' };

let workshop: Workshop;
let judged = () => {};
let judging: Promise<void>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  workshop = await openWorkshop();
  judging = new Promise((resolve) => {
    judged = resolve;
  });
  workshop.relay.meet('POST', EVALUATE, { kind: 'hold', until: judging });
});

afterEach(async () => {
  vi.useRealTimers();
  await workshop.close();
});

it('while a judge works, a host hears every five seconds that it still does', async () => {
  const heard: { done: number; message: string }[] = [];
  const answer = workshop.call('evaluate_metrics', INPUT, {
    progress: (done, _total, message) => void heard.push({ done, message }),
  });
  await workshop.relay.arrived('POST', EVALUATE, 1);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(3 * HEARTBEAT_MS);
  expect(heard.map(({ message }) => message)).toEqual(Array(3).fill('0 of 1 judged'));
  // It rises, and stays below what the first verdict makes of it.
  expect(heard.map(({ done }) => done)).toEqual(
    [...new Set(heard.map(({ done }) => done))].toSorted((a, b) => a - b),
  );
  expect(heard.every(({ done }) => done > 0 && done < 1)).toBe(true);
  judged();
  expect((await answer).isError).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
  expect(heard.slice(3)).toEqual([{ done: 1, message: '1 of 1 judged' }]);
});

it('no clock runs for a host that did not ask', async () => {
  const answer = workshop.call('evaluate_metrics', INPUT);
  await workshop.relay.arrived('POST', EVALUATE, 1);
  expect(vi.getTimerCount()).toBe(0);
  judged();
  expect((await answer).isError).toBe(false);
});
