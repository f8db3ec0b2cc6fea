import { betweenZeroAndOne, type Interval } from './interval.ts';
import { NORMAL_975 } from './normal.ts';
import { describe, type Values } from './descriptive.ts';

/**
 * Agreement beyond chance, −1 to 1: Cohen (1960), Educ. Psychol. Meas. 20:37–46. Null when chance alone would agree
 * always: nothing was counted, or both sides gave the same one value.
 * @param table how often one side gave the row's value and the other one the column's, in the same order
 */
export function kappa(table: readonly (readonly number[])[]): number | null {
  const columns = new Map<number, number>();
  let [all, agreed] = [0, 0];
  for (const [i, row] of table.entries()) {
    for (const [j, count] of row.entries()) {
      columns.set(j, (columns.get(j) ?? 0) + count);
      all += count;
      if (i === j) agreed += count;
    }
  }
  const chance = table.reduce((sum, row, i) => sum + total(row) * (columns.get(i) ?? 0), 0);
  // Both shares times the squared number of units: whole numbers, so that 1 is exactly 1.
  return chance === all * all ? null : (agreed * all - chance) / (all * all - chance);
}

function total(row: readonly number[]): number {
  return row.reduce((sum, count) => sum + count, 0);
}

/** Fewer labels than this beside a verdict do not say how often it is right. */
const FEW_LABELS = 10;

/** Of the labels beside a verdict, how many say the same. */
export interface Labelled {
  readonly right: number;
  readonly n: number;
}

export interface CorrectedRate {
  readonly rate: number;
  readonly ci95: Interval | null;
}

/**
 * The rate that people would have found, by how often each verdict is right: rate × PPV + (1 − rate) × (1 − NPV). Right
 * when the labels beside each verdict are a random choice of the units with that verdict, however many of either.
 * Estimate and variance: Tenenbein (1970), J. Am. Stat. Assoc. 65:1350–1361; the interval by the delta method on the
 * logit. For the variance alone a right and a wrong label are added to each verdict's (as Agresti and Coull (1998), Am.
 * Stat. 52:119–126, add to a binomial): a verdict that was never wrong would have no variance.
 * @param entry `rate` of `n` units have the verdict true
 * @returns null with fewer than ten labels beside a verdict; no interval for a rate of 0 or 1, given or corrected
 */
export function correctedRate(entry: {
  readonly rate: number;
  readonly n: number;
  readonly trueVerdicts: Labelled;
  readonly falseVerdicts: Labelled;
}): CorrectedRate | null {
  const { rate, n, trueVerdicts, falseVerdicts } = entry;
  if (!(trueVerdicts.n >= FEW_LABELS && falseVerdicts.n >= FEW_LABELS)) return null;
  const missed = 1 - falseVerdicts.right / falseVerdicts.n;
  const found = trueVerdicts.right / trueVerdicts.n;
  const corrected = Math.min(Math.max(rate * found + (1 - rate) * missed, 0), 1);
  if (!(rate > 0 && rate < 1 && corrected > 0 && corrected < 1)) return { rate: corrected, ci95: null };
  const [ppv, npv] = [withTwoMore(trueVerdicts), withTwoMore(falseVerdicts)];
  const variance =
    ((ppv.share + npv.share - 1) ** 2 * rate * (1 - rate)) / n +
    rate ** 2 * ppv.variance +
    (1 - rate) ** 2 * npv.variance;
  const half = (NORMAL_975 * Math.sqrt(variance)) / (corrected * (1 - corrected));
  const odds = corrected / (1 - corrected);
  const end = (logit: number) => betweenZeroAndOne(1 / (1 + Math.exp(-logit) / odds));
  return { rate: corrected, ci95: [Math.min(end(-half), corrected), Math.max(end(half), corrected)] };
}

function withTwoMore({ right, n }: Labelled): { share: number; variance: number } {
  const share = (right + 1) / (n + 2);
  return { share, variance: (share * (1 - share)) / (n + 2) };
}

/**
 * How far two measurements of the same units are apart: mean and standard deviation of their differences, as Bland and
 * Altman (1986), Lancet 327:307–310. Null where they do not exist (see `describe`).
 */
export function blandAltman(differences: Values): { mean: number | null; sd: number | null } {
  const { mean, sd } = describe(differences);
  return { mean, sd };
}
