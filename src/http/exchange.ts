import type { IncomingHttpHeaders } from 'undici/types/header.js';
import type { Bounds } from '../deadline.ts';
import type { Operation, Request } from './types.ts';

/** One try to get an answer, as it goes down the layers: each adds what it knows. */
export interface Attempt {
  readonly operation: Operation;
  readonly request: Request;
  readonly bounds: Bounds;
  /** 1 for the first try. */
  readonly number: number;
  /** Milliseconds that the throttle held it back. */
  readonly heldMs?: number;
  /** Headers beside those of every request; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called when the connection stands, just before the first byte goes out. */
  readonly onSent?: () => void;
}

/** An answer as it came, whatever its status. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** When the first byte went out and when the headers came, in `performance.now()` milliseconds. */
  readonly sentAt: number;
  readonly receivedAt: number;
  /** On a 401: whether another token may help. */
  readonly renewable?: boolean;
}

/** @throws {HttpError} when there is no answer, or none that can be received. */
export type Exchange = (attempt: Attempt) => Promise<Reply>;
