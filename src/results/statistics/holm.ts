/**
 * The p values adjusted for there being several, so that calling those below 0.05 is wrong anywhere with a probability
 * of 0.05 at most: Holm (1979), Scand. J. Stat. 6:65–70, as R's `p.adjust(method = "holm")`. In the order given.
 */
export function holm(ps: readonly number[]): number[] {
  const adjusted = [...ps];
  const order = ps.map((p, i) => ({ p, i })).toSorted((a, b) => a.p - b.p);
  let least = 0;
  for (const [rank, { p, i }] of order.entries()) {
    least = Math.max(least, Math.min(1, p * (ps.length - rank)));
    adjusted[i] = least;
  }
  return adjusted;
}
