import { cleanValue, type Value } from '../../amigo/result.ts';
import type { CallContext } from '../runner/context.ts';
import type { Verdict } from './asked.ts';

const SHOWN = 5;
const REASON_LENGTH = 160;

/**
 * The judge's reasons of five verdicts: spread over the values, of numbers both ends first, and of each value those that
 * changed first.
 */
export function reasonsOf(judged: readonly Verdict[], call: CallContext) {
  const byValue = new Map<Value, Verdict[]>();
  for (const verdict of judged.toSorted((a, b) => Number(isChanged(b)) - Number(isChanged(a)))) {
    const { value } = verdict.evaluation;
    byValue.set(value, [...(byValue.get(value) ?? []), verdict]);
  }
  const lists = fromBothEnds([...byValue].sort(byNumber).map(([, verdicts]) => verdicts));
  const chosen: Verdict[] = [];
  for (let round = 0; chosen.length < Math.min(SHOWN, judged.length); round += 1)
    chosen.push(...lists.flatMap((list) => list[round] ?? []));
  return chosen.slice(0, SHOWN).flatMap(({ running, evaluation }) => {
    const justification = call.justification(evaluation.justification, REASON_LENGTH);
    return justification === null
      ? []
      : [{ conversation_id: running.conversationId, value: evaluation.value, justification }];
  });
}

function isChanged({ evaluation, before }: Verdict): boolean {
  return before !== undefined && cleanValue(before.value) !== evaluation.value;
}

function byNumber([a]: readonly [Value, unknown], [b]: readonly [Value, unknown]): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : 0;
}

/** First, last, second, second to last, and so on. */
function fromBothEnds<T>(list: readonly T[]): T[] {
  const left = [...list];
  const ordered: T[] = [];
  for (let next = left.shift(); next !== undefined; next = ordered.length % 2 ? left.pop() : left.shift())
    ordered.push(next);
  return ordered;
}
