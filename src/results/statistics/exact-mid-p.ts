import { logHypergeometric } from './hypergeometric.ts';
import { normalTail } from './normal.ts';
import type { RateStratum } from './rate-difference.ts';
import { sumOf } from './sum.ts';

/** Units in a stratum beyond which the normal distribution takes the place of the exact one. */
const MOST_UNITS = 4000;

/** A weight below this share of all is too small to change a p, and is dropped. */
const NEGLIGIBLE = 1e-20;

/**
 * The two-sided mid-p of two rates being equal in every stratum: twice the smaller tail of the number of positives in
 * `to`, given the positives and the sizes of both sides in each stratum (hypergeometric counts, convolved), half of the
 * probability of the number seen belonging to the tail. One stratum: Fisher's test; a stratum for each pair: McNemar's.
 * Exact test: Gart (1970), Biometrika 57:471–475; mid-p: Lancaster (1961), J. Am. Stat. Assoc. 56:223–234.
 *
 * Strata in which a side is empty, or nobody or everybody is positive, say nothing; 1 when none is left. When one of
 * the others has more than 4,000 units: the statistic of Mantel and Haenszel (1959), J. Natl. Cancer Inst. 22:719–748,
 * over all of them, without continuity correction.
 *
 * The cost is a step for each pair of counts that are not negligible: of K strata with N units in all at most some
 * 12 N log₂ K (200 strata of 100: two million steps, a few milliseconds). `mcNemarMidP` is the quick way for pairs.
 * @returns 0 to 1; 0 only below the smallest double
 */
export function exactMidP(strata: readonly RateStratum[]): number {
  const telling = strata.filter(({ from, to }) => {
    const positive = from.x + to.x;
    return from.n > 0 && to.n > 0 && positive > 0 && positive < from.n + to.n;
  });
  if (telling.length === 0) return 1;
  const excess = sumOf(telling, ({ from, to }) => to.x - (to.n / (from.n + to.n)) * (from.x + to.x));
  if (telling.some(({ from, to }) => from.n + to.n > MOST_UNITS)) {
    return normalTail(excess / Math.sqrt(sumOf(telling, conditionalVariance)));
  }
  const tail = upperMidP(excess < 0 ? telling.map(({ from, to }) => ({ from: to, to: from })) : telling);
  return Math.min(1, 2 * Math.min(tail, 1 - tail));
}

/**
 * McNemar's mid-p, `exactMidP` over a stratum for each pair: Fagerland, Lydersen and Laake (2013), BMC Med. Res.
 * Methodol. 13:91, twice the smaller tail of the binomial distribution with one half. 1 when no pair changed.
 * @param fromOnly pairs that are positive in `from` alone
 * @param toOnly pairs that are positive in `to` alone
 */
export function mcNemarMidP(fromOnly: number, toOnly: number): number {
  const changed = fromOnly + toOnly;
  const seen = Math.min(fromOnly, toOnly);
  const middle = Math.floor(changed / 2);
  // Weights relative to the middle one, where none underflows that counts.
  let [weight, half, tail] = [1, 0, 0];
  for (let count = middle; count >= 0; count -= 1) {
    half += count * 2 === changed ? weight / 2 : weight;
    tail += count > seen ? 0 : count === seen ? weight / 2 : weight;
    weight *= count / (changed - count + 1);
  }
  return Math.min(1, tail / half);
}

/** The variance of a stratum's number of positives in `to`, given its margins. */
function conditionalVariance({ from, to }: RateStratum): number {
  const n = from.n + to.n;
  const positive = from.x + to.x;
  return ((((to.n / n) * from.n) / n) * positive * (n - positive)) / (n - 1);
}

/** Log-probabilities of the numbers of positives in `to`, by how many more (or fewer) than were seen they are. */
interface Counts {
  readonly first: number;
  readonly logs: Float64Array;
}

/** Weights of numbers of positives, by how many more (or fewer) than were seen they are. */
interface Weights {
  readonly first: number;
  readonly weights: Float64Array;
}

interface Tilted extends Weights {
  readonly mean: number;
  readonly variance: number;
  readonly logTotal: number;
}

/**
 * P(more than seen) + ½P(seen), for no fewer than expected. Counts are weighted with ψ^count (as if the odds ratio were
 * ψ, at which what was seen is what is expected) and the tail is weighted back, so that none of its digits is lost,
 * however far out it is.
 */
function upperMidP(strata: readonly RateStratum[]): number {
  const counts = strata.map((stratum): Counts => {
    const { first, logs } = logHypergeometric(stratum.to.n, stratum.from.n, stratum.from.x + stratum.to.x);
    return { first: first - stratum.to.x, logs };
  });
  const logOdds = fittingLogOdds(counts);
  const tilted = counts.map((stratum) => tilt(stratum, logOdds));
  const joint = jointWeights(tilted);
  let tail = 0;
  for (let i = joint.weights.length - 1; joint.first + i >= 0 && i >= 0; i -= 1) {
    const more = joint.first + i;
    const weight = (joint.weights[i] ?? 0) * Math.exp(-logOdds * more);
    tail += more === 0 ? weight / 2 : weight;
  }
  return tail * Math.exp(sumOf(tilted, ({ logTotal }) => logTotal));
}

/**
 * The log odds ratio, 0 or above, at which the expected count is within half a standard deviation of the one seen: by
 * Newton's method, by halves where a step would leave what is known to hold it.
 */
function fittingLogOdds(counts: readonly Counts[]): number {
  const most = sumOf(counts, ({ first, logs }) => first + logs.length - 1);
  // At the largest possible count no odds ratio is large enough; half a count below it one is.
  const target = Math.min(0, most - 0.5);
  let [low, logOdds, high] = [0, 0, 60];
  for (let step = 0; step < 100; step += 1) {
    const tilted = counts.map((stratum) => tilt(stratum, logOdds));
    const off = sumOf(tilted, ({ mean }) => mean) - target;
    const variance = sumOf(tilted, (stratum) => stratum.variance);
    if (off ** 2 <= variance / 4) break;
    if (off < 0) low = logOdds;
    else high = logOdds;
    logOdds -= off / variance;
    if (!(logOdds > low && logOdds < high)) logOdds = (low + high) / 2;
  }
  return logOdds;
}

/** Probabilities times exp(logOdds · count), divided by their total, with the mean and variance of the count. */
function tilt({ first, logs }: Counts, logOdds: number): Tilted {
  let largest = -Infinity;
  for (let i = 0; i < logs.length; i += 1) {
    largest = Math.max(largest, (logs[i] ?? 0) + logOdds * (first + i));
  }
  const weights = new Float64Array(logs.length);
  let [total, mean, square] = [0, 0, 0];
  for (let i = 0; i < logs.length; i += 1) {
    const weight = Math.exp((logs[i] ?? 0) + logOdds * (first + i) - largest);
    weights[i] = weight;
    total += weight;
    mean += weight * (first + i);
    square += weight * (first + i) ** 2;
  }
  mean /= total;
  for (let i = 0; i < weights.length; i += 1) weights[i] = (weights[i] ?? 0) / total;
  return {
    first,
    weights,
    mean,
    variance: square / total - mean * mean,
    logTotal: largest + Math.log(total),
  };
}

/** Weights of the sum over strata: of the sum over one half of them and the sum over the other. */
function jointWeights(strata: readonly Weights[]): Weights {
  const [only] = strata;
  if (only !== undefined && strata.length === 1) return withoutNegligible(only);
  const half = strata.length >> 1;
  return withoutNegligible(convolve(jointWeights(strata.slice(0, half)), jointWeights(strata.slice(half))));
}

function convolve(a: Weights, b: Weights): Weights {
  const weights = new Float64Array(a.weights.length + b.weights.length - 1);
  for (let i = 0; i < a.weights.length; i += 1) {
    const weight = a.weights[i] ?? 0;
    for (let j = 0; j < b.weights.length; j += 1) {
      weights[i + j] = (weights[i + j] ?? 0) + weight * (b.weights[j] ?? 0);
    }
  }
  return { first: a.first + b.first, weights };
}

/** Without the weights at either end that are too small to count. */
function withoutNegligible({ first, weights }: Weights): Weights {
  const start = weights.findIndex((weight) => weight > NEGLIGIBLE);
  const end = weights.findLastIndex((weight) => weight > NEGLIGIBLE);
  return { first: first + start, weights: weights.subarray(start, end + 1) };
}
