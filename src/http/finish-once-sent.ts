import type { Exchange } from './exchange.ts';

/** An attempt of a lasting operation can be called off until its first byte is out, and not from then on. */
export function lasting(exchange: Exchange): Exchange {
  return async (attempt) => {
    if (attempt.operation.lasting !== true) return exchange(attempt);
    const { signal } = attempt.bounds;
    const unsent = new AbortController();
    const callOff = () => unsent.abort();
    const keep = () => signal.removeEventListener('abort', callOff);
    if (signal.aborted) callOff();
    signal.addEventListener('abort', callOff);
    const onSent = () => {
      keep();
      attempt.onSent?.();
    };
    try {
      return await exchange({ ...attempt, bounds: { ...attempt.bounds, signal: unsent.signal }, onSent });
    } finally {
      keep();
    }
  };
}
