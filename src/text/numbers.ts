// Figures as a person reads them aloud: enough digits to decide by, and no more.

/** `83.3 %`; `–` for a figure that does not exist. */
export function percent(fraction: number | null | undefined): string {
  return fraction === null || fraction === undefined ? '–' : `${trimmed((fraction * 100).toFixed(1))} %`;
}

/** Four significant digits. */
export function decimal(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : String(Number(value.toPrecision(4)));
}

/** ` (71–87 %)`, ` (3.1–3.6)`, or nothing. */
export function between(interval: readonly number[] | null | undefined, form: 'percent' | 'decimal'): string {
  if (!interval) return '';
  const [low = 0, high = 0] = interval;
  return form === 'percent'
    ? ` (${trimmed((low * 100).toFixed(1))}–${trimmed((high * 100).toFixed(1))} %)`
    : ` (${short(low)} to ${short(high)})`;
}

/** `+12.3 points` for rates, `-0.4` for means. */
export function signed(difference: number, form: 'percent' | 'decimal'): string {
  const text = form === 'percent' ? trimmed((difference * 100).toFixed(1)) : short(difference);
  return difference > 0 ? `+${text}` : text.replace(/^-0$/, '0');
}

/** Three significant digits, for the ends of an interval. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** One character a value, low to high between the ends; a blank where there is none. */
export function sparkline(values: readonly (number | null | undefined)[], low: number, high: number): string {
  const bars = '▁▂▃▄▅▆▇█';
  return values
    .map((value) => {
      if (value === null || value === undefined) return ' ';
      const share = high > low ? (value - low) / (high - low) : 0.5;
      return bars[Math.max(0, Math.min(bars.length - 1, Math.floor(share * bars.length)))];
    })
    .join('');
}

function trimmed(text: string): string {
  return text.replace(/\.0$/, '');
}
