import { normalTail } from './normal.ts';
import type { Values } from './descriptive.ts';

/**
 * A subtraction makes two numbers of what is one difference, 0.9 − 0.8 and 0.3 − 0.2: as a share of the larger one, what
 * is as near as this is a tie. (R's `wilcox.test` has `digits.rank` for it.)
 */
const TIE = 1e-12;

/**
 * The two-sided p of the rank-sum test: Wilcoxon (1945), Biometrics Bull. 1:80–83; Mann and Whitney (1947), Ann. Math.
 * Stat. 18:50–60. By the normal distribution, with ties and continuity correction, as R's
 * `wilcox.test(exact = FALSE)`. Null when a side is empty or all values are equal.
 */
export function rankSumP(from: Values, to: Values): number | null {
  const [before, after] = [from.length, to.length];
  const all = before + after;
  if (before === 0 || after === 0) return null;
  const { sum, ties } = ranks(to, from, 0);
  const expected = (after * (all + 1)) / 2;
  if (ties === all ** 3 - all) return null;
  const variance = ((before * after) / 12) * (all + 1 - ties / (all * (all - 1)));
  return byNormal(sum - expected, variance);
}

/**
 * The two-sided p of the signed-rank test: Wilcoxon (1945), Biometrics Bull. 1:80–83. Zeros left out; otherwise as
 * `rankSumP`, and as R's `wilcox.test(paired = TRUE, exact = FALSE)`. Null when all differences are 0.
 */
export function signedRankP(differences: Values): number | null {
  const rises = Array.from(differences).filter((difference) => difference > 0);
  const falls = Array.from(differences).flatMap((difference) => (difference < 0 ? [-difference] : []));
  const n = rises.length + falls.length;
  if (n === 0) return null;
  const { sum, ties } = ranks(rises, falls, TIE);
  return byNormal(sum - (n * (n + 1)) / 4, (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);
}

/** A sum of ranks is off its expected value by whole or half ranks: the correction is half a rank towards it. */
function byNormal(off: number, variance: number): number {
  return normalTail(Math.max(0, Math.abs(off) - 0.5) / Math.sqrt(variance));
}

/**
 * The sum of the ranks that one set of values has among two, tied values having the mean of their ranks, and Σ(t³ − t)
 * over the ties.
 */
function ranks(ranked: Values, others: Values, tie: number): { sum: number; ties: number } {
  const [mine, theirs] = [Float64Array.from(ranked).sort(), Float64Array.from(others).sort()];
  let [i, j, sum, ties] = [0, 0, 0, 0];
  const smallest = () => Math.min(mine[i] ?? Infinity, theirs[j] ?? Infinity);
  for (let next = smallest(); next < Infinity;) {
    const [first, before] = [i, i + j];
    for (let last = next; next - last <= tie * Math.abs(last); next = smallest()) {
      last = next;
      if (mine[i] === next) i += 1;
      else j += 1;
    }
    const size = i + j - before;
    sum += (i - first) * (before + (size + 1) / 2);
    ties += size ** 3 - size;
  }
  return { sum, ties };
}
