import type { Log } from '../log.ts';
import type { Connection } from './connection.ts';
import { EvaluationLimit } from './evaluation-limit.ts';
import { outcomeInAWord, type Outcome } from './evaluation-outcome.ts';
import { judgeRequest, type Caller, type Sending, type SharedRequest } from './evaluation-sending.ts';
import type { Result } from './result.ts';
import { EVALUATION_BATCH } from './schema.ts';
import { Turns } from './turns.ts';

/** How long a verdict that nobody heard is kept for whoever asks again. */
const KEPT_MS = 600_000;
/** Requests of one call that are under way at once. */
const AT_ONCE = 6;

/** What is to be judged of one conversation: the latest version of each metric, up to an interaction or the end. */
export interface EvaluationRequest {
  readonly metricIds: readonly string[];
  readonly conversationId: string;
  readonly evaluateToInteractionId?: string | undefined;
}

export interface SendOptions extends Pick<Sending, 'startBy'> {
  readonly caller: Caller;
  /** The earlier manual result, null where there is none; undefined when it was not read. */
  previous(metricId: string, conversationId: string): Result | null | undefined;
  /** The latest version of each metric by its id, as far as they were read. */
  readonly versions: ReadonlyMap<string, number>;
  /** Called as each request ends that Amigo may have carried out, even when nobody waits any more. */
  onJudged(metricIds: readonly string[], conversationId: string): void;
}

/** One metric's evaluation of a conversation, shared by everybody who asks for it while it runs. */
export interface RunningEvaluation {
  readonly metricId: string;
  readonly conversationId: string;
  /** The latest version when it was sent; null when that was not read. */
  readonly version: number | null;
  /** The result that this evaluation overwrites; undefined when it was not read before. */
  readonly previous: Result | null | undefined;
  /** Undefined while the judge is at work. */
  readonly outcome: Outcome | undefined;
  /** Resolves when the outcome is there; never rejects. */
  readonly finished: Promise<void>;
}

interface SharedEvaluation extends RunningEvaluation {
  readonly key: string;
  readonly request: SharedRequest;
  /** Of the same metric and conversation up to another end: it begins when these are over. */
  readonly rivals: readonly SharedEvaluation[];
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
  readonly #connection: Pick<Connection, 'api' | 'quota'>;
  readonly #log: Log;
  readonly #limit: EvaluationLimit;
  readonly #running = new Map<string, SharedEvaluation>();

  /** @param options.limit most metric evaluations while the program runs; null for none */
  constructor(options: {
    readonly connection: Pick<Connection, 'api' | 'quota'>;
    readonly log: Log;
    readonly limit: number | null;
  }) {
    this.#connection = options.connection;
    this.#log = options.log;
    this.#limit = new EvaluationLimit(options.limit);
  }

  /** Evaluations that the limit leaves; null for any number. */
  get left(): number | null {
    return this.#limit.left;
  }

  /** @throws {CallError} `not_allowed` when the limit does not leave so many */
  require(evaluations: number): void {
    this.#limit.require(evaluations);
  }

  /** What of this neither runs already nor is there to be handed over. */
  fresh(wanted: readonly EvaluationRequest[]): EvaluationRequest[] {
    return wanted
      .map((request) => ({
        ...request,
        metricIds: request.metricIds.filter((id) => !this.#running.has(keyOf(request, id))),
      }))
      .filter(({ metricIds }) => metricIds.length > 0);
  }

  /**
   * Waits with others for the evaluations that run already, or are there to be handed over.
   * @returns those, and what would be new
   * @throws {CallError} `not_allowed` when the limit does not leave enough for the new ones
   */
  join(
    wanted: readonly EvaluationRequest[],
    caller: Caller,
  ): { readonly joined: RunningEvaluation[]; readonly fresh: EvaluationRequest[] } {
    const joined = wanted.flatMap((request) =>
      request.metricIds.flatMap((id) => this.#running.get(keyOf(request, id)) ?? []),
    );
    const fresh = this.fresh(wanted);
    this.#limit.require(runsOf(fresh));
    for (const { request } of joined) request.callers.add(caller);
    return { joined, fresh };
  }

  /**
   * Sends what is wanted, conversation by conversation, in tens and a few requests at once, until `startBy` or a refusal
   * that holds for all; the requests of one conversation go together. What runs by now is joined instead.
   * @returns all of them
   * @throws {CallError} `not_allowed` when the limit does not leave enough; nothing is sent then
   */
  send(wanted: readonly EvaluationRequest[], options: SendOptions): RunningEvaluation[] {
    const { joined, fresh } = this.join(wanted, options.caller);
    this.#limit.use(runsOf(fresh));
    const turns = new Turns(AT_ONCE);
    const refusal = {};
    return [...joined, ...fresh.flatMap((request) => this.#begin(request, { ...options, turns, refusal }))];
  }

  #begin(
    wanted: EvaluationRequest,
    { turns, ...options }: SendOptions & Pick<Sending, 'refusal'> & { readonly turns: Turns },
  ): SharedEvaluation[] {
    const { conversationId, evaluateToInteractionId } = wanted;
    const tens: { readonly request: SharedRequest; readonly evaluations: SharedEvaluation[] }[] = [];
    for (let from = 0; from < wanted.metricIds.length; from += EVALUATION_BATCH) {
      const metricIds = wanted.metricIds.slice(from, from + EVALUATION_BATCH);
      const request: SharedRequest = {
        body: {
          metric_ids: metricIds,
          conversation_id: conversationId,
          ...(evaluateToInteractionId !== undefined && {
            evaluate_to_interaction_id: evaluateToInteractionId,
          }),
        },
        callers: new Set([options.caller]),
        withdrawal: new AbortController(),
        finished: Promise.resolve(),
      };
      tens.push({
        request,
        evaluations: metricIds.map((metricId) => ({
          key: keyOf(wanted, metricId),
          metricId,
          conversationId,
          version: options.versions.get(metricId) ?? null,
          request,
          rivals: this.#unfinished(metricId, conversationId),
          previous: options.previous(metricId, conversationId),
          outcome: undefined,
          expiry: undefined,
          get finished() {
            return request.finished;
          },
        })),
      });
    }
    const all = tens.flatMap(({ evaluations }) => evaluations);
    for (const evaluation of all) this.#running.set(evaluation.key, evaluation);
    const sending = { ...options, turn: turns.take(tens.length), together: tens.length };
    for (const { request, evaluations } of tens)
      request.finished = this.#judge(evaluations, request, sending);
    void Promise.all(tens.map(({ request }) => request.finished)).then(() => sending.turn.end());
    return all;
  }

  #unfinished(metricId: string, conversationId: string): SharedEvaluation[] {
    return [...this.#running.values()].filter(
      (evaluation) =>
        evaluation.metricId === metricId &&
        evaluation.conversationId === conversationId &&
        evaluation.outcome === undefined,
    );
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
    sending: Sending & SendOptions,
  ): Promise<void> {
    const rivals = ten.flatMap((evaluation) => evaluation.rivals.map(({ finished }) => finished));
    const outcomeOf = await judgeRequest(request, rivals, sending, this.#connection);
    request.callers.clear();
    const judged: string[] = [];
    for (const evaluation of ten) {
      const { metricId } = evaluation;
      const outcome = outcomeOf(metricId);
      evaluation.outcome = outcome;
      if (outcome.status === 'done' || (outcome.status === 'failed' && outcome.mayHaveRun)) {
        judged.push(metricId);
        evaluation.expiry = setTimeout(() => this.#forget(evaluation), KEPT_MS).unref();
      } else {
        // Nothing was judged: it costs nothing, and asking again is safe.
        this.#limit.giveBack(1);
        this.#forget(evaluation);
      }
      this.#log.info('write', {
        tool: 'evaluate_metrics',
        metric_id: metricId,
        outcome: outcomeInAWord(outcome),
      });
    }
    if (judged.length > 0) sending.onJudged(judged, request.body.conversation_id);
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

/** Evaluations in these requests. */
export function runsOf(requests: readonly EvaluationRequest[]): number {
  return requests.reduce((sum, { metricIds }) => sum + metricIds.length, 0);
}
