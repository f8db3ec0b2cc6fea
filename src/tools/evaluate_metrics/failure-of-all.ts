import type { RunningEvaluation } from '../../amigo/running-evaluations.ts';
import { failureOf } from '../../answers/failure.ts';
import { CallError } from '../../errors.ts';
import { count } from '../../text/words.ts';

/**
 * When nothing succeeded, and nothing is under way, why: what may have cost something is told before what surely has
 * not, and of which conversations.
 */
export function failureOfAll(running: readonly RunningEvaluation[]): unknown {
  const failures = running.flatMap(({ conversationId, outcome }) =>
    outcome?.status === 'failed' || outcome?.status === 'not_sent' ? [{ conversationId, outcome }] : [],
  );
  if (running.length === 0 || failures.length < running.length) return undefined;
  const unknown = failures.filter(({ outcome }) => outcome.status === 'failed' && outcome.mayHaveRun);
  const first = unknown[0] ?? failures.find(({ outcome }) => outcome.status === 'failed') ?? failures[0];
  const conversations = new Set(unknown.map(({ conversationId }) => conversationId));
  const all = new Set(failures.map(({ conversationId }) => conversationId));
  if (all.size === 1 || conversations.size === 0) return first?.outcome.error;
  const { code, what, remedy } = failureOf(first?.outcome.error);
  return new CallError(
    code,
    `${count(unknown.length, 'evaluation')} of ${failures.length} may have been judged, in the conversations ${[...conversations].join(', ')}; the others surely were not. ${what}`,
    remedy,
    first?.outcome.error,
  );
}
