import { waitFor } from '../../deadline.ts';
import type { RunningEvaluation } from '../../amigo/running-evaluations.ts';
import type { CallContext } from '../runner/context.ts';

const HEARTBEAT_MS = 5_000;
/** Half of the way to the next outcome is over after so long: progress must rise even while nothing comes. */
const HALF_WAY_MS = 30_000;

/**
 * Waits until every evaluation has its outcome, the call's time for reads is up, or the call ends. Tells the caller how
 * far the judge is as outcomes come, and every five seconds.
 */
export async function waitForVerdicts(
  evaluations: readonly RunningEvaluation[],
  call: CallContext,
): Promise<void> {
  const start = performance.now();
  const total = evaluations.length;
  const report = () => {
    const judged = evaluations.filter(({ outcome }) => outcome !== undefined).length;
    const waited = performance.now() - start;
    const partly = judged < total ? waited / (waited + HALF_WAY_MS) : 0;
    call.progress(judged + partly, total, `${judged} of ${total} judged`);
  };
  const heartbeat = call.wantsProgress ? setInterval(report, HEARTBEAT_MS) : undefined;
  const outcomes = Promise.all(evaluations.map(({ finished }) => finished.then(report)));
  await waitFor(outcomes, { signal: call.signal, deadline: call.reads.deadline });
  clearInterval(heartbeat);
}
