import { setMaxListeners } from 'node:events';
import type { Secrets } from '../secrets.ts';
import { readAnswer } from './read-answer.ts';
import { waitFor } from '../deadline.ts';
import { endedEarly } from './ended-early.ts';
import { decideRetry } from './retry-decision.ts';
import { HttpError } from '../errors.ts';
import type { Exchange, Reply } from './exchange.ts';
import { waitAsked } from './headers.ts';
import type { Send } from './types.ts';

/** Makes a request of attempts: as many as `decideRetry` allows, each from the start. */
export function retry(exchange: Exchange, secrets: Pick<Secrets, 'redact'>, random = Math.random): Send {
  return async (operation, request, bounds) => {
    let renewed = false;
    // One caller's signal may end any number of requests: that is no leak to warn of.
    setMaxListeners(0, bounds.signal);
    for (let number = 1; ; number++) {
      let reply: Reply | undefined;
      try {
        reply = await exchange({ operation, request, bounds, number });
        return readAnswer(operation, reply, secrets);
      } catch (error) {
        // What failed underneath for another operation, the sign-in, was repeated there.
        if (!(error instanceof HttpError) || error.operation !== operation.id) throw error;
        const renewable: boolean = reply?.renewable === true && !renewed;
        const decision = decideRetry({
          attempt: number,
          kind: operation.kind,
          error,
          renewable,
          askedMs: reply && waitAsked(reply),
          random: random(),
          remainingMs: bounds.startBy - performance.now(),
        });
        if (decision === 'give up') throw error;
        renewed ||= renewable;
        const pause = { signal: bounds.signal, deadline: performance.now() + decision.waitMs };
        const ending = await waitFor(new Promise(() => {}), pause);
        if (ending === 'cancelled') throw endedEarly(ending, operation.id, 'no');
      }
    }
  };
}
