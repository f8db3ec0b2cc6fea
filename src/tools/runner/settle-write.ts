import { CallError, HttpError } from '../../errors.ts';
import { failureOf, saidBy } from '../../answers/failure.ts';
import type { CallContext } from './context.ts';

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
 * @throws {CallError} `outcome_unknown` when it is not to be seen: that is no proof that nothing changed
 */
export async function settle<T>(write: Write<T>, call: CallContext): Promise<Written<T>> {
  const { tool } = write;
  const tell = (outcome: string, value?: T) => {
    const metric_id = write.metricId(value);
    // What is known of it may be wrong now.
    if (metric_id !== undefined) call.catalogue.forget(metric_id);
    call.log.info('write', { tool, metric_id, outcome });
  };
  try {
    const value = await write.send();
    tell('done', value);
    return { value };
  } catch (error) {
    tell(failureOf(error).code);
    if (!ambiguous(error) || call.signal.aborted) throw error;
    const look = await quietly(write.look().then((seen) => ({ seen })));
    const { found, instead } = look?.seen ?? {};
    if (found !== undefined) {
      tell('confirmed', found);
      return { value: found, confirmed_after_failure: true };
    }
    const state = look
      ? `It is not visible yet${instead === undefined ? '' : `: ${instead}`}.`
      : 'It could not be looked up.';
    throw new CallError(
      'outcome_unknown',
      `${tool} was sent, and it is not known whether Amigo carried it out: ${saidBy(error)} ${state}`,
      write.remedy,
      error,
    );
  }
}

/** What a read gives, or undefined when it fails: for what a write can do without. */
export async function quietly<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof HttpError || error instanceof CallError) return undefined;
    throw error;
  }
}

function ambiguous(error: unknown): error is HttpError {
  return error instanceof HttpError && error.executed === 'maybe' && error.code !== 'cancelled';
}
