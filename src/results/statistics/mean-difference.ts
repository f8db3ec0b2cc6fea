import { byStudentT, oneSample, type TestedDifference } from './student-interval.ts';
import { sumOf } from './sum.ts';
import { differenceOf, moments, scaleOf, type Moments, type Values } from './descriptive.ts';

const NONE: TestedDifference = { difference: null, ci95: null, p: null };

/**
 * The difference of two independent means, `to` minus `from`, their variances not taken to be equal: Welch (1947),
 * Biometrika 34:28–35, degrees of freedom after Satterthwaite (1946), Biometrics 2:110–114. Without an interval and p
 * when a side has fewer than two values or neither side has a spread; without a difference when a side has no values.
 */
export function meanDifference(from: Values, to: Values): TestedDifference {
  if (from.length === 0 || to.length === 0) return NONE;
  const scale = scaleOf([from, to]);
  const [before, after] = [moments(from, scale), moments(to, scale)];
  const [was, is] = [squaredError(before), squaredError(after)];
  const share = was / (was + is);
  return byStudentT({
    difference: differenceOf(after, before),
    error: Math.sqrt(was + is),
    df: 1 / (share ** 2 / (before.n - 1) + (1 - share) ** 2 / (after.n - 1)),
    level: Math.max(Math.abs(before.mean), Math.abs(after.mean)),
    scale,
  });
}

/** Of a mean; no number for a single value. */
function squaredError({ n, squares }: Moments): number {
  return squares / (n - 1) / n;
}

/**
 * The mean of the differences of the same units, `to` minus `from`, by Student's t: "Student" (1908), Biometrika
 * 6:1–25. Without an interval and p for fewer than two of them, or when all are equal.
 */
export function pairedMeanDifference(differences: Values): TestedDifference {
  return oneSample(differences);
}

/** The values of both sides in one stratum. */
export interface MeanStratum {
  readonly from: Values;
  readonly to: Values;
}

/**
 * The difference of two means that is common to strata: the mean of each stratum's difference, `to` minus `from`, by
 * the weights n₁n₀/(n₁ + n₀) of fitting constants by least squares, with the variance within stratum and side, pooled:
 * Yates (1934), J. Am. Stat. Assoc. 29:51–66. By t, with as many degrees of freedom as there are values beyond the
 * first of each side of each stratum. Strata in which a side is empty say nothing; without an interval and p when no
 * stratum and side has a spread.
 */
export function stratifiedMeanDifference(strata: readonly MeanStratum[]): TestedDifference {
  const shared = strata.filter(({ from, to }) => from.length > 0 && to.length > 0);
  if (shared.length === 0) return NONE;
  const scale = scaleOf(shared.flatMap(({ from, to }) => [from, to]));
  const cells = shared.map(({ from, to }) => {
    const [before, after] = [moments(from, scale), moments(to, scale)];
    return { before, after, weight: (before.n * after.n) / (before.n + after.n) };
  });
  const weight = sumOf(cells, (cell) => cell.weight);
  const df = sumOf(cells, ({ before, after }) => before.n + after.n - 2);
  const squares = sumOf(cells, ({ before, after }) => before.squares + after.squares);
  return byStudentT({
    difference: sumOf(cells, (cell) => (cell.weight / weight) * differenceOf(cell.after, cell.before)),
    error: Math.sqrt(squares / df / weight),
    df,
    level: cells.reduce(
      (most, { before, after }) => Math.max(most, Math.abs(before.mean), Math.abs(after.mean)),
      0,
    ),
    scale,
  });
}
