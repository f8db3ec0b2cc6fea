import { scaleUtc } from 'd3-scale';
import { utcFormat } from 'd3-time-format';

const DAY = 24 * 60 * 60 * 1000;
const UNITS = ['day', 'week', 'month'] as const;
const TICKS = 4;
/** Up to so many groups the axis names some of them; more are measured by the calendar. */
const FEW_GROUPS = 26;
const GROUP = /^\d{4}-\d{2}(?:-\d{2})?$/;

/** The course that time groups follow, as percent of the plot's width. */
export interface TimeAxis {
  readonly unit: Unit;
  /** How many groups stand side by side. */
  readonly steps: number;
  readonly at: (group: string) => number;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  /** Whether one group comes right after the other. */
  readonly follows: (before: string, after: string) => boolean;
}

/** Groups in time are named by their first day, or their month. */
export function areTimes(groups: readonly { readonly group: string }[]): boolean {
  return groups.length > 0 && groups.every(({ group }) => GROUP.test(group));
}

type Unit = (typeof UNITS)[number];

/**
 * @param groups names of time groups, in any order; one at least
 * @param asked by what the question grouped, where that is known: of a single group its name does not tell
 */
export function timeAxisOf(groups: readonly string[], asked: string | undefined): TimeAxis {
  const names = [...new Set(groups)].sort();
  const times = names.map(instantOf);
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  const gap = Math.min(...times.slice(1).map((time, i) => time - (times[i] ?? 0)));
  const apart = names[0]?.length === 7 ? 'month' : gap < 7 * DAY ? 'day' : 'week';
  const unit = UNITS.find((known) => known === asked) ?? apart;
  const scale = scaleUtc([first, last], first === last ? [50, 50] : [0, 100]);
  const format = utcFormat(unit === 'month' ? '%b %Y' : '%-d %b');
  const every = Math.ceil(names.length / TICKS);
  const named =
    names.length > FEW_GROUPS
      ? scale.ticks(TICKS)
      : times.filter((_, i) => i % every === 0).map((time) => new Date(time));
  const span = unit === 'month' ? 31 * DAY : unit === 'week' ? 7 * DAY : DAY;
  return {
    unit,
    steps: Math.round((last - first) / span) + 1,
    at: (group) => scale(instantOf(group)),
    ticks: named.map((time) => ({ x: scale(time), label: format(time) })),
    follows: (before, after) => instantOf(after) - instantOf(before) <= span,
  };
}

function instantOf(group: string): number {
  return Date.parse(group.length === 7 ? `${group}-01` : group);
}
