import type { Log, LogFields } from '../log.ts';
import type { ServerClock } from './server-clock.ts';
import { HttpError } from '../errors.ts';
import type { Exchange, Reply } from './exchange.ts';
import { header } from './headers.ts';

/** Reads the server's clock from every reply, and logs one line an attempt: no path, no query, no payload. */
export function observe(exchange: Exchange, clock: ServerClock, log: Log): Exchange {
  return async (attempt) => {
    const sentAt = performance.now();
    const record = (outcome: LogFields) =>
      log.info('request', {
        operation: attempt.operation.id,
        ...outcome,
        ms: Math.round(performance.now() - sentAt),
        attempt: attempt.number,
        held_ms: Math.round(attempt.heldMs ?? 0) || undefined,
      });
    try {
      const reply = await exchange(attempt);
      clock.learn(reply);
      record({ status: reply.status, request_id: requestId(reply) });
      return reply;
    } catch (error) {
      record({ failed: error instanceof HttpError ? error.code : 'internal' });
      throw error;
    }
  };
}

/** The request's id, when it looks like one: the header is text of the server's. */
function requestId({ headers }: Reply): string | undefined {
  const id = header(headers, 'x-request-id');
  return id !== undefined && /^[\w.:-]{1,64}$/.test(id) ? id : undefined;
}
