import type { Catalogue } from '../../amigo/catalogue.ts';
import type { Connection } from '../../amigo/connection.ts';
import type { Deadline } from '../../deadline.ts';
import type { Log } from '../../log.ts';
import type { Evaluations } from '../../amigo/running-evaluations.ts';
import type { Snapshots } from '../../results/reading/snapshots.ts';
import { clean, cut } from '../../text/clean.ts';
import { machineTimezone } from '../../text/times.ts';

/** What calls share while the server runs. */
export interface AppContext {
  readonly connection: Connection;
  readonly catalogue: Catalogue;
  readonly snapshots: Snapshots;
  readonly evaluations: Evaluations;
  readonly log: Log;
}

/** Tells the caller how far the work is; values never fall. Silent unless progress was asked for. */
export type Progress = (done: number, total: number | undefined, message: string) => void;

/** One tool call: what it may use, and until when. */
export interface CallContext extends AppContext, Pick<Deadline, 'signal' | 'reads' | 'writes' | 'pages'> {
  readonly api: Connection['api'];
  readonly progress: Progress;
  /** Waits for the quota of a further page; false when the call has no time to. Absent in a call that does not wait. */
  readonly waitForQuota?: (waitMs: number) => Promise<boolean>;
  /** Whether anybody asked for progress: a heartbeat for nobody is not worth a timer. */
  readonly wantsProgress: boolean;
  readonly hidesJustifications: boolean;
  /** IANA name: where dates and periods belong, unless a call says otherwise. */
  readonly timezone: string;
  /** Address of a conversation, with `{conversation_id}` in it; null when there is none. */
  readonly conversationUrl: string | null;
  /**
   * Asks the person for a yes, where they can be asked; without that it is given.
   * @returns the call from then on: its time begins at the yes
   * @throws {CallError} `not_confirmed`
   */
  readonly confirm: (question: string) => Promise<CallContext>;
  /** A judge's reason as it may be shown: cleaned, cut at `length` characters (whole unless said), null when hidden. */
  readonly justification: (text: string, length?: number) => string | null;
}

/** The context of one call: what all calls share, within the call's own time. */
export function openCall(
  context: AppContext,
  { signal, reads, writes, pages }: Deadline,
  {
    timezone,
    ...caller
  }: Pick<
    CallContext,
    'progress' | 'wantsProgress' | 'hidesJustifications' | 'conversationUrl' | 'confirm'
  > & { readonly timezone: string | null },
): CallContext {
  return {
    ...context,
    ...caller,
    api: context.connection.api,
    signal,
    reads,
    writes,
    pages,
    get timezone() {
      return timezone ?? machineTimezone();
    },
    justification: (text, length = Number.POSITIVE_INFINITY) =>
      caller.hidesJustifications ? null : cut(clean(text), length),
  };
}
