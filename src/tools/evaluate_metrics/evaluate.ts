import { setImmediate as turn } from 'node:timers/promises';
import { OPERATIONS } from '../../amigo/operations.ts';
import type { EvaluationRequest, RunningEvaluation } from '../../amigo/running-evaluations.ts';
import { HttpError } from '../../errors.ts';
import { readDefinitions, type Definitions } from '../../results/figures/definitions.ts';
import { afterPages } from '../../deadline.ts';
import type { CallContext } from '../runner/context.ts';
import { orUndefined } from '../runner/optional-read.ts';
import { failureOfAll } from './failure-of-all.ts';
import { latestNumbers } from './latest.ts';
import { readEarlier, type EarlierResults } from './read-earlier.ts';
import { waitForVerdicts } from './wait-for-verdicts.ts';

export interface Evaluated {
  /** Conversation by conversation, metrics in the order in which they were asked for. */
  readonly evaluations: readonly RunningEvaluation[];
  /** What was stored before; undefined when it was not read. */
  readonly earlier: EarlierResults | undefined;
  /** Definitions of the versions that judge and have judged; read while the judge is at work, where they are needed. */
  readonly definitions: Promise<Definitions>;
}

interface Options {
  readonly compare_with_previous: boolean;
  /** Whether post-session results are compared with too. */
  readonly wide: boolean;
}

/** Joins what runs already, sends the rest, and waits as long as the call may. */
export async function evaluate(
  wanted: readonly EvaluationRequest[],
  options: Options,
  call: CallContext,
): Promise<Evaluated> {
  const { evaluations, snapshots, signal: caller } = call;
  let running: readonly RunningEvaluation[] = [];
  try {
    const { joined, fresh } = evaluations.join(wanted, caller);
    running = joined;
    const [earlier, versions] = await Promise.all([
      earlierOf(wanted, fresh, options, call),
      fresh.length > 0 ? latestNumbers(metricsOf(fresh), call) : new Map<string, number>(),
    ]);
    caller.throwIfAborted();

    const sent = evaluations.send(fresh, {
      caller,
      previous: (metricId, conversationId) => earlier?.manual(metricId, conversationId),
      versions,
      startBy: call.writes.startBy,
      onJudged: (metricIds, conversationId) => snapshots.evaluated(metricIds, conversationId),
    });
    running = inOrder([...joined, ...sent], wanted);
    const definitions = readDefinitions(
      versionsMet(running, earlier, options),
      call.catalogue,
      afterPages(call),
    );
    definitions.catch(() => {});
    await waitForVerdicts(running, call);
    if (!caller.aborted) return { evaluations: running, earlier, definitions };
  } finally {
    if (caller.aborted) evaluations.leave(caller);
  }
  // What was not sent yet has been withdrawn by now.
  await turn();
  throw failureOfAll(running) ?? goesOn();
}

async function earlierOf(
  wanted: readonly EvaluationRequest[],
  fresh: readonly EvaluationRequest[],
  { compare_with_previous, wide }: Options,
  call: CallContext,
): Promise<EarlierResults | undefined> {
  if (!compare_with_previous || (fresh.length === 0 && !wide)) return undefined;
  if (fresh.length > 0) return readEarlier(wide ? wanted : fresh, wide, call);
  // What was overwritten is known to those that run: only the comparison with the others would be missing.
  return orUndefined(readEarlier(wanted, wide, call));
}

/** Versions by metric; none where nothing is compared. */
function versionsMet(
  running: readonly RunningEvaluation[],
  earlier: EarlierResults | undefined,
  { wide }: Options,
): Map<string, number[]> {
  const met = new Map<string, number[]>();
  const meet = (metricId: string, version: number | null | undefined) => {
    const versions = met.get(metricId) ?? [];
    met.set(metricId, versions);
    if (version && !versions.includes(version)) versions.push(version);
  };
  for (const { metricId, version, previous } of wide ? running : []) {
    meet(metricId, version);
    meet(metricId, previous?.version);
  }
  for (const { metricId, version } of earlier?.postSession ?? []) meet(metricId, version);
  return met;
}

export function metricsOf(wanted: readonly EvaluationRequest[]): string[] {
  return [...new Set(wanted.flatMap(({ metricIds }) => metricIds))];
}

function inOrder(
  running: readonly RunningEvaluation[],
  wanted: readonly EvaluationRequest[],
): RunningEvaluation[] {
  const place = new Map(
    wanted
      .flatMap(({ metricIds, conversationId }) => metricIds.map((id) => `${conversationId} ${id}`))
      .map((pair, index) => [pair, index]),
  );
  const placeOf = ({ conversationId, metricId }: RunningEvaluation) =>
    place.get(`${conversationId} ${metricId}`) ?? 0;
  return running.toSorted((first, second) => placeOf(first) - placeOf(second));
}

/** A call that ended before its evaluations did: these may still pay a judge. */
function goesOn(): HttpError {
  return new HttpError('The call ended before the judge did: the evaluation goes on without it.', {
    code: 'cancelled',
    operation: OPERATIONS.evaluateMetrics.id,
    executed: 'maybe',
  });
}
