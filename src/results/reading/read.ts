import type { Connection } from '../../amigo/connection.ts';
import { OPERATIONS } from '../../amigo/operations.ts';
import { optional, waitFor, type Bounds } from '../../deadline.ts';
import { HttpError } from '../../errors.ts';
import { firstPage } from '../../http/follow-pages.ts';
import { toQuery } from './filters.ts';
import type { Snapshot } from './snapshot.ts';
import type { Snapshots } from './snapshots.ts';

const OPERATION = OPERATIONS.getMetricEvaluationResults;
const TIMED_OUT = { code: 'timeout', operation: OPERATION.id, executed: 'no' } as const;

export interface Reader {
  readonly connection: Pick<Connection, 'api' | 'quota'>;
  readonly snapshots: Snapshots;
  readonly signal: AbortSignal;
  /** For the page without which there is nothing to answer from. */
  readonly reads: Bounds;
  /** For every other page. */
  readonly pages: Bounds;
  /** Whether another snapshot of the same question has been read: then no page of this one is its first. */
  readonly isFurther?: boolean;
  /** Waits so many milliseconds for the quota; false when there is no time to. Absent in a reader that does not wait. */
  readonly waitForQuota?: (waitMs: number) => Promise<boolean>;
}

export interface ReadReport {
  /** Pages that this call asked for. */
  readonly requests: number;
  /** Why it stopped before it had enough; null when it has. */
  readonly stopped: {
    readonly code: HttpError['code'];
    readonly retryAfterSeconds: number | undefined;
    /** Whether the page was larger than may be read. */
    readonly tooLarge: boolean;
  } | null;
  /** False when what was read is more than may be kept. */
  readonly kept: boolean;
}

/**
 * Reads a snapshot on until there is enough, or time or quota end. Calls that read the same snapshot at the same
 * time share its pages. A page that fails leaves what was read before it.
 * @param onPage after each page, whoever asked for it
 * @throws {HttpError} only when nothing at all has been read, or the caller cancelled
 */
export async function readOn(
  snapshot: Snapshot,
  enough: () => boolean,
  onPage: () => void,
  reader: Reader,
): Promise<ReadReport> {
  snapshot.watchers.add(onPage);
  try {
    return await readPages(snapshot, enough, reader);
  } finally {
    snapshot.watchers.delete(onPage);
  }
}

async function readPages(snapshot: Snapshot, enough: () => boolean, reader: Reader): Promise<ReadReport> {
  let requests = 0;
  let kept = reader.snapshots.keep(snapshot);
  while (!snapshot.ended && !enough()) {
    const isFurther = snapshot.started || reader.isFurther === true;
    if (snapshot.reading) {
      // Should the one who reads fail, this call tries by itself.
      if ((await waitFor(snapshot.reading, { deadline: reader.pages.deadline })) === 'settled') {
        kept = reader.snapshots.keep(snapshot);
        continue;
      }
      if (!isFurther) throw new HttpError('No page came in time.', TIMED_OUT);
      return { requests, kept, stopped: stop('timeout') };
    }
    if (isFurther) {
      const waitMs = await quotaWait(reader);
      if (waitMs > 0) {
        const retryAfterSeconds = Math.ceil(waitMs / 1_000);
        return { requests, kept, stopped: stop('rate_limited', retryAfterSeconds) };
      }
      // Whoever reads the same results may have begun meanwhile.
      if (snapshot.reading) continue;
    }
    try {
      const bounds = snapshot.started ? reader.pages : reader.reads;
      requests += 1;
      snapshot.reading = readPage(snapshot, reader.connection, isFurther ? optional(bounds) : bounds);
      await snapshot.reading;
    } catch (error) {
      // With nothing in it, it must not stand before what else is kept.
      if (!snapshot.started) reader.snapshots.drop(snapshot);
      if (!(error instanceof HttpError) || reader.signal.aborted || !isFurther) throw error;
      const { code, retryAfterSeconds, executed, status, tooLarge } = error;
      // Refused before it was sent: nothing was asked for.
      if (executed === 'no' && status === undefined) requests -= 1;
      // Another question took the request that was free.
      if (error.isHeldBack) continue;
      return { requests, kept, stopped: { code, retryAfterSeconds, tooLarge } };
    } finally {
      snapshot.reading = undefined;
    }
    for (const watcher of snapshot.watchers) watcher();
    kept = reader.snapshots.keep(snapshot);
    if (!kept) snapshot.release();
  }
  return { requests, kept, stopped: null };
}

/** Milliseconds until another page may be asked for, when the reader has waited for it as long as it can; 0: now. */
async function quotaWait({ connection, waitForQuota }: Reader): Promise<number> {
  for (;;) {
    const { free, nextInMs } = connection.quota(OPERATION, OPERATION.reserve);
    if (free > 0) return 0;
    const waitMs = Math.max(1, nextInMs);
    if (!(await waitForQuota?.(waitMs))) return waitMs;
  }
}

function stop(code: HttpError['code'], retryAfterSeconds?: number): ReadReport['stopped'] {
  return { code, retryAfterSeconds, tooLarge: false };
}

async function readPage(snapshot: Snapshot, { api }: Reader['connection'], within: Bounds): Promise<void> {
  // The budget is for what a question needs beside its result pages.
  const { budget: _, ...bounds } = within;
  const query = toQuery(snapshot.filters, snapshot.order, snapshot.pinned);
  const token = snapshot.next;
  snapshot.add(await firstPage(api.getMetricEvaluationResults(query, bounds, { token })));
}
