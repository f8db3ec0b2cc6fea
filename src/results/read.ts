import type { Connection } from '../amigo/connection.ts';
import { OPERATIONS } from '../amigo/operations.ts';
import { HttpError } from '../http/errors.ts';
import { pages } from '../http/pages.ts';
import type { Bounds } from '../http/types.ts';
import { toQuery } from './filters.ts';
import type { Snapshot } from './snapshot.ts';
import type { Snapshots } from './snapshots.ts';

/** Requests of the minute's quota that a call leaves to the next question. */
const RESERVE = 2;

export interface Reader {
  readonly connection: Pick<Connection, 'api' | 'quota'>;
  readonly snapshots: Snapshots;
  readonly signal: AbortSignal;
  /** For the page without which there is nothing to answer from. */
  readonly reads: Bounds;
  /** For every other page. */
  readonly pages: Bounds;
}

export interface ReadReport {
  /** Pages that this call asked for. */
  readonly requests: number;
  /** Why it stopped before it had enough; null when it has. */
  readonly stopped: {
    readonly code: HttpError['code'];
    readonly retryAfterSeconds: number | undefined;
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
  let requests = 0;
  let kept = reader.snapshots.keep(snapshot);
  while (!snapshot.ended && !enough()) {
    if (snapshot.reading) {
      // Should the one who reads fail, this call tries by itself.
      await snapshot.reading.catch(() => {});
      onPage();
      continue;
    }
    if (requests > 0) {
      const { free, nextInMs } = reader.connection.quota(OPERATIONS.getMetricEvaluationResults, RESERVE);
      if (free === 0) {
        const retryAfterSeconds = Math.max(1, Math.ceil(nextInMs / 1_000));
        return { requests, kept, stopped: { code: 'rate_limited', retryAfterSeconds } };
      }
    }
    try {
      const bounds = snapshot.started ? reader.pages : reader.reads;
      requests += 1;
      snapshot.reading = readPage(snapshot, reader.connection, bounds);
      await snapshot.reading;
    } catch (error) {
      // With nothing in it, it must not stand before what else is kept.
      if (!snapshot.started) reader.snapshots.drop(snapshot);
      if (!(error instanceof HttpError) || reader.signal.aborted || !snapshot.started) throw error;
      const { code, retryAfterSeconds, executed } = error;
      // Refused before it was sent: nothing was asked for.
      return {
        requests: executed === 'no' ? requests - 1 : requests,
        kept,
        stopped: { code, retryAfterSeconds },
      };
    } finally {
      snapshot.reading = undefined;
    }
    onPage();
    kept = reader.snapshots.keep(snapshot);
    if (!kept) snapshot.columns.release();
  }
  return { requests, kept, stopped: null };
}

async function readPage(snapshot: Snapshot, { api }: Reader['connection'], bounds: Bounds): Promise<void> {
  const query = toQuery(snapshot.filters, snapshot.order, snapshot.pinned);
  const following = pages((token) => api.getMetricEvaluationResults(query, token, bounds), {
    token: snapshot.next,
  });
  for await (const page of following) {
    snapshot.add(page);
    return;
  }
}
