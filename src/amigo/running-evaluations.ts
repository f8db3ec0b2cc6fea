import type { MetricsApi } from './api.ts';
import { deferred } from '../deadline.ts';
import { CallError, HttpError } from '../errors.ts';
import { EVALUATION_BATCH, type Evaluation, type Result } from './schema.ts';
import type { Log } from '../log.ts';

/** A judge reads a whole conversation: what was sent has this long, whoever still waits for it. */
const JUDGE_MS = 290_000;
/** How long a verdict that nobody heard is kept for whoever asks again. */
const KEPT_MS = 600_000;

/** What is to be judged: the latest version of each metric, up to an interaction or the conversation's end. */
export interface Order {
  readonly metricIds: readonly string[];
  readonly conversationId: string;
  readonly evaluateToInteractionId?: string | undefined;
}

/** Whoever waits for evaluations: anything that is one thing to one call, such as its signal. */
export type Caller = object;

export interface Terms {
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
  /** `executed` is `no` only when it is certain that nothing was judged. */
  | { readonly status: 'failed'; readonly error: unknown; readonly executed: 'no' | 'maybe' };

/** One metric's evaluation, shared by everybody who asks for it while it runs. */
export interface Ticket {
  readonly metricId: string;
  /** The result that this evaluation overwrites; undefined when it was not read before. */
  readonly previous: Result | null | undefined;
  /** Undefined while the judge is at work. */
  readonly outcome: Outcome | undefined;
  /** Resolves when the outcome is there; never rejects. */
  readonly settled: Promise<void>;
}

/** What is sent as one request, and those who wait for it. */
interface Batch {
  readonly callers: Set<Caller>;
  /** Aborted when all of them have left: the judge never hears of it then, unless it was sent. */
  unwanted: AbortController;
}

interface OpenTicket extends Ticket {
  readonly key: string;
  readonly batch: Batch;
  /** Ends the time for which its outcome is kept. */
  kept: NodeJS.Timeout | undefined;
  outcome: Outcome | undefined;
  readonly settle: () => void;
}

/**
 * The desk where evaluations are handed in. What was sent is never stopped and never sent twice: a call for the same
 * metric, conversation and end joins it, and a verdict that nobody heard is handed over once, within ten minutes. What
 * still waits to be sent is withdrawn when nobody wants it any more.
 */
export class Evaluations {
  readonly #api: MetricsApi;
  readonly #log: Log;
  readonly #limit: number | null;
  readonly #tickets = new Map<string, OpenTicket>();
  #used = 0;

  /** @param options.limit most metric evaluations while the program runs; null for none */
  constructor(options: { readonly api: MetricsApi; readonly log: Log; readonly limit: number | null }) {
    this.#api = options.api;
    this.#log = options.log;
    this.#limit = options.limit;
  }

  /**
   * Waits with others for the order's evaluations that run, or are there to be handed over; the rest would be new.
   * @throws {CallError} `not_allowed` when the limit does not leave enough for the new ones.
   */
  join(order: Order, caller: Caller): ReadonlyMap<string, Ticket> {
    const found = order.metricIds.flatMap((id) => this.#tickets.get(keyOf(order, id)) ?? []);
    this.#requireRoom(order.metricIds.length - found.length);
    for (const { batch } of found) batch.callers.add(caller);
    return new Map(found.map((ticket) => [ticket.metricId, ticket]));
  }

  /**
   * Sends the order in tens, all at once; metrics whose evaluation runs by now join it instead.
   * @throws {CallError} `not_allowed` when the limit does not leave enough; nothing is sent then.
   */
  send(order: Order, terms: Terms): ReadonlyMap<string, Ticket> {
    const tickets = new Map(this.join(order, terms.caller));
    const fresh = order.metricIds.filter((id) => !tickets.has(id));
    this.#used += fresh.length;
    for (let from = 0; from < fresh.length; from += EVALUATION_BATCH) {
      const batch: Batch = { callers: new Set([terms.caller]), unwanted: new AbortController() };
      const ten = fresh
        .slice(from, from + EVALUATION_BATCH)
        .map((id) => this.#open(keyOf(order, id), id, batch, terms.previous?.get(id)));
      for (const ticket of ten) tickets.set(ticket.metricId, ticket);
      void this.#judge(ten, batch, order, terms);
    }
    return tickets;
  }

  /** The caller cancelled: what was not sent yet, and nobody else waits for, is withdrawn. */
  leave(caller: Caller): void {
    for (const { batch } of this.#tickets.values()) {
      if (batch.callers.delete(caller) && batch.callers.size === 0) batch.unwanted.abort();
    }
  }

  /** The caller has heard these outcomes: asking again is a new evaluation. Those that still run stay. */
  delivered(tickets: Iterable<Ticket>): void {
    const heard = new Set(tickets);
    for (const ticket of this.#tickets.values()) {
      if (ticket.outcome && heard.has(ticket)) this.#forget(ticket);
    }
  }

  #open(key: string, metricId: string, batch: Batch, previous: Result | null | undefined): OpenTicket {
    const { promise: settled, resolve: settle } = deferred();
    const ticket: OpenTicket = {
      key,
      batch,
      metricId,
      previous,
      kept: undefined,
      outcome: undefined,
      settled,
      settle,
    };
    this.#tickets.set(key, ticket);
    return ticket;
  }

  async #judge(ten: readonly OpenTicket[], batch: Batch, order: Order, terms: Terms): Promise<void> {
    const metricIds = ten.map((ticket) => ticket.metricId);
    const outcomes = await this.#outcomes(metricIds, batch, order, terms.startBy);
    const judged: string[] = [];
    for (const ticket of ten) {
      const outcome = outcomes(ticket.metricId);
      const refused = outcome.status === 'failed' && outcome.executed === 'no';
      if (!refused) judged.push(ticket.metricId);
      this.#close(ticket, outcome, refused);
      this.#log.info('write', {
        tool: 'evaluate_metrics',
        metric_id: ticket.metricId,
        outcome: inAWord(outcome),
      });
    }
    if (judged.length > 0) terms.onJudged(judged, order.conversationId);
    for (const ticket of ten) ticket.settle();
  }

  async #outcomes(
    metricIds: readonly string[],
    batch: Batch,
    order: Order,
    startBy: number,
  ): Promise<(metricId: string) => Outcome> {
    const { signal } = batch.unwanted;
    try {
      const { rows } = await this.#api.evaluateMetrics(
        {
          metric_ids: [...metricIds],
          conversation_id: order.conversationId,
          ...(order.evaluateToInteractionId !== undefined && {
            evaluate_to_interaction_id: order.evaluateToInteractionId,
          }),
        },
        { signal, deadline: performance.now() + JUDGE_MS, startBy },
      );
      const byMetric = new Map(rows.map((row) => [row.metric_id, row]));
      return (metricId) => {
        const evaluation = byMetric.get(metricId);
        return evaluation
          ? { status: 'done', evaluation }
          : { status: 'failed', error: missing(), executed: 'maybe' };
      };
    } catch (error) {
      // A call that is refused before it reaches the network has its words already.
      const executed =
        error instanceof HttpError ? error.executed : error instanceof CallError ? 'no' : 'maybe';
      if (executed === 'no' && signal.aborted && batch.callers.size > 0) {
        // Somebody came while it was being withdrawn.
        batch.unwanted = new AbortController();
        return this.#outcomes(metricIds, batch, order, startBy);
      }
      return () => ({ status: 'failed', error, executed });
    }
  }

  #close(ticket: OpenTicket, outcome: Outcome, refused: boolean): void {
    ticket.outcome = outcome;
    ticket.batch.callers.clear();
    if (refused) {
      // Nothing was judged: it costs nothing, and asking again is safe.
      this.#used -= 1;
      this.#forget(ticket);
      return;
    }
    ticket.kept = setTimeout(() => this.#forget(ticket), KEPT_MS);
    ticket.kept.unref();
  }

  #forget(ticket: OpenTicket): void {
    clearTimeout(ticket.kept);
    if (this.#tickets.get(ticket.key) === ticket) this.#tickets.delete(ticket.key);
  }

  #requireRoom(wanted: number): void {
    if (this.#limit === null || wanted === 0) return;
    const left = this.#limit - this.#used;
    if (wanted <= left) return;
    const allowed = `${this.#limit === 0 ? 'no' : this.#limit} metric evaluation${this.#limit === 1 ? '' : 's'}`;
    const counts = this.#limit === 0 ? '' : `; ${left} of them left, ${wanted} asked for`;
    throw new CallError(
      'not_allowed',
      `AMIGO_EVALUATION_LIMIT allows ${allowed} in one run of this server${counts}. Nothing was evaluated.`,
      left > 0
        ? `Evaluate ${left} or fewer metrics, or ask whoever runs the server to raise AMIGO_EVALUATION_LIMIT.`
        : 'Whoever runs the server can raise AMIGO_EVALUATION_LIMIT and restart it.',
    );
  }
}

/** Ids are hex digits: a space keeps them apart. */
function keyOf({ conversationId, evaluateToInteractionId = '' }: Order, metricId: string): string {
  return `${metricId} ${conversationId} ${evaluateToInteractionId}`;
}

function inAWord(outcome: Outcome): string {
  if (outcome.status === 'done') return 'done';
  if (outcome.executed === 'maybe') return 'outcome_unknown';
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
