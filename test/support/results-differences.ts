/** What a figure's digits follow from: half the width of its interval, or a spread. */
interface Scale {
  readonly scale: number | null;
  /** Decimals at least; none unless said. */
  readonly least?: number;
}

/**
 * Whether a shown figure is the exact one, rounded to the second significant digit of a scale or finer; a part in 10⁹
 * is allowed for what two computations differ by.
 */
export function isRounded(
  shown: unknown,
  exact: number | null,
  { scale, least = -Infinity }: Scale,
): boolean {
  if (exact === null || typeof shown !== 'number') return shown === exact;
  // Without a scale six significant digits, enough to tell values apart.
  const second =
    scale === null || scale <= 0
      ? Math.min(0, Math.floor(Math.log10(Math.abs(exact) || 1)) - 5)
      : Math.floor(Math.log10(scale) + 1e-9) - 1;
  const unit = 10 ** Math.min(second, -least);
  return Math.abs(shown - exact) <= unit * 0.5001 + 1e-9 * Math.max(1, Math.abs(exact));
}

/** The same of both ends of an interval; a scale is half its width. */
export function isRoundedInterval(shown: unknown, exact: readonly number[] | null, least?: number): boolean {
  if (exact === null || !Array.isArray(shown)) return shown === exact;
  const [low = 0, high = 0] = exact;
  const precision = { scale: (high - low) / 2, ...(least !== undefined && { least }) };
  return shown.length === 2 && exact.every((end, at) => isRounded(shown[at], end, precision));
}

/** Whether a shown p has two digits of the exact one; integrals are good to seven decimals. */
export function isRoundedP(shown: unknown, exact: number | null): boolean {
  if (exact === null || typeof shown !== 'number') return (shown ?? null) === exact;
  return Math.abs(shown - exact) <= 0.0501 * exact + 1e-7;
}
