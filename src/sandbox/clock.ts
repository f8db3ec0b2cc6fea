const DAY_MS = 86_400_000;

/** The sandbox's time. */
export interface Clock {
  /** The start of its first day (UTC), epoch milliseconds: the seeded data end there. */
  readonly midnight: number;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * A clock whose date is `today` and whose time of day is the real one; it runs on from there.
 * @param today `YYYY-MM-DD`; the UTC date when left out.
 * @throws {RangeError} for a date that does not exist.
 */
export function createClock(today?: string): Clock {
  const realMidnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const midnight = today === undefined ? realMidnight : readDate(today);
  return { midnight, now: () => Date.now() - realMidnight + midnight };
}

function readDate(text: string): number {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 30 February for 1 March in some engines: only a date that survives the way back is one.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(text)) {
    throw new RangeError(`Not a date of the form YYYY-MM-DD: ${JSON.stringify(text)}.`);
  }
  return at;
}

/** A time as Python's `isoformat` writes it, microseconds and offset included. */
export function isoformat(at: number): string {
  return new Date(at).toISOString().replace('Z', '000+00:00');
}
