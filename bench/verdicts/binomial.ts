/**
 * The smallest count that a binomial exceeds with a probability below `tail`: a bound that holds is broken by chance no
 * more often than that.
 */
export function mostByChance(n: number, p: number, tail = 0.005): number {
  // P(X = k) follows from P(X = k − 1); in logarithms, so that nothing underflows.
  let log = n * Math.log1p(-p);
  let below = Math.exp(log);
  let k = 0;
  while (below < 1 - tail) {
    k += 1;
    log += Math.log((n - k + 1) / k) + Math.log(p / (1 - p));
    below += Math.exp(log);
  }
  return k;
}
