import type { Operation } from '../http/types.ts';
import type { MetricsApi } from './api.ts';

/** A way to an Amigo: the vendor's, or the sandbox's. Nothing is sent before the first call that needs it. */
export interface Connection {
  readonly api: MetricsApi;
  /** True when every answer comes from the embedded sandbox. */
  readonly sandbox: boolean;
  /** Whether there is anything to talk to: credentials, or the sandbox. */
  readonly configured: boolean;
  /** Amigo's clock in epoch milliseconds (an upper bound); undefined before the first answer. */
  amigoNow(): number | undefined;
  /**
   * Requests of this operation that could start right now, and the milliseconds until the next one can, when
   * `reserve` (0 unless said) of them are left to others.
   */
  quota(operation: Operation, reserve?: number): { readonly free: number; readonly nextInMs: number };
  /** Ends every connection; later calls fail. */
  close(): Promise<void>;
}
