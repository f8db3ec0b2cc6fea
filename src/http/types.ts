import type { Bounds } from '../deadline.ts';

/** One operation of an HTTP API, as data: the layers read their rules from it. */
export interface Operation {
  /** Operation id of the contract, e.g. `get-metric-versions`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path template with its exact trailing slash, e.g. `/v1/{organization}/metric/{metric_id}/`. */
  readonly path: string;
  /** Published requests per minute; at most 90 % of it is used. */
  readonly limitPerMinute: number;
  /** Requests of the minute's quota that are left to what people ask for: optional ones do not take them. None unless said. */
  readonly reserve?: number;
  /** `read`: repeatable after any passing fault. `write`: only when it surely was not executed. */
  readonly kind: 'read' | 'write';
  /** Longest wait for the response headers, in milliseconds (15,000 unless said). */
  readonly headersTimeoutMs?: number;
  /** Once it is sent, its answer is waited for, whoever cancels: the signal then stops its repeats alone. */
  readonly finishOnceSent?: boolean;
}

/** Arrays travel as repeated keys; undefined and empty arrays do not travel. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Request {
  /** Values of the path template other than `organization`. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON; undefined for an empty body. */
  readonly body: unknown;
}

/** @throws {HttpError} for everything but a 2xx answer with a body that can be parsed. */
export type Send = (operation: Operation, request: Request, bounds: Bounds) => Promise<Answer>;

export interface Http {
  readonly send: Send;
  /**
   * Amigo's clock in epoch milliseconds, from the `Date` header of the latest answer: an upper bound
   * (true time plus at most about a second). Undefined before the first answer.
   */
  amigoNow(): number | undefined;
  /**
   * Requests of this operation that could start right now, and the milliseconds until the next one can, when
   * `reserve` (0 unless said) of them are left to others.
   */
  quota(operation: Operation, reserve?: number): { readonly free: number; readonly nextInMs: number };
  /** Ends every connection. */
  close(): Promise<void>;
}
