import { holm } from '../statistics/holm.ts';
import type { Interval } from '../statistics/interval.ts';
import { roundedP } from './rounding.ts';
import type { Trend, Verdict } from './shape.ts';

/** Below this an adjusted p tells a change from chance. */
const ALPHA = 0.05;

/** What a verdict rests on. */
export interface Tested {
  readonly p: number | null;
  readonly ci95: Interval | null;
  readonly few: boolean;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly pAdjusted?: number;
}

/** Adjusts p-values for each other, by Holm's method; those that are null count for nothing and stay null. */
export function adjusted(ps: readonly (number | null)[]): (number | null)[] {
  const known = ps.filter((p) => p !== null);
  const values = holm(known).values();
  return ps.map((p) => (p === null ? null : (values.next().value ?? p)));
}

/** How many tests an answer holds. */
export function countTests(ps: readonly (number | null)[]): number {
  return ps.filter((p) => p !== null).length;
}

/**
 * `up` or `down` needs an adjusted p below 0.05 and an interval that leaves out 0.
 * @param pAdjusted null where there was no p to adjust
 * @param among tests in the answer
 */
export function verdictOf({ p, ci95, few }: Tested, pAdjusted: number | null, among: number): Judged {
  if (few) return { verdict: 'too few' };
  if (p === null || pAdjusted === null) return { verdict: 'not comparable', reason: 'no spread' };
  const [low, high] = ci95 ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const leavesOutZero = low > 0 || high < 0;
  if (pAdjusted < ALPHA && leavesOutZero) return { verdict: low > 0 ? 'up' : 'down', pAdjusted };
  const clearAlone = p < ALPHA && leavesOutZero;
  return {
    verdict: 'no clear change',
    ...(clearAlone && { reason: `clear alone, not among ${among}` }),
    pAdjusted,
  };
}

/** @param pAdjusted of the slope */
export function trendVerdict(slope: number, pAdjusted: number): Trend {
  const verdict = pAdjusted >= ALPHA ? 'no clear trend' : slope > 0 ? 'rising' : 'falling';
  return { verdict, p_adjusted: roundedP(pAdjusted) };
}
