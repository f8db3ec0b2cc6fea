import type { Member } from './organization.ts';
import type { Random } from './random.ts';
import type { Store } from './store.ts';

/** One request, as an operation sees it. */
export interface Call {
  readonly store: Store;
  readonly seed: number;
  /** The sandbox's time, epoch milliseconds. */
  readonly now: number;
  /** For new ids. */
  readonly random: Random;
  readonly member: Member;
  /** From the path; empty where the path has none. */
  readonly metricId: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Answer {
  readonly status: 200 | 201;
  readonly body: unknown;
}
