/** The standard normal distribution's quantile at 0.975: half the width of a 95 % interval, in standard errors. */
export const NORMAL_975 = 1.959963984540054;

/** Up to here the series loses few digits of the tail, from here on the fraction needs few terms. */
const SERIES_UP_TO = 2.5;
const FRACTION_TERMS = 120;

/**
 * The two-sided p of a standard normal deviate, P(|Z| ≥ |z|), to a relative error of 1e-12 down to 1e-300: near the
 * middle by the series, beyond by the continued fraction in Abramowitz and Stegun (1964), 26.2.11 and 26.2.14.
 */
export function normalTail(z: number): number {
  const x = Math.abs(z);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x > SERIES_UP_TO) {
    let fraction = x;
    for (let term = FRACTION_TERMS; term > 0; term -= 1) fraction = x + term / fraction;
    return (2 * density) / fraction;
  }
  let sum = 0;
  for (let term = x, n = 1; sum + term !== sum; n += 2, term *= (x * x) / n) sum += term;
  return 1 - 2 * density * sum;
}
