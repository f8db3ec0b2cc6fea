/** The number with so many significant digits: `0.30000000000000004` is shown as `0.3`. */
export function significant(x: number, digits = 10): number {
  return Number(x.toPrecision(digits));
}
