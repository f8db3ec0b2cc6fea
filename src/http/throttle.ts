import type { Exchange, Reply } from './exchange.ts';
import { SlidingWindow } from './sliding-window.ts';
import type { Operation } from './types.ts';

/**
 * Keeps every operation below its limit: in any sliding minute at most 90 % of it is sent, less when the server says
 * that less is left. A wait is known beforehand and refused at once when it does not fit.
 */
export function createThrottle() {
  const windows = new Map<string, SlidingWindow>();

  function windowOf(operation: Operation): SlidingWindow {
    const window = windows.get(operation.id) ?? new SlidingWindow(operation);
    windows.set(operation.id, window);
    return window;
  }

  return {
    quota: (operation: Operation, reserve = 0) => windowOf(operation).quota(reserve),
    throttle:
      (exchange: Exchange): Exchange =>
      async (attempt) => {
        const window = windowOf(attempt.operation);
        const askedAt = performance.now();
        const slot = await window.acquire(attempt.bounds);
        const heldMs = performance.now() - askedAt;
        const onSent = () => {
          window.sent(slot);
          attempt.onSent?.();
        };
        let reply: Reply | undefined;
        try {
          reply = await exchange({ ...attempt, heldMs, onSent });
          return reply;
        } finally {
          window.release(slot, reply);
        }
      },
  };
}
