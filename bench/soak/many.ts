import { isRecord, listOf, type Answered } from './answers.ts';
import type { Call, Calls, World } from './calls.ts';

const MOST_CONVERSATIONS = 12;
/** Metrics of a call. */
const TOGETHER = 4;
/** Outcomes after which the same may be asked for again: nothing was sent, or what was is handed over. */
const SENT_NOTHING = new Set([
  'unanswered',
  'rate_limited',
  'network',
  'timeout',
  'unauthenticated',
  'maintenance',
  'upstream_error',
]);

/**
 * Calls of many conversations, by somebody who wants each verdict: what was cancelled, is pending or was not sent is asked
 * for again. When a session ends, what had not been heard is looked for among the stored results first, and only what does
 * not stand there is asked for again.
 */
export class ManyCalls {
  readonly #world: World;
  readonly #random: () => number;
  readonly #calls: Calls;
  readonly #queue: Call[] = [];
  readonly #asked = new Set<string>();
  readonly #received = new Set<string>();
  readonly #heard = new Set<string>();
  #count = 0;

  /** @param calls makes the metrics, and knows them */
  constructor(world: World, random: () => number, calls: Calls) {
    this.#world = world;
    this.#random = random;
    this.#calls = calls;
  }

  /** What follows up on others first, then several metrics of the soak's own; a fifth of the callers give up. */
  next(): Call {
    const followUp = this.#queue.shift();
    if (followUp) return followUp;
    const { conversations } = this.#world;
    const calls = Math.floor(conversations.length / MOST_CONVERSATIONS);
    const group = Math.floor(this.#count / calls);
    const from = (this.#count % calls) * MOST_CONVERSATIONS;
    const metrics = this.#calls.made.slice(group * TOGETHER, (group + 1) * TOGETHER).map(({ id }) => id);
    if (metrics.length < TOGETHER) return this.#calls.create();
    this.#count += 1;
    const number = 3 + Math.floor(this.#random() * (MOST_CONVERSATIONS - 2));
    const call = evaluating(metrics, conversations.slice(from, from + number), this.#random() < 0.2);
    for (const key of call.keys) this.#asked.add(key);
    return this.#random() < 0.2 ? { ...call, cancelAfterMs: Math.floor(this.#random() * 600) } : call;
  }

  /** Calls so far, those aside that follow up on others. */
  get count(): number {
    return this.#count;
  }

  /** Calls that are left to follow up on others. */
  get unfinished(): number {
    return this.#queue.length;
  }

  /** Verdicts that Amigo's answers brought, and those of them that nobody was told. */
  get verdicts(): { readonly received: number; readonly lost: number } {
    const lost = [...this.#received].filter((key) => !this.#heard.has(key)).length;
    return { received: this.#received.size, lost };
  }

  /** Amigo answered with this verdict, perhaps to somebody else. */
  receive(key: string): void {
    if (this.#asked.has(key)) this.#received.add(key);
  }

  /** @returns keys that were found to be done by looking */
  answered(call: Call, { outcome, structured, unfinished }: Answered): string[] {
    if (call.looksFor) return this.#looked(call.looksFor, outcome, structured);
    if (call.tool !== 'evaluate_metrics') return [];
    if (outcome === 'success')
      for (const key of call.keys) if (!unfinished.includes(key)) this.#heard.add(key);
    if (outcome === 'success') this.#askFor(unfinished);
    else if (SENT_NOTHING.has(outcome)) this.#askFor(call.keys);
    return [];
  }

  /** What the session knew is gone: its verdicts stand in Amigo alone. */
  sessionEnded(): void {
    const keys = this.#queue.splice(0).flatMap(({ keys, looksFor = keys }) => looksFor);
    for (const [metric, conversations] of inCalls(keys)) this.#queue.push(looking(metric, conversations));
  }

  #looked(keys: readonly string[], outcome: string, structured: Answered['structured']): string[] {
    const coverage = structured?.['coverage'];
    if (outcome !== 'success' || !isRecord(coverage) || coverage['complete'] !== true) {
      for (const [metric, conversations] of inCalls(keys)) this.#queue.push(looking(metric, conversations));
      return [];
    }
    const stored = new Set(listOf(structured?.['results']).map((row) => row['conversation_id']));
    const done = keys.filter((key) => stored.has(key.split(' ')[2]));
    for (const key of done) this.#heard.add(key);
    this.#askFor(keys.filter((key) => !done.includes(key)));
    return done;
  }

  #askFor(keys: readonly string[]): void {
    for (const [metric, conversations] of inCalls(keys))
      this.#queue.push(evaluating([metric], conversations, false));
  }
}

/** Keys of the verdicts in an answer of Amigo's; none in that of another operation. */
export function verdictsIn(body: unknown, sent: unknown): string[] {
  if (!isRecord(body) || !isRecord(sent) || !Array.isArray(sent['metric_ids'])) return [];
  const conversation = String(sent['conversation_id']);
  return listOf(body['metrics']).map((verdict) => evaluationKey(String(verdict['metric_id']), conversation));
}

/** Conversations by metric, as many as go in a call. */
function* inCalls(keys: readonly string[]): Iterable<readonly [metric: string, conversations: string[]]> {
  const byMetric = new Map<string, string[]>();
  for (const key of keys) {
    const [, metric = '', conversation = ''] = key.split(' ');
    byMetric.set(metric, [...(byMetric.get(metric) ?? []), conversation]);
  }
  for (const [metric, conversations] of byMetric)
    for (let from = 0; from < conversations.length; from += MOST_CONVERSATIONS)
      yield [metric, conversations.slice(from, from + MOST_CONVERSATIONS)];
}

function evaluating(
  metric_ids: readonly string[],
  conversation_id: readonly string[],
  compare: boolean,
): Call {
  return {
    tool: 'evaluate_metrics',
    arguments: { metric_ids, conversation_id, compare_with_previous: compare },
    keys: metric_ids.flatMap((id) => conversation_id.map((conversation) => evaluationKey(id, conversation))),
  };
}

/** A read of the manual results that evaluations would have left; there were none of these before. */
function looking(metric: string, conversation_id: readonly string[]): Call {
  return {
    tool: 'get_metric_evaluation_results',
    arguments: {
      metric_id: [metric],
      conversation_id,
      source_type: ['manual'],
      view: 'rows',
      limit: 2 * MOST_CONVERSATIONS,
      refresh: true,
    },
    keys: [],
    looksFor: conversation_id.map((conversation) => evaluationKey(metric, conversation)),
  };
}

function evaluationKey(metric: string, conversation: string): string {
  return `evaluate ${metric} ${conversation}`;
}
