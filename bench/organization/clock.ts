import { subscribe } from 'node:diagnostics_channel';
import { existsSync, openSync, readSync } from 'node:fs';
import { jump } from '../soak/clock.ts';

// A clock that runs on by itself while there is work, and is set on to the next timer while there is none: minutes of
// waiting take a moment, and work takes as long as it takes.

/** After so many turns in which next to nothing was done, all that goes on is waiting. */
const QUIET_TURNS = 200;
const QUIET_MS = 0.2;

const now = performance.now.bind(performance);
const later = globalThis.setTimeout;
const drop = globalThis.clearTimeout;

/** Where Linux keeps what this thread has computed, in nanoseconds. */
const SCHEDSTAT = '/proc/thread-self/schedstat';
const schedstat = existsSync(SCHEDSTAT) ? openSync(SCHEDSTAT, 'r') : undefined;
const buffer = Buffer.alloc(64);

/** Milliseconds that this thread has computed: other programs that keep the machine busy do not lengthen them. */
function computingMs(): number {
  if (schedstat !== undefined)
    return Number.parseInt(buffer.toString('latin1', 0, readSync(schedstat, buffer, 0, 64, 0)), 10) / 1e6;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

interface Timer {
  due: number;
  readonly everyMs?: number;
  readonly fire: () => void;
}

/** The longest turn of the event loop since it was asked for last. */
interface Turns {
  /** Milliseconds; what other programs took of the time is left out. */
  longest(): number;
  /** Forgets the turns up to here. */
  restart(): void;
}

/** From here on this process goes by the clock. */
export function startClock(tellPeer: (ms: number) => Promise<unknown>) {
  const timers = new Map<NodeJS.Timeout, Timer>();
  const underWay = new Set<unknown>();
  const requestOf = (message: unknown) =>
    typeof message === 'object' && message !== null && 'request' in message ? message.request : undefined;
  subscribe('undici:request:create', (message) => underWay.add(requestOf(message)));
  subscribe('undici:request:trailers', (message) => underWay.delete(requestOf(message)));
  subscribe('undici:request:error', (message) => underWay.delete(requestOf(message)));

  const clock = () => globalThis.performance.now();
  const keep = (real: NodeJS.Timeout, timer: Timer) => {
    timers.set(real, timer);
    return real;
  };
  const set = (work: (...args: never[]) => void, ms = 0, ...args: never[]): NodeJS.Timeout => {
    const fire = () => {
      timers.delete(real);
      drop(real);
      work(...args);
    };
    const real = later(fire, ms);
    return keep(real, { due: clock() + ms, fire });
  };
  const clear = (timer?: NodeJS.Timeout) => {
    if (timer) timers.delete(timer);
    drop(timer);
  };
  const repeat = (work: (...args: never[]) => void, ms = 0, ...args: never[]): NodeJS.Timeout => {
    const timer = { due: clock() + ms, everyMs: ms, fire: () => work(...args) };
    const real = later(() => {}, 2 ** 30);
    return keep(real, timer);
  };
  Object.assign(globalThis, {
    setTimeout: set,
    clearTimeout: clear,
    setInterval: repeat,
    clearInterval: clear,
  });

  let longest = 0;
  let quiet = 0;
  let turn = computingMs();
  let at = now();
  const measure = () => {
    longest = Math.max(longest, computingMs() - turn);
    quiet = underWay.size === 0 && now() - at < QUIET_MS ? quiet + 1 : 0;
    turn = computingMs();
    at = now();
    setImmediate(measure);
  };
  setImmediate(measure);

  /** Lets a while pass. */
  async function pass(ms: number): Promise<void> {
    await tellPeer(ms);
    jump(ms);
    for (const [real, timer] of [...timers].sort(([, first], [, second]) => first.due - second.due)) {
      if (timer.due > clock() || !timers.has(real)) continue;
      if (timer.everyMs !== undefined) timer.due = clock() + timer.everyMs;
      timer.fire();
    }
  }

  const turns: Turns = {
    longest: () => longest,
    restart() {
      longest = 0;
      turn = computingMs();
    },
  };
  return {
    pass,
    turns,
    /** The work's result; the clock is set on while the work does nothing but wait. */
    async during<T>(work: Promise<T>): Promise<T> {
      const state = { over: false };
      const end = () => void (state.over = true);
      work.then(end, end);
      quiet = 0;
      while (!state.over) {
        await new Promise((resolve) => setImmediate(resolve));
        if (quiet < QUIET_TURNS) continue;
        quiet = 0;
        const next = Math.min(...[...timers.values()].map(({ due }) => due));
        if (Number.isFinite(next)) await pass(Math.max(1, next - clock()));
      }
      return work;
    },
  };
}
