import { probit } from 'simple-statistics';
import { randomOf, type Random } from '../soak/random.ts';
import type { JudgedUnit, Population } from './designs.ts';

// How often the textbook's own interval misses, in code that shares nothing with the program's.

/** So many that their own chance is small beside that of the sets which are held against them. */
const SETS = 100_000;
const SEED = 7_777;

/**
 * The share of samples whose interval misses the mean: of rates Wilson's, by adding up the binomial; of means
 * Student's, by drawing.
 * @param draw the units of a sample; single ones unless said
 */
export function textbookMisses(
  population: Population,
  n: number,
  draw: (random: Random) => readonly JudgedUnit[] = (random) =>
    Array.from({ length: n }, (_, unit) => ({ unit, stratum: -1, values: [population.draw(random)] })),
): number {
  if (population.kind === 'rate') return wilsonMisses(population.mean, n);
  const random = randomOf(SEED + n);
  let missed = 0;
  for (let set = 0; set < SETS; set += 1) {
    const means = draw(random).map(({ values }) => values.reduce((sum, x) => sum + x, 0) / values.length);
    if (studentMisses(means, population.mean)) missed += 1;
  }
  return missed / SETS;
}

function wilsonMisses(p: number, n: number): number {
  const z = probit(0.975);
  // In logarithms: 0.02 to the power of 200 is no number.
  let log = n * Math.log1p(-p);
  let missed = 0;
  for (let k = 0; k <= n; k += 1) {
    const centre = (k + (z * z) / 2) / (n + z * z);
    const half = (z / (n + z * z)) * Math.sqrt((k * (n - k)) / n + (z * z) / 4);
    if (p < centre - half || p > centre + half) missed += Math.exp(log);
    log += Math.log((n - k) / (k + 1)) + Math.log(p / (1 - p));
  }
  return missed;
}

function studentMisses(values: readonly number[], truth: number): boolean {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  if (variance < 1e-20) return true;
  return Math.abs(mean - truth) > studentQuantile(n - 1) * Math.sqrt(variance / n);
}

/** Student's t at 0.975, by bisection of the integral of its density (Simpson's rule). */
function studentQuantile(df: number): number {
  const known = QUANTILES.get(df);
  if (known !== undefined) return known;
  let [low, high] = [0, 20];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (integral(middle, df) < 0.475) low = middle;
    else high = middle;
  }
  QUANTILES.set(df, low);
  return low;
}

const QUANTILES = new Map<number, number>();

function integral(to: number, df: number): number {
  const steps = 2_000;
  const density = (x: number) => (1 + (x * x) / df) ** (-(df + 1) / 2);
  const simpson = (end: number) => {
    const width = end / steps;
    let sum = density(0) + density(end);
    for (let i = 1; i < steps; i += 1) sum += (i % 2 === 1 ? 4 : 2) * density(i * width);
    return (sum * width) / 3;
  };
  return simpson(to) / (2 * simpson(400));
}
