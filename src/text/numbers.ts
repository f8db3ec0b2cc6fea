// Figures in words, with the digits that they have: they were rounded where they were made.

/** A fraction as percent: `83.3 %`, `99.99 %`; `–` for a figure that does not exist. */
export function percent(fraction: number | null | undefined): string {
  return fraction === null || fraction === undefined ? '–' : `${points(fraction)} %`;
}

/** `4.12`; `–` for a figure that does not exist. */
export function decimal(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}

/** ` (71.2–87.5 %)` of rates, ` (3.1 to 3.6)` of means, or nothing. */
export function between(interval: readonly number[] | null | undefined, form: 'percent' | 'decimal'): string {
  const [low, high] = interval ?? [];
  if (low === undefined || high === undefined) return '';
  return form === 'percent' ? ` (${points(low)}–${points(high)} %)` : ` (${low} to ${high})`;
}

/** `+12.3` points of rates, `-0.4` of means. */
export function signed(difference: number, form: 'percent' | 'decimal'): string {
  const text = form === 'percent' ? points(difference) : String(difference);
  return difference > 0 ? `+${text}` : text;
}

/** A hundredfold with exactly the digits of the fraction. */
function points(fraction: number): string {
  const decimals = /\.(\d+)$/.exec(fraction.toFixed(15).replace(/0+$/, ''))?.[1]?.length ?? 0;
  const text = (fraction * 100).toFixed(Math.max(0, decimals - 2));
  return text === '-0' ? '0' : text;
}
