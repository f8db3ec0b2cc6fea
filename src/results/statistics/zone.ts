/** A day in milliseconds. */
export const DAY = 86_400_000;

/** A time zone's clock. Local times are epoch milliseconds of what the clock shows, read as if it were UTC. */
export interface Zone {
  /** What the clock shows at an instant. */
  local: (epochMs: number) => number;
  /** The first instant at which the clock shows this time or, where it skips it, a later one. */
  instant: (local: number) => number;
}

/** A UTC day: by how much the clock is ahead of UTC before one instant of that day, and from that instant on. */
interface Day {
  readonly before: number;
  readonly turn: number;
  readonly after: number;
}

/**
 * Asks `Intl` twice for each UTC day, however many instants of that day are asked for. No zone has turned its clock
 * twice within one UTC day.
 * @throws {RangeError} for a name that `Intl` does not know
 */
export function createZone(timezone: string): Zone {
  const ahead = offsetReader(timezone);
  const days = new Map<number, Day>();

  function dayOf(index: number): Day {
    const known = days.get(index);
    if (known) return known;
    const start = index * DAY;
    const [before, after] = [ahead(start), ahead(start + DAY - 1)];
    const day = { before, turn: before === after ? start : turnWithin(ahead, start, start + DAY - 1), after };
    days.set(index, day);
    return day;
  }

  return {
    local: (epochMs) => {
      const { before, turn, after } = dayOf(Math.floor(epochMs / DAY));
      return epochMs + (epochMs < turn ? before : after);
    },
    instant: (local) => {
      // No clock is a day away from UTC: the instant lies in the UTC day of that date or in one beside it.
      const middle = Math.floor(local / DAY);
      for (const index of [middle - 1, middle, middle + 1]) {
        const { before, turn, after } = dayOf(index);
        if (local - before < turn) return Math.max(local - before, index * DAY);
        if (local - after < (index + 1) * DAY) return Math.max(local - after, turn);
      }
      throw new RangeError(`No instant near ${local} in ${timezone}.`);
    },
  };
}

/** The first instant after `low` with the offset that `high` has. */
function turnWithin(ahead: (epochMs: number) => number, low: number, high: number): number {
  const before = ahead(low);
  let [early, late] = [low, high];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (ahead(middle) === before) early = middle;
    else late = middle;
  }
  return late;
}

/** Before 1800 every zone kept its local mean time, and `Intl` need not be asked about years before our era. */
const EARLIEST = Date.UTC(1800, 0, 1);
/** The last instant that a `Date` can hold. */
const LATEST = 8_640_000_000_000_000;

/** Milliseconds that the zone's clock is ahead of UTC at an instant. */
function offsetReader(timezone: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (epochMs) => {
    const second = Math.floor(Math.min(Math.max(epochMs, EARLIEST), LATEST) / 1000) * 1000;
    const [month = 1, ...clock] = format.format(second).split(/\D+/).map(Number);
    const [day = 1, year = 1970, hours = 0, minutes = 0, seconds = 0] = clock;
    return Date.UTC(year, month - 1, day, hours, minutes, seconds) - second;
  };
}
