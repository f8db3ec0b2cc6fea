/**
 * The logarithms of the probabilities of each count that the hypergeometric distribution can give: how many of `marked`
 * units, drawn without regard to the sides from `inside` + `outside` units, lie inside. By the ratio of neighbours.
 * @param marked 0 to `inside` + `outside`
 * @returns `first`, the smallest count, and a logarithm for it and each one above
 */
export function logHypergeometric(
  inside: number,
  outside: number,
  marked: number,
): { first: number; logs: Float64Array } {
  const first = Math.max(0, marked - outside);
  const logs = new Float64Array(Math.min(inside, marked) - first + 1);
  let largest = 0;
  for (let i = 1; i < logs.length; i += 1) {
    const count = first + i;
    const ratio = ((inside - count + 1) / count) * ((marked - count + 1) / (outside - marked + count));
    logs[i] = (logs[i - 1] ?? 0) + Math.log(ratio);
    largest = Math.max(largest, logs[i] ?? 0);
  }
  const total = logs.reduce((sum, log) => sum + Math.exp(log - largest), 0);
  const logTotal = largest + Math.log(total);
  return { first, logs: logs.map((log) => log - logTotal) };
}
