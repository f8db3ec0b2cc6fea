// The statistics of a summary once more, each in the plainest form there is: whole sums, direct products, integrals by
// Simpson's rule. Slow, and nothing of it shared with the program.

import { mean, sampleVariance } from 'simple-statistics';

const Z = 1.959963984540054;

type Interval = [low: number, high: number];
export interface OracleTest {
  readonly difference: number | null;
  readonly ci95: Interval | null;
  readonly p: number | null;
}
export const UNTESTED: OracleTest = { difference: null, ci95: null, p: null };

/** What rounding may leave of two numbers that are equal. */
const near = (x: number, y: number) => Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x), Math.abs(y));

/** Wilson (1927) in its form of centre and half width. */
export function wilson(p: number, n: number): Interval {
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

function simpson(f: (x: number) => number, end: number, steps: number): number {
  let sum = 0;
  for (let step = 0; step <= steps; step += 1)
    sum += f((end * step) / steps) * (step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2);
  return (sum * end) / (3 * steps);
}

function normalP(z: number): number {
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  return Math.max(0, 1 - 2 * simpson(density, Math.min(Math.abs(z), 12), 2_000));
}

/** P(|T| < t), one degree of freedom or more. With t = √df tan u the density loses its tail: ∫ cos^(df − 1) u du. */
function studentWithin(t: number, df: number): number {
  const density = (u: number) => Math.cos(u) ** (df - 1);
  return simpson(density, Math.atan(t / Math.sqrt(df)), 600) / simpson(density, Math.PI / 2, 6_000);
}

const quantiles = new Map<number, number>();
/** The quantile at 0.975, by bisection. */
function student(df: number): number {
  let [low, high] = [1.9, 13];
  const known = quantiles.get(df);
  if (known !== undefined) return known;
  const whole = simpson((u) => Math.cos(u) ** (df - 1), Math.PI / 2, 6_000);
  const within = (t: number) =>
    simpson((u) => Math.cos(u) ** (df - 1), Math.atan(t / Math.sqrt(df)), 400) / whole;
  for (let turn = 0; turn < 42; turn += 1) {
    const middle = (low + high) / 2;
    if (within(middle) < 0.95) low = middle;
    else high = middle;
  }
  quantiles.set(df, low);
  return low;
}

function byStudent(difference: number, error: number, df: number): OracleTest {
  if (!(error > 1e-12)) return { difference, ci95: null, p: null };
  const half = student(df) * error;
  return {
    difference,
    ci95: [difference - half, difference + half],
    p: Math.max(0, 1 - studentWithin(Math.abs(difference) / error, df)),
  };
}

export function sd(xs: readonly number[]): number | null {
  return xs.length < 2 ? null : Math.sqrt(sampleVariance([...xs]));
}

export function oneSample(xs: readonly number[]): OracleTest {
  if (xs.length === 0) return UNTESTED;
  if (xs.length === 1) return { difference: mean([...xs]), ci95: null, p: null };
  return byStudent(mean([...xs]), Math.sqrt(sampleVariance([...xs]) / xs.length), xs.length - 1);
}

export function welch(from: readonly number[], to: readonly number[]): OracleTest {
  if (from.length === 0 || to.length === 0) return UNTESTED;
  const difference = mean([...to]) - mean([...from]);
  if (from.length < 2 || to.length < 2) return { difference, ci95: null, p: null };
  const [a, b] = [sampleVariance([...from]) / from.length, sampleVariance([...to]) / to.length];
  const df = (a + b) ** 2 / (a ** 2 / (from.length - 1) + b ** 2 / (to.length - 1));
  return byStudent(difference, Math.sqrt(a + b), df);
}

type Sides = readonly (readonly [from: readonly number[], to: readonly number[]])[];
const weightOf = ([from, to]: Sides[number]) => (from.length * to.length) / (from.length + to.length);
const total = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0);
const deviations = (xs: readonly number[]) => total(xs.map((x) => (x - mean([...xs])) ** 2));

export function meansByStratum(strata: Sides): OracleTest {
  const weight = total(strata.map(weightOf));
  const difference =
    total(strata.map((stratum) => weightOf(stratum) * (mean([...stratum[1]]) - mean([...stratum[0]])))) /
    weight;
  const df = total(strata.map(([from, to]) => from.length + to.length - 2));
  const pooled = total(strata.map(([from, to]) => deviations(from) + deviations(to))) / df;
  return byStudent(difference, df > 0 ? Math.sqrt(pooled / weight) : 0, df);
}

/** Newcombe (1998), method 10 of both papers. */
export function newcombe(p: number, n: number, q: number, m: number, phi = 0): Interval {
  const [[l1, u1], [l2, u2]] = [wilson(p, n), wilson(q, m)];
  const root = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  return [Math.max(-1, q - p - root(q - l2, u1 - p)), Math.min(1, q - p + root(u2 - q, p - l1))];
}

/** φ of pairs of 0 and 1, a positive one drawn towards 0 by half a unit. */
export function phiOf(pairs: readonly (readonly [number, number])[]): number {
  const cell = (was: number, is: number) => pairs.filter(([x, y]) => x === was && y === is).length;
  const [a, b, c, d] = [cell(1, 1), cell(1, 0), cell(0, 1), cell(0, 0)];
  const bottom = Math.sqrt((a + b) * (c + d) * (a + c) * (b + d));
  const top = a * d - b * c;
  if (bottom === 0) return 0;
  return (top > pairs.length / 2 ? top - pairs.length / 2 : Math.min(0, top)) / bottom;
}

/** Sato (1989), as Greenland and Robins (1985) weight; Newcombe over all where that variance is 0. */
export function ratesByStratum(strata: Sides): Omit<OracleTest, 'p'> {
  const weight = total(strata.map(weightOf));
  const mh = (of: (stratum: Sides[number]) => number) =>
    total(strata.map((stratum) => weightOf(stratum) * of(stratum))) / weight;
  const difference = mh(([from, to]) => mean([...to]) - mean([...from]));
  const [p, q] = [mh(([from]) => mean([...from])), mh(([, to]) => mean([...to]))];
  const terms = strata.map(([from, to]) => {
    const [x0, n0, x1, n1] = [total(from), from.length, total(to), to.length];
    const n = n0 + n1;
    const P = (n1 ** 2 * x0 - n0 ** 2 * x1 + (n1 * n0 * (n0 - n1)) / 2) / n ** 2;
    const Q = (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n);
    return difference * P + Q;
  });
  const variance = total(terms) / weight ** 2;
  const size = (side: 0 | 1) => total(strata.map((stratum) => stratum[side].length));
  if (variance * weight < 1e-12) return { difference, ci95: newcombe(p, size(0), q, size(1)) };
  const half = Z * Math.sqrt(variance);
  return { difference, ci95: [Math.max(-1, difference - half), Math.min(1, difference + half)] };
}

const factorials = [0];
function logChoose(n: number, k: number): number {
  for (let i = factorials.length; i <= n; i += 1) factorials.push((factorials[i - 1] ?? 0) + Math.log(i));
  return (factorials[n] ?? 0) - (factorials[k] ?? 0) - (factorials[n - k] ?? 0);
}

/** Twice the smaller tail, half of what was seen in each, over every way to deal the positives out to the sides. */
export function exactMidP(strata: Sides): number {
  let ways = [1];
  for (const [from, to] of strata) {
    const [n0, n1, x] = [from.length, to.length, total(from) + total(to)];
    const chances = Array.from({ length: n1 + 1 }, (_, k) =>
      k > x || x - k > n0 ? 0 : Math.exp(logChoose(n1, k) + logChoose(n0, x - k) - logChoose(n0 + n1, x)),
    );
    const next = Array.from({ length: ways.length + n1 }, () => 0);
    for (const [i, way] of ways.entries())
      for (const [k, chance] of chances.entries()) next[i + k] = (next[i + k] ?? 0) + way * chance;
    ways = next;
  }
  const seen = total(strata.map(([, to]) => total(to)));
  const half = (ways[seen] ?? 0) / 2;
  return Math.min(1, 2 * Math.min(total(ways.slice(0, seen)), total(ways.slice(seen + 1))) + 2 * half);
}

const cubes = (xs: readonly number[]) => {
  const sizes = xs.map((x) => xs.filter((y) => near(x, y)).length);
  // Each of t tied values stands for (t³ − t)/t.
  return total(sizes.map((t) => t * t - 1));
};

/** Mann and Whitney's count, normal with ties and continuity; null when all are equal. */
export function rankSum(from: readonly number[], to: readonly number[]): number | null {
  const [m, n] = [from.length, to.length];
  const u = total(to.map((y) => total(from.map((x) => (near(x, y) ? 0.5 : y > x ? 1 : 0)))));
  const variance = ((m * n) / 12) * (m + n + 1 - cubes([...from, ...to]) / ((m + n) * (m + n - 1)));
  if (m * n === 0 || variance < 1e-9) return null;
  return normalP(Math.max(0, Math.abs(u - (m * n) / 2) - 0.5) / Math.sqrt(variance));
}

export function signedRank(differences: readonly number[]): number | null {
  const moved = differences.filter((x) => !near(x, 0));
  const n = moved.length;
  if (n === 0) return null;
  const sizes = moved.map(Math.abs);
  const rank = (x: number) => total(sizes.map((y) => (near(x, y) ? 0.5 : y < x ? 1 : 0))) + 0.5;
  const sum = total(moved.filter((x) => x > 0).map((x) => rank(x)));
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - cubes(sizes) / 48;
  return normalP(Math.max(0, Math.abs(sum - (n * (n + 1)) / 4) - 0.5) / Math.sqrt(variance));
}

export function kappaOf(pairs: readonly (readonly [unknown, unknown])[]): number | null {
  const n = pairs.length;
  const values = [...new Set(pairs.flat())];
  const share = (is: (pair: readonly [unknown, unknown]) => boolean) => pairs.filter(is).length / n;
  const chance = total(values.map((v) => share(([x]) => x === v) * share(([, y]) => y === v)));
  return near(chance, 1) ? null : (share(([x, y]) => x === y) - chance) / (1 - chance);
}

type Scored = readonly { readonly score: number; readonly values: readonly number[] }[];

/** Cochran and Armitage for rates, else the slope of unit values on scores. */
export function trend(groups: Scored, rates: boolean): { readonly slope: number; readonly p: number } {
  const points = groups.flatMap(({ score, values }) => values.map((y) => ({ x: score, y })));
  const [x0, y0] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const xx = total(points.map(({ x }) => (x - x0) ** 2));
  const yy = total(points.map(({ y }) => (y - y0) ** 2));
  if (xx < 1e-12 || yy < 1e-12) return { slope: 0, p: 1 };
  const slope = total(points.map(({ x, y }) => (x - x0) * (y - y0))) / xx;
  if (rates) return { slope, p: normalP((slope * xx) / Math.sqrt(y0 * (1 - y0) * xx)) };
  const residuals = total(points.map(({ x, y }) => (y - y0 - slope * (x - x0)) ** 2));
  const error = Math.sqrt(residuals / (points.length - 2) / xx);
  return {
    slope,
    p: near(slope, 0) ? 1 : Math.max(0, 1 - studentWithin(Math.abs(slope) / error, points.length - 2)),
  };
}

/** Holm (1979) step by step: the smallest p times their number, the next one times one fewer, never falling. */
export function holm(ps: readonly number[]): number[] {
  return ps.map((p, at) => {
    const before = ps.flatMap((q, i) => (q < p || (q === p && i <= at) ? [i] : []));
    const factor = (i: number) => ps.filter((q, k) => q > (ps[i] ?? 0) || (q === ps[i] && k >= i)).length;
    return Math.min(1, Math.max(...before.map((i) => (ps[i] ?? 0) * factor(i))));
  });
}
