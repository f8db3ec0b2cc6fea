import { waitFor } from '../../deadline.ts';
import type { RunningEvaluation } from '../../amigo/running-evaluations.ts';
import type { CallContext } from '../runner/context.ts';

const HEARTBEAT_MS = 10_000;

/**
 * Waits until every evaluation has its outcome, the call's time for reads is up, or the call ends. Tells the caller how
 * far the judge is as outcomes come, and every ten seconds; the progress value is the seconds that have passed.
 */
export async function waitForVerdicts(
  evaluations: readonly RunningEvaluation[],
  call: CallContext,
): Promise<void> {
  const start = performance.now();
  const report = () => {
    const judged = evaluations.filter(({ outcome }) => outcome !== undefined).length;
    const seconds = Math.round(performance.now() - start) / 1000;
    call.progress(seconds, undefined, `${judged} of ${evaluations.length} judged`);
  };
  const heartbeat = call.wantsProgress ? setInterval(report, HEARTBEAT_MS) : undefined;
  const outcomes = Promise.all(evaluations.map(({ finished }) => finished.then(report)));
  await waitFor(outcomes, { signal: call.signal, deadline: call.reads.deadline });
  clearInterval(heartbeat);
}
