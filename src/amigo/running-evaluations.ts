import { CallError, HttpError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { MetricsApi } from './api.ts';
import { EvaluationLimit } from './evaluation-limit.ts';
import { EVALUATION_BATCH, type EvaluateRequest, type Evaluation, type Result } from './schema.ts';

/** A judge reads a whole conversation: what was sent has this long, whoever still waits for it. */
const JUDGE_MS = 290_000;
/** How long a verdict that nobody heard is kept for whoever asks again. */
const KEPT_MS = 600_000;

/** What is to be judged: the latest version of each metric, up to an interaction or the conversation's end. */
export interface EvaluationRequest {
  readonly metricIds: readonly string[];
  readonly conversationId: string;
  readonly evaluateToInteractionId?: string | undefined;
}

/** Whoever waits for evaluations: anything that is one thing to one call, such as its signal. */
export type Caller = object;

export interface SendOptions {
  readonly caller: Caller;
  /** Earlier manual results by metric id, null where there is none; absent when they were not read. */
  readonly previous?: ReadonlyMap<string, Result | null> | undefined;
  /** `performance.now()` milliseconds: a request that cannot start by then is refused. */
  readonly startBy: number;
  /** Called as each request ends that Amigo may have carried out, even when nobody waits any more. */
  onJudged(metricIds: readonly string[], conversationId: string): void;
}

export type Outcome =
  | { readonly status: 'done'; readonly evaluation: Evaluation }
  /** `mayHaveRun` is false only when it is certain that nothing was judged. */
  | { readonly status: 'failed'; readonly error: unknown; readonly mayHaveRun: boolean };

/** One metric's evaluation, shared by everybody who asks for it while it runs. */
export interface RunningEvaluation {
  readonly metricId: string;
  /** The result that this evaluation overwrites; undefined when it was not read before. */
  readonly previous: Result | null | undefined;
  /** Undefined while the judge is at work. */
  readonly outcome: Outcome | undefined;
  /** Resolves when the outcome is there; never rejects. */
  readonly finished: Promise<void>;
}

/** One request on the wire for up to ten metrics, and those who wait for it. */
interface SharedRequest {
  readonly callers: Set<Caller>;
  /** Aborted when all of them have left: the judge never hears of it then, unless it was sent. */
  withdrawal: AbortController;
  finished: Promise<void>;
}

interface SharedEvaluation extends RunningEvaluation {
  readonly key: string;
  readonly request: SharedRequest;
  outcome: Outcome | undefined;
  /** Ends the time for which its outcome is kept. */
  expiry: NodeJS.Timeout | undefined;
}

/**
 * Evaluations that run, and those that nobody has heard the outcome of. What was sent is never stopped and never sent
 * twice: a call for the same metric, conversation and end joins it, and a verdict that nobody heard is handed over
 * once, within ten minutes. What still waits to be sent is withdrawn when nobody wants it any more.
 */
export class Evaluations {
  readonly #api: MetricsApi;
  readonly #log: Log;
  readonly #limit: EvaluationLimit;
  readonly #running = new Map<string, SharedEvaluation>();

  /** @param options.limit most metric evaluations while the program runs; null for none */
  constructor(options: { readonly api: MetricsApi; readonly log: Log; readonly limit: number | null }) {
    this.#api = options.api;
    this.#log = options.log;
    this.#limit = new EvaluationLimit(options.limit);
  }

  /**
   * Waits with others for the evaluations that run already, or are there to be handed over; the rest would be new.
   * @returns those, by metric id
   * @throws {CallError} `not_allowed` when the limit does not leave enough for the new ones
   */
  join(wanted: EvaluationRequest, caller: Caller): ReadonlyMap<string, RunningEvaluation> {
    const joined = wanted.metricIds.flatMap((id) => this.#running.get(keyOf(wanted, id)) ?? []);
    this.#limit.require(wanted.metricIds.length - joined.length);
    for (const { request } of joined) request.callers.add(caller);
    return new Map(joined.map((evaluation) => [evaluation.metricId, evaluation]));
  }

  /**
   * Sends what is wanted in tens, all at once; metrics whose evaluation runs by now join it instead.
   * @returns all of them, by metric id
   * @throws {CallError} `not_allowed` when the limit does not leave enough; nothing is sent then
   */
  send(wanted: EvaluationRequest, options: SendOptions): ReadonlyMap<string, RunningEvaluation> {
    const evaluations = new Map(this.join(wanted, options.caller));
    const fresh = wanted.metricIds.filter((id) => !evaluations.has(id));
    this.#limit.use(fresh.length);
    for (let from = 0; from < fresh.length; from += EVALUATION_BATCH) {
      const request: SharedRequest = {
        callers: new Set([options.caller]),
        withdrawal: new AbortController(),
        finished: Promise.resolve(),
      };
      const ten = fresh.slice(from, from + EVALUATION_BATCH).map((metricId): SharedEvaluation => ({
        key: keyOf(wanted, metricId),
        metricId,
        request,
        previous: options.previous?.get(metricId),
        outcome: undefined,
        expiry: undefined,
        get finished() {
          return request.finished;
        },
      }));
      for (const evaluation of ten) {
        evaluations.set(evaluation.metricId, evaluation);
        this.#running.set(evaluation.key, evaluation);
      }
      request.finished = this.#judge(ten, request, wanted, options);
    }
    return evaluations;
  }

  /** The caller cancelled: what was not sent yet, and nobody else waits for, is withdrawn. */
  leave(caller: Caller): void {
    for (const { request } of this.#running.values()) {
      if (request.callers.delete(caller) && request.callers.size === 0) request.withdrawal.abort();
    }
  }

  /** The caller has heard these outcomes: asking again is a new evaluation. Those that still run stay. */
  delivered(evaluations: Iterable<RunningEvaluation>): void {
    const heard = new Set(evaluations);
    for (const evaluation of this.#running.values()) {
      if (evaluation.outcome && heard.has(evaluation)) this.#forget(evaluation);
    }
  }

  async #judge(
    ten: readonly SharedEvaluation[],
    request: SharedRequest,
    { conversationId, evaluateToInteractionId }: EvaluationRequest,
    options: SendOptions,
  ): Promise<void> {
    const outcomeOf = await this.#outcomes(
      {
        metric_ids: ten.map(({ metricId }) => metricId),
        conversation_id: conversationId,
        ...(evaluateToInteractionId !== undefined && { evaluate_to_interaction_id: evaluateToInteractionId }),
      },
      request,
      options.startBy,
    );
    request.callers.clear();
    const judged: string[] = [];
    for (const evaluation of ten) {
      const { metricId } = evaluation;
      const outcome = outcomeOf(metricId);
      evaluation.outcome = outcome;
      if (outcome.status === 'failed' && !outcome.mayHaveRun) {
        // Nothing was judged: it costs nothing, and asking again is safe.
        this.#limit.giveBack(1);
        this.#forget(evaluation);
      } else {
        judged.push(metricId);
        evaluation.expiry = setTimeout(() => this.#forget(evaluation), KEPT_MS).unref();
      }
      this.#log.info('write', { tool: 'evaluate_metrics', metric_id: metricId, outcome: inAWord(outcome) });
    }
    if (judged.length > 0) options.onJudged(judged, conversationId);
  }

  async #outcomes(
    body: EvaluateRequest,
    request: SharedRequest,
    startBy: number,
  ): Promise<(metricId: string) => Outcome> {
    const { signal } = request.withdrawal;
    try {
      const bounds = { signal, deadline: performance.now() + JUDGE_MS, startBy };
      const { rows } = await this.#api.evaluateMetrics(body, bounds);
      const byMetric = new Map(rows.map((row) => [row.metric_id, row]));
      return (metricId) => {
        const evaluation = byMetric.get(metricId);
        return evaluation
          ? { status: 'done', evaluation }
          : { status: 'failed', error: missing(), mayHaveRun: true };
      };
    } catch (error) {
      // A call that is refused before it reaches the network has its words already.
      const mayHaveRun = error instanceof HttpError ? error.executed !== 'no' : !(error instanceof CallError);
      if (!mayHaveRun && signal.aborted && request.callers.size > 0) {
        // Somebody came while it was being withdrawn.
        request.withdrawal = new AbortController();
        return this.#outcomes(body, request, startBy);
      }
      return () => ({ status: 'failed', error, mayHaveRun });
    }
  }

  #forget(evaluation: SharedEvaluation): void {
    clearTimeout(evaluation.expiry);
    if (this.#running.get(evaluation.key) === evaluation) this.#running.delete(evaluation.key);
  }
}

/** Ids are hex digits: a space keeps them apart. */
function keyOf(
  { conversationId, evaluateToInteractionId = '' }: EvaluationRequest,
  metricId: string,
): string {
  return `${metricId} ${conversationId} ${evaluateToInteractionId}`;
}

function inAWord(outcome: Outcome): string {
  if (outcome.status === 'done') return 'done';
  if (outcome.mayHaveRun) return 'outcome_unknown';
  const { error } = outcome;
  return error instanceof HttpError || error instanceof CallError ? error.code : 'internal';
}

function missing(): CallError {
  return new CallError(
    'upstream_error',
    'Amigo’s answer does not hold this metric.',
    'Read its manual result of this conversation with get_metric_evaluation_results before you evaluate again.',
  );
}
