import type { Exchange } from './exchange.ts';

/** The caller's signal ends an attempt of an operation that is finished once sent only until its first byte is out. */
export function finishOnceSent(exchange: Exchange): Exchange {
  return async (attempt) => {
    if (attempt.operation.finishOnceSent !== true) return exchange(attempt);
    const { signal } = attempt.bounds;
    const unsent = new AbortController();
    const abort = () => unsent.abort();
    const ignoreSignal = () => signal.removeEventListener('abort', abort);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    const onSent = () => {
      ignoreSignal();
      attempt.onSent?.();
    };
    try {
      return await exchange({ ...attempt, bounds: { ...attempt.bounds, signal: unsent.signal }, onSent });
    } finally {
      ignoreSignal();
    }
  };
}
