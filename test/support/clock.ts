import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { vi } from 'vitest';

/** How far the clock moves at a time. */
const STEP_MS = 100;
/** What sockets get of real time for each step, so that a second on the clock takes 20 ms at least. */
const TURN_MS = 2;

const realTimeout = globalThis.setTimeout;
let undiciTicks: Promise<void> | undefined;

/**
 * Does work on a clock of its own: minutes of waiting take a moment, and the clock stands still while this process is
 * kept from running, so that what is true of times on it is true on a busy machine too. Sockets and the peers behind
 * them are real. Tests that run beside others cannot use it: it is the clock of the whole process.
 */
export function onFastClock<T>(work: () => Promise<T>): Promise<T> {
  return onStillClock(async () => {
    const done = work();
    const settled = done.then(
      () => true,
      () => true,
    );
    do {
      await new Promise((resolve) => realTimeout(resolve, TURN_MS));
      // After a long pause timers come first: sockets get their turn in any case.
      await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(STEP_MS);
    } while (!(await Promise.race([settled, Promise.resolve(false)])));
    return done;
  });
}

/** Does work while no time passes: for what a server only does if there is time for it. Waits for no timer. */
export async function onStillClock<T>(work: () => Promise<T>): Promise<T> {
  await (undiciTicks ??= startUndici());
  vi.useFakeTimers({
    toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

/** What work takes of computing, in milliseconds: other programs that keep the machine busy do not lengthen it. */
export function computingMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * The undici package has one timer for all its time limits and keeps it: made on a clock that is gone later, it would
 * never tick again. So it is made before, by a request.
 */
async function startUndici(): Promise<void> {
  const server = createServer((_, response) => response.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await (await request(`http://127.0.0.1:${port}`)).body.dump();
  server.close();
  server.closeAllConnections();
}
