import { waitFor } from '../deadline.ts';
import { OutgoingRequest } from './dispatch-request.ts';
import { endedEarly } from './ended-early.ts';
import type { Attempt, Exchange, Reply } from './exchange.ts';
import { expandPath } from './path.ts';
import { createDispatcher, type HttpProxy } from './proxy.ts';
import { queryString } from './query.ts';

/** Longest waits of one attempt, in milliseconds. */
export interface Timeouts {
  /** Until the connection stands: name, socket, proxy and TLS together. */
  readonly connectMs: number;
  /** From then until the headers, where the operation says nothing else. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly bodyMs: number;
}
export const TIMEOUTS: Timeouts = { connectMs: 5_000, headersMs: 15_000, bodyMs: 10_000 };

interface TransportOptions {
  /** Scheme, host and perhaps a path that all paths begin with. */
  readonly baseUrl: string;
  readonly organization: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly proxy?: HttpProxy | undefined;
  readonly timeouts: Timeouts;
}

/** Brings an attempt over the network and its reply back; follows no redirect, decodes nothing. */
export function createTransport(options: TransportOptions): { exchange: Exchange; close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const dispatcher = createDispatcher(options.proxy, options.timeouts.connectMs);

  async function exchange(attempt: Attempt): Promise<Reply> {
    const { operation, request, bounds } = attempt;
    // In time when the throttle let it pass, it may have waited for a sign-in since.
    if (performance.now() > bounds.startBy) throw endedEarly('timeout', operation.id, 'no');
    const path = expandPath(operation, { ...request.path, organization: options.organization });
    const outgoing = new OutgoingRequest(base.host, attempt);
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const reply = outgoing.send(
      dispatcher,
      {
        origin: base.origin,
        method: operation.method,
        path: `${base.pathname.replace(/\/+$/, '')}${path}${queryString(request.query)}`,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          ...options.headers,
          ...attempt.headers,
          ...(body !== null && { 'content-type': 'application/json' }),
        },
        body,
        headersTimeout: operation.headersTimeoutMs ?? options.timeouts.headersMs,
        bodyTimeout: options.timeouts.bodyMs,
      },
      options.timeouts.connectMs,
    );
    try {
      const ending = await waitFor(reply, bounds);
      if (ending !== 'settled') throw endedEarly(ending, operation.id, outgoing.executed);
      return await reply;
    } catch (error) {
      outgoing.abort();
      throw error;
    }
  }

  return { exchange, close: () => dispatcher.destroy() };
}
