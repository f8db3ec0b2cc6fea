import { waitFor } from '../../deadline.ts';
import { CallError } from '../../errors.ts';
import type { Progress } from './context.ts';

/** How a person answered: `dismissed` also when whoever was to ask could not. */
type Reply = 'yes' | 'no' | 'dismissed';

/** Puts a question to the person behind the call; the signal aborts when no answer is waited for any more. */
export type Ask = (question: string, signal: AbortSignal) => Promise<Reply>;

/** A person has this long to answer. */
export const ANSWER_WITHIN_MS = 180_000;
const HEARTBEAT_MS = 5_000;

/**
 * Asks the person, with progress while no answer comes, and returns at a yes.
 * @throws {CallError} `not_confirmed` that says which other answer it was; `cancelled` when the caller left
 */
export async function askPerson(
  ask: Ask,
  question: string,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: Progress },
): Promise<void> {
  const start = performance.now();
  const asking = new AbortController();
  const heartbeat = setInterval(() => {
    // Millionths: the progress of the work itself begins at 0, and may not fall.
    progress((performance.now() - start) / 1e9, undefined, 'waiting for the person’s answer');
  }, HEARTBEAT_MS);
  try {
    const reply = ask(question, asking.signal).catch((): Reply => 'dismissed');
    const ending = await waitFor(reply, { signal, deadline: start + ANSWER_WITHIN_MS });
    if (ending === 'cancelled')
      throw new CallError(
        'cancelled',
        'The call was cancelled. Nothing was sent.',
        'Call again if it is still wanted.',
      );
    const said = ending === 'timeout' ? 'no answer' : await reply;
    if (said !== 'yes') throw notConfirmed(said);
  } finally {
    clearInterval(heartbeat);
    asking.abort();
  }
}

const WHAT = {
  no: 'The person was asked and said no.',
  dismissed: 'The question to the person was dismissed, or could not be shown.',
  'no answer': 'The person was asked and did not answer within three minutes.',
} as const;

function notConfirmed(said: keyof typeof WHAT): CallError {
  return new CallError(
    'not_confirmed',
    `${WHAT[said]} Nothing was sent.`,
    said === 'no'
      ? 'Do not call again unless the person asks for it.'
      : 'Ask the person in the conversation, and call again when they want it.',
  );
}
