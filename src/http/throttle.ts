import type { Exchange, Reply } from './exchange.ts';
import { Lane } from './sliding-window.ts';
import type { Operation } from './types.ts';

/**
 * Keeps every operation below its limit: in any sliding minute at most 90 % of it is sent, less when the server says
 * that less is left. A wait is known beforehand and refused at once when it does not fit.
 */
export function createThrottle() {
  const lanes = new Map<string, Lane>();

  function laneOf(operation: Operation): Lane {
    const lane = lanes.get(operation.id) ?? new Lane(operation);
    lanes.set(operation.id, lane);
    return lane;
  }

  return {
    quota: (operation: Operation, reserve = 0) => laneOf(operation).quota(reserve),
    throttle:
      (exchange: Exchange): Exchange =>
      async (attempt) => {
        const lane = laneOf(attempt.operation);
        const asked = performance.now();
        const slot = await lane.enter(attempt.bounds);
        const heldMs = performance.now() - asked;
        const onSent = () => {
          lane.sent(slot);
          attempt.onSent?.();
        };
        let reply: Reply | undefined;
        try {
          reply = await exchange({ ...attempt, heldMs, onSent });
          return reply;
        } finally {
          lane.leave(slot, reply);
        }
      },
  };
}
