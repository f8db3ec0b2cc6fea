import { failureOf, unknownOutcome } from '../../answers/failure.ts';
import { HttpError } from '../../errors.ts';
import type { CallContext } from './context.ts';
import { orUndefined } from './optional-read.ts';

/** What a look saw: what the write would have given, or what is there in its place. */
type Seen<T> =
  { readonly found: T; readonly instead?: never } | { readonly found?: never; readonly instead: string };

interface Write<T> {
  readonly tool: string;
  /** The metric that is written to, as far as its id is known: of one that is created, when it is there. */
  metricId(value?: T): string | undefined;
  send(): Promise<T>;
  /** After an ambiguous failure; undefined when nothing of it is to be seen. */
  look(): Promise<Seen<T> | undefined>;
  /** How to find out, and which repeat is safe. */
  readonly remedy: string;
}

interface Written<T> {
  readonly value: T;
  /** Present when the write failed on its way back, and a look found it done. */
  readonly confirmed_after_failure?: true;
}

/**
 * Sends a write once. A failure that leaves open whether Amigo carried it out is settled by looking.
 * @throws {CallError} `outcome_unknown` when it is not to be seen, which is no proof that nothing changed;
 *   `upstream_error` when Amigo had answered with something that cannot be right
 */
export async function settleWrite<T>(write: Write<T>, call: CallContext): Promise<Written<T>> {
  const report = (outcome: string, value?: T) => {
    const metric_id = write.metricId(value);
    // What is known of it may be wrong now.
    if (metric_id !== undefined) call.catalogue.forget(metric_id);
    call.log.info('write', { tool: write.tool, metric_id, outcome });
  };
  try {
    const value = await write.send();
    report('done', value);
    return { value };
  } catch (error) {
    report(failureOf(error).code);
    if (!isAmbiguous(error) || call.signal.aborted) throw error;
    const look = await orUndefined(write.look().then((seen) => ({ seen })));
    const { found, instead } = look?.seen ?? {};
    if (found !== undefined) {
      report('confirmed', found);
      return { value: found, confirmed_after_failure: true };
    }
    const seen = look
      ? `It is not visible yet${instead === undefined ? '' : `: ${instead}`}.`
      : 'It could not be looked up.';
    throw unknownOutcome(error, seen, write.remedy);
  }
}

function isAmbiguous(error: unknown): error is HttpError {
  return error instanceof HttpError && error.executed !== 'no' && error.code !== 'cancelled';
}
