type Figures = readonly (number | null | undefined)[];

/**
 * The largest relative error of figures against those that were wanted (absolute where these are below 1);
 * infinite when one is missing that was wanted, or there where none was.
 */
export function relativeError(actual: Figures, wanted: Figures): number {
  if (actual.length !== wanted.length) return Infinity;
  return Math.max(0, ...wanted.map((figure, i) => off(actual[i] ?? null, figure ?? null)));
}

function off(actual: number | null, wanted: number | null): number {
  if (actual === null || wanted === null) return actual === wanted ? 0 : Infinity;
  const error = Math.abs(actual - wanted) / Math.max(1, Math.abs(wanted));
  return Number.isNaN(error) ? Infinity : error;
}
