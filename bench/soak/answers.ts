import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Call } from './calls.ts';
import type { Promised } from './ledger.ts';

export interface Answered {
  /** `success`, an error's code, `miscounted`, or `unanswered`. */
  readonly outcome: string;
  readonly structured: Record<string, unknown> | undefined;
  /** What the answer says about each thing that the call was to do. */
  readonly promises: readonly Promised[];
  /** Keys of evaluations that are pending or were not sent. */
  readonly unfinished: readonly string[];
}

/** Makes the call; one that ends without an answer that the client accepts is `unanswered`. */
export async function ask(client: Client, call: Call): Promise<Answered> {
  try {
    const { cancelAfterMs } = call;
    const caller = new AbortController();
    if (cancelAfterMs !== undefined) setTimeout(() => caller.abort(), cancelAfterMs);
    const result = await client.callTool({ name: call.tool, arguments: { ...call.arguments } }, undefined, {
      signal: caller.signal,
    });
    const structured: Record<string, unknown> | undefined = isRecord(result.structuredContent)
      ? result.structuredContent
      : undefined;
    const [first]: unknown[] = Array.isArray(result.content) ? result.content : [];
    const text = isRecord(first) ? String(first['text']) : '';
    const outcome = result.isError ? (/^Error \[(\w+)\]/.exec(text)?.[1] ?? 'no code') : 'success';
    return {
      outcome: isCounted(call, structured) ? outcome : 'miscounted',
      structured,
      ...promisesOf(call, outcome, structured),
    };
  } catch {
    return {
      outcome: 'unanswered',
      structured: undefined,
      ...promisesOf(call, 'unanswered', undefined),
    };
  }
}

function promisesOf(
  call: Call,
  outcome: string,
  structured: Answered['structured'],
): Pick<Answered, 'promises' | 'unfinished'> {
  const outcomes = new Map(evaluationsOf(structured));
  const of = (key: string) => {
    // What an answer by metric does not name is done.
    const done =
      structured?.['metrics'] !== undefined && call.tool === 'evaluate_metrics' ? 'done' : undefined;
    const [, metric, conversation] = key.split(' ');
    return outcomes.get(`${metric} ${conversation}`) ?? done;
  };
  return {
    promises: call.keys.map((key) => ({ key, ...timesOf(outcomeOf(of(key)) ?? outcome) })),
    unfinished: call.keys.filter((key) => of(key) === 'pending' || of(key) === 'not_sent'),
  };
}

/** Whether an answer by metric says of each evaluation that was asked for what became of it. */
function isCounted(call: Call, structured: Answered['structured']): boolean {
  if (call.tool !== 'evaluate_metrics' || structured?.['metrics'] === undefined) return true;
  const named = evaluationsOf(structured).length;
  const done = listOf(structured['metrics']).reduce((sum, metric) => sum + Number(metric['done']), 0);
  return named + done === call.keys.length;
}

/** What is said of each metric on each conversation: a status, or the error of a failed one. */
function evaluationsOf(structured: Answered['structured']): [pair: string, said: string][] {
  const alone = listOf(structured?.['evaluations']).map((each): [string, string] => [
    `${String(each['metric_id'])} ${String(each['conversation_id'])}`,
    each['status'] === 'failed' ? String(each['error']) : String(each['status']),
  ]);
  const byMetric = listOf(structured?.['metrics']).flatMap((metric): [string, string][] => {
    const pairOf = (conversation: unknown) => `${String(metric['metric_id'])} ${String(conversation)}`;
    const ids = (name: 'pending' | 'not_sent') => {
      const list: unknown[] = Array.isArray(metric[name]) ? metric[name] : [];
      return list.map((id): [string, string] => [pairOf(id), name]);
    };
    const failed = listOf(metric['failed']).map((each): [string, string] => [
      pairOf(each['conversation_id']),
      String(each['error']),
    ]);
    return [...ids('pending'), ...ids('not_sent'), ...failed];
  });
  return [...alone, ...byMetric];
}

/** One evaluation in the words of a whole call's outcome. */
function outcomeOf(said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  if (said === 'done') return 'success';
  return said === 'pending' ? 'outcome_unknown' : (/^\w+/.exec(said)?.[0] ?? 'no code');
}

export function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function timesOf(outcome: string): Pick<Promised, 'least' | 'most'> {
  if (outcome === 'success') return { least: 1, most: 1 };
  const open = outcome === 'outcome_unknown' || outcome === 'unanswered';
  return { least: 0, most: open ? 1 : 0 };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
