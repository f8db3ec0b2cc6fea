import type { EntryFigures } from './shape.ts';

/** With more metrics than this an answer shows of each its newest version, and in short what did not move. */
const MANY_METRICS = 8;

export function isOverview(metrics: number): boolean {
  return metrics > MANY_METRICS;
}

/** Whether something moved. */
export function moved({ change, trend }: EntryFigures): boolean {
  return isDirected(change?.verdict) || isDirected(trend?.verdict);
}

function isDirected(verdict: string | undefined): boolean {
  return verdict !== undefined && ['up', 'down', 'rising', 'falling'].includes(verdict);
}

/**
 * An entry with its figure alone; of categories the commonest.
 * @param withGroups whether somebody asked for groups
 */
export function inShort(entry: EntryFigures, withGroups: boolean): EntryFigures {
  const { version, source_type, n, pass_rate, true_rate, mean, shares, groups } = entry;
  const commonest = shares?.toSorted((first, second) => (second.share ?? 0) - (first.share ?? 0))[0];
  return {
    version,
    ...(source_type !== undefined && { source_type }),
    n,
    ...(pass_rate !== undefined && { pass_rate }),
    ...(true_rate !== undefined && { true_rate }),
    ...(mean !== undefined && { mean }),
    ...(commonest && { shares: [{ value: commonest.value, share: commonest.share }] }),
    ...(groups && withGroups && { groups }),
  };
}
