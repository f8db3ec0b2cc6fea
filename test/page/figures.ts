// Figures in words, worked out without the program's own code.

export const decimal = (value: number) => String(value).replace('-', '−');

/** With the digits of the fraction. */
export function percent(fraction: number): string {
  const digits = String(fraction).split('.')[1]?.length ?? 0;
  return `${(fraction * 100).toFixed(Math.max(0, digits - 2)).replace('-', '−')} %`;
}
