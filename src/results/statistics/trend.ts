import { normalTail } from './normal.ts';
import { studentTTail } from './student-t.ts';
import { sumOf } from './sum.ts';
import { moments, scaleOf, type Values } from './descriptive.ts';

/** What the figure rises by when the score rises by 1, and the two-sided p of its not depending on the score. */
export interface Trend {
  readonly slope: number;
  readonly p: number;
}

const FLAT: Trend = { slope: 0, p: 1 };

/**
 * The linear trend of a rate over groups: Cochran (1954), Biometrics 10:417–451; Armitage (1955), Biometrics
 * 11:375–386; as R's `prop.trend.test`. The slope is the one of least squares over units. All units alike, or all
 * scores: a slope of 0 with a p of 1.
 * @param groups `x` of `n` units at each score
 */
export function rateTrend(
  groups: readonly { readonly score: number; readonly x: number; readonly n: number }[],
): Trend {
  const filled = groups.filter((group) => group.n > 0);
  const scores = centredScores(filled);
  const n = sumOf(filled, (group) => group.n);
  const x = sumOf(filled, (group) => group.x);
  if (scores.squares === 0 || x <= 0 || x >= n) return FLAT;
  const products = sumOf(filled.entries(), ([i, group]) => scores.at(i) * (group.x - (group.n * x) / n));
  const z = products / Math.sqrt(scores.squares * (x / n) * (1 - x / n));
  return { slope: unscaled(products / scores.squares, scores.scale), p: normalTail(z) };
}

/**
 * The linear trend of a mean over groups: the slope of unit values on the score by least squares, and Student's t with
 * two degrees of freedom less than values (Draper and Smith (1998), Applied Regression Analysis, 3rd ed., 1.4). All
 * values equal, or all scores: a slope of 0 with a p of 1, and a p of 1 for two values; 0 where all lie on a line.
 */
export function meanTrend(groups: readonly { readonly score: number; readonly values: Values }[]): Trend {
  const filled = groups.filter(({ values }) => values.length > 0);
  const scale = scaleOf(filled.map(({ values }) => values));
  const cells = filled.map(({ values }) => moments(values, scale));
  const scores = centredScores(filled.map(({ score, values }) => ({ score, n: values.length })));
  const n = sumOf(cells, (cell) => cell.n);
  const mean = sumOf(cells, (cell) => (cell.n / n) * cell.mean);
  const within = sumOf(cells, (cell) => cell.squares);
  const total = within + sumOf(cells, (cell) => cell.n * (cell.mean - mean) ** 2);
  // What rounding leaves of equal values is no spread.
  if (scores.squares === 0 || !(total > n * (10 * Number.EPSILON * mean) ** 2)) return FLAT;
  const products = sumOf(cells.entries(), ([i, cell]) => scores.at(i) * cell.n * (cell.mean - mean));
  const slope = products / scores.squares;
  const residuals =
    within + sumOf(cells.entries(), ([i, cell]) => cell.n * (cell.mean - mean - slope * scores.at(i)) ** 2);
  const t = slope / Math.sqrt(residuals / (n - 2) / scores.squares);
  return {
    slope: unscaled(slope, scores.scale / scale),
    p: n > 2 && slope !== 0 ? studentTTail(t, n - 2) : 1,
  };
}

/** Scores times a scale, as distances from their mean over units; and the sum of the squares of these. */
function centredScores(groups: readonly { readonly score: number; readonly n: number }[]): {
  at: (group: number) => number;
  squares: number;
  scale: number;
} {
  const scale = scaleOf([groups.map(({ score }) => score)]);
  const n = sumOf(groups, (group) => group.n);
  const scaled = groups.map(({ score }) => score * scale);
  const mean = sumOf(groups, (group) => group.score * scale * (group.n / n));
  // Rounding must not move the mean away from scores that are all the same.
  const same = scaled.every((score) => score === scaled[0]);
  const distances = scaled.map((score) => (same ? 0 : score - mean));
  return {
    at: (group) => distances[group] ?? 0,
    squares: sumOf(groups.entries(), ([i, group]) => group.n * (distances[i] ?? 0) ** 2),
    scale,
  };
}

/** A slope times a scale, or the largest number that a double can hold in its place. */
function unscaled(slope: number, scale: number): number {
  return slope === 0 ? 0 : Math.min(Math.max(slope * scale, -Number.MAX_VALUE), Number.MAX_VALUE);
}
