/** Beyond this the fraction below loses too many digits, and the quantile at 0.975 moves by a relative 1e-7 at most. */
const MOST_FREEDOM = 1e7;

/**
 * The quantile of Student's t distribution, to a relative error of 1e-9.
 * Newton's method on the logarithm of the tail as a function of log t. That function falls ever faster (t times
 * the hazard rate grows with t), so that from any start the steps end up beyond the root and descend to it.
 * @param p 1e-12 to 1 − 1e-12, and not within 1e-6 of 0.5, where digits are lost (0.5 itself gives 0)
 * @param df degrees of freedom, not always whole: 0.1 to 1e7, and whatever is above counts as 1e7
 * @throws {RangeError} when `p` is no probability between 0 and 1, or `df` is not above 0
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A probability lies between 0 and 1, not at ${p}.`);
  if (!(df > 0)) throw new RangeError(`Degrees of freedom are above 0, not ${df}.`);
  if (p === 0.5) return 0;
  const freedom = Math.min(df, MOST_FREEDOM);
  const wanted = Math.log(Math.min(p, 1 - p));
  let logT = 0;
  for (let step = 0; step < 1000; step += 1) {
    const { tail, slope } = upperTail(Math.exp(logT), freedom);
    // A longer step up could go where the tail is no number above 0 any more.
    const move = Math.min(1, (wanted - Math.log(tail)) / slope);
    logT += move;
    if (Math.abs(move) < 1e-12) break;
  }
  return p < 0.5 ? -Math.exp(logT) : Math.exp(logT);
}

/**
 * The two-sided p of Student's t, P(|T| ≥ |t|), to a relative error of 1e-9.
 * @param df degrees of freedom, as for the quantile
 * @throws {RangeError} when `df` is not above 0
 */
export function studentTTail(t: number, df: number): number {
  if (!(df > 0)) throw new RangeError(`Degrees of freedom are above 0, not ${df}.`);
  return Math.min(1, 2 * upperTail(Math.abs(t), Math.min(df, MOST_FREEDOM)).tail);
}

/**
 * P(T > t) for t ≥ 0, half the regularized incomplete beta function I_x(df/2, 1/2) at x = df/(df + t²):
 * Abramowitz and Stegun (1964), 26.7.1; and the slope of its logarithm over log t.
 */
function upperTail(t: number, df: number): { tail: number; slope: number } {
  const a = df / 2;
  const ratio = t / Math.sqrt(df);
  const x = 1 / (1 + ratio * ratio);
  const y = ratio > 1 ? 1 / (1 + 1 / (ratio * ratio)) : (ratio * ratio) / (1 + ratio * ratio);
  // −log x; the square of a large ratio may be no number.
  const logarithm = ratio > 1e8 ? 2 * Math.log(ratio) : Math.log1p(ratio * ratio);
  // x^a y^(1/2) / B(a, 1/2); it happens to be t times the density as well.
  const front = Math.exp(-a * logarithm) * Math.sqrt(y / Math.PI) * gammaRatio(a);
  // The fraction settles fast on one side of the distribution's middle only: I_x(a, b) = 1 − I_y(b, a).
  const tail =
    x < (a + 1) / (a + 2.5)
      ? (front * betaFraction(a, 0.5, x)) / (2 * a)
      : 0.5 - front * betaFraction(0.5, a, y);
  return { tail, slope: -front / tail };
}

/** The continued fraction of the incomplete beta function, DLMF 8.17.22, by the method of Lentz (1976). */
function betaFraction(a: number, b: number, x: number): number {
  const TINY = 1e-300;
  const nonzero = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 1_000_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

/**
 * Γ(a + 1/2) / Γ(a): the asymptotic series of Tricomi and Erdélyi (1951), Pacific J. Math. 1:133–142, from 50 on;
 * below that by the recurrence Γ(a + 1) = aΓ(a).
 */
function gammaRatio(a: number): number {
  let factor = 1;
  let shifted = a;
  for (; shifted < 50; shifted += 1) factor *= shifted / (shifted + 0.5);
  const r = 1 / shifted;
  const series = 1 + r * (-1 / 8 + r * (1 / 128 + r * (5 / 1024 + r * (-21 / 32768 + r * (-399 / 262144)))));
  return factor * Math.sqrt(shifted) * series;
}
