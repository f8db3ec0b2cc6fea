import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Call } from './calls.ts';
import type { Promised } from './ledger.ts';

export interface Answered {
  /** `success`, an error's code, or `unanswered`. */
  readonly outcome: string;
  readonly structured: Record<string, unknown> | undefined;
  /** What the answer says about each thing that the call was to do. */
  readonly promises: readonly Promised[];
}

/** Makes the call; one that ends without an answer that the client accepts is `unanswered`. */
export async function ask(client: Client, call: Call): Promise<Answered> {
  try {
    const result = await client.callTool({ name: call.tool, arguments: { ...call.arguments } });
    const structured: Record<string, unknown> | undefined = isRecord(result.structuredContent)
      ? result.structuredContent
      : undefined;
    const [first]: unknown[] = Array.isArray(result.content) ? result.content : [];
    const text = isRecord(first) ? String(first['text']) : '';
    const outcome = result.isError ? (/^Error \[(\w+)\]/.exec(text)?.[1] ?? 'no code') : 'success';
    return { outcome, structured, promises: promisesOf(call, outcome, structured) };
  } catch {
    return {
      outcome: 'unanswered',
      structured: undefined,
      promises: promisesOf(call, 'unanswered', undefined),
    };
  }
}

function promisesOf(call: Call, outcome: string, structured: Answered['structured']): Promised[] {
  const evaluations: unknown[] = Array.isArray(structured?.['evaluations']) ? structured['evaluations'] : [];
  return call.keys.map((key) => {
    const evaluation = evaluations.find((each) => isRecord(each) && key.includes(String(each['metric_id'])));
    return { key, ...timesOf(isRecord(evaluation) ? outcomeOf(evaluation) : outcome) };
  });
}

/** One metric of an evaluation that succeeded at least in part. */
function outcomeOf({ status, error }: Record<string, unknown>): string {
  if (status === 'done') return 'success';
  return status === 'pending' ? 'outcome_unknown' : (/^\w+/.exec(String(error))?.[0] ?? 'no code');
}

function timesOf(outcome: string): Pick<Promised, 'least' | 'most'> {
  if (outcome === 'success') return { least: 1, most: 1 };
  const open = outcome === 'outcome_unknown' || outcome === 'unanswered';
  return { least: 0, most: open ? 1 : 0 };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
