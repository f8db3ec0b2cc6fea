/** How long some work may take; instants are `performance.now()` milliseconds. */
export interface Bounds {
  /** Aborted when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** The result must be complete by then. */
  readonly deadline: number;
  /** No attempt starts later: a wait that would end after it is refused at once. At most `deadline`. */
  readonly startBy: number;
  /**
   * The result can be done without: no request is sent for it that the operation reserves for what people ask for, none
   * waits for the quota, and none is sent above the budget.
   */
  readonly isOptional?: boolean;
  /** What requests are counted against; those that are needed are counted and never refused. */
  readonly budget?: Budget;
}

/** Requests that some work may take. */
interface Budget {
  left: number;
}

/** The time of one call, divided among what it does. */
export interface Deadline {
  /** Aborted when the caller cancels, and when the call ends. */
  readonly signal: AbortSignal;
  /** For reads, and for looking up what became of a write. */
  readonly reads: Bounds;
  /** For writes: ends early enough to look up what became of one. */
  readonly writes: Bounds;
  /** For every page of a list after the first: none starts after the soft stop. */
  readonly pages: Bounds;
  /** The last moment for an answer, in `performance.now()` milliseconds. */
  readonly at: number;
  /** Aborts everything that the call still does. */
  end(): void;
}

/** No page of a list starts later than this after the call did. */
const SOFT_STOP_MS = 20_000;
/** Left before the deadline to look up what became of a write. */
const LOOK_UP_MS = 5_000;
/** Left before the deadline to put an answer together. */
const ANSWER_MS = 500;
/** Longest that a call waits for a read that its answer can lack. */
const BEST_EFFORT_MS = 1_500;
/** However long the pages of a list took, what is read after them may start for this long. */
const AFTER_PAGES_MS = 5_000;
/** The longest delay that `setTimeout` takes: it turns a longer one into 1 ms. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * Starts the clock of one call. Its `end()` must be called when the call is over.
 * @param timeoutMs from now to the last moment for an answer
 * @param caller aborted when the caller cancels
 */
export function openDeadline(timeoutMs: number, caller?: AbortSignal): Deadline {
  const start = performance.now();
  const at = start + timeoutMs;
  // Not `AbortSignal.any` with `AbortSignal.timeout`: on Node 20 such a signal may be collected before it aborts.
  const controller = new AbortController();
  const cancel = () => controller.abort(caller?.reason);
  if (caller?.aborted) cancel();
  caller?.addEventListener('abort', cancel, { once: true });

  const { signal } = controller;
  const deadline = at - Math.min(ANSWER_MS, timeoutMs / 20);
  const sentBy = at - Math.min(LOOK_UP_MS, timeoutMs / 3);
  const softStop = start + Math.min(SOFT_STOP_MS, timeoutMs / 2);
  return {
    signal,
    reads: { signal, deadline, startBy: deadline },
    writes: { signal, deadline: sentBy, startBy: sentBy },
    pages: { signal, deadline, startBy: softStop },
    at,
    end() {
      caller?.removeEventListener('abort', cancel);
      controller.abort();
    },
  };
}

/** For what can be done without: people's next call finds its quota. */
export function optional(bounds: Bounds): Bounds {
  return { ...bounds, isOptional: true };
}

/** For a read that belongs to the call, and that its answer can lack: it is not waited for long. */
export function bestEffort(bounds: Bounds): Bounds {
  const end = Math.min(bounds.deadline, performance.now() + BEST_EFFORT_MS);
  return { ...bounds, deadline: end, startBy: end };
}

/** For names and definitions, once the pages of a list are in: the soft stop ended those, and need not end this. */
export function afterPages({ reads, pages }: Pick<Deadline, 'reads' | 'pages'>): Bounds {
  const startBy = Math.max(pages.startBy, performance.now() + AFTER_PAGES_MS);
  return optional({ ...reads, startBy: Math.min(reads.deadline, startBy) });
}

/** Why a wait ended before the work did. */
export type EndedEarly = 'cancelled' | 'timeout';

/**
 * Waits until the work has settled, well or badly, the signal aborts or the deadline passes; leaves neither a timer nor a
 * listener behind. Never rejects: the work goes on, and what becomes of it later is nobody's unhandled rejection.
 * @returns which of the three came first
 */
export function waitFor(
  work: Promise<unknown>,
  { signal, deadline }: { readonly signal?: AbortSignal; readonly deadline: number },
): Promise<'settled' | EndedEarly> {
  return new Promise((resolve) => {
    const end = (ending: 'settled' | EndedEarly) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve(ending);
    };
    const cancel = () => end('cancelled');
    const delay = Math.ceil(deadline - performance.now());
    const timer = setTimeout(() => end('timeout'), Math.min(LONGEST_DELAY_MS, Math.max(0, delay)));
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    const settled = () => end('settled');
    work.then(settled, settled);
  });
}

const NEVER = new Promise<never>(() => {});

/**
 * Waits until the deadline, or until the signal aborts.
 * @param tell gets the seconds that are left, at once and then every so many milliseconds; once alone without these
 */
export async function countDown(
  { signal, deadline }: Pick<Bounds, 'signal' | 'deadline'>,
  everyMs: number | undefined,
  tell: (seconds: number) => void,
): Promise<void> {
  const tellLeft = () => tell(Math.max(1, Math.ceil((deadline - performance.now()) / 1_000)));
  tellLeft();
  const ticking = everyMs === undefined ? undefined : setInterval(tellLeft, everyMs);
  await waitFor(NEVER, { signal, deadline });
  clearInterval(ticking);
}

/** A promise and what settles it: `Promise.withResolvers`, which Node 20 does not have. */
export function deferred<T = void>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/**
 * Does the work for every item, in their order and at most `atOnce` at a time.
 * @throws the first error of the work; no further item is begun after it
 */
export async function eachOf<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // A loop that throws closes the generator that all of them share, which ends the others too.
  const waiting = (function* () {
    yield* items;
  })();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
