import { svg } from './elements.ts';
import { counted } from './figures-as-text.ts';
import { sourceClass } from './marks.ts';
import type { TimeAxis } from './time-axis.ts';

/** Height of a line of small text. */
export const LINE = 12;
/** Width of a plot in the narrowest frame, in which numbers of units stand side by side. */
const NARROW = 276;
const DIGIT = 5.8;
const BARS_HEIGHT = 20;
/** A bar is cut where it is longer than so many times the median. */
const CUT_ABOVE = 3;
/** Percent of the width between two numbers over bars. */
const ROOM_FOR_COUNT = 8;

/** Units by version and time. */
interface CountedUnits {
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly { readonly group: string; readonly n: number }[];
  }[];
  readonly source: string | undefined;
  readonly time: TimeAxis;
}

interface Counts {
  readonly elements: readonly SVGElement[];
  readonly height: number;
}

/** The numbers of units under each point, a line a version; as bars where numbers have no room. */
export function countsOf(units: CountedUnits, top: number): Counts {
  const { series, time } = units;
  const most = Math.max(...series.flatMap(({ points }) => points.map(({ n }) => n)));
  const spacing = NARROW / Math.max(1, time.steps - 1);
  if (spacing < String(most).length * DIGIT + 3) return countBars(units, top);
  const lines = series.flatMap(({ name, points }, i) => {
    const y = top + (i + 1) * LINE + 4;
    return [
      countName(`n ${name}`, y),
      ...points.map(({ group, n }) => countText(`${time.at(group)}%`, y, n)),
    ];
  });
  return { elements: lines, height: series.length * LINE + 6 };
}

/**
 * A bar a point, those of versions that share a time side by side. A bar that is far longer than most is cut and
 * named, so that the others can be told apart; the longest that is not cut says what the heights mean.
 */
function countBars({ series, time, source }: CountedUnits, top: number): Counts {
  const bars = series
    .flatMap(({ points }) => points)
    .filter(({ n }) => n > 0)
    .map(({ group, n }) => ({ n, x: time.at(group) }))
    .sort((a, b) => a.x - b.x);
  const counts = bars.map(({ n }) => n).sort((a, b) => a - b);
  const usual = CUT_ABOVE * (counts[Math.floor(counts.length / 2)] ?? 1);
  const scale = Math.max(...counts.filter((n) => n <= usual));
  const longest = bars.find(({ n }) => n === scale);
  const base = top + LINE + BARS_HEIGHT + 4;
  const width = 60 / time.steps;
  let named = -Infinity;
  const elements = bars.flatMap((bar) => {
    const { n, x } = bar;
    const isCut = n > scale;
    const height = isCut ? BARS_HEIGHT + 2 : (n / scale) * BARS_HEIGHT;
    const sharing = bars.filter((other) => other.x === x);
    const share = width / sharing.length;
    const left = x - width / 2 + sharing.indexOf(bar) * share;
    const shape = { class: `bar ${sourceClass(source)}`, x: `${left}%`, width: `${share}%` };
    const isNamed = (isCut || bar === longest) && x - named > ROOM_FOR_COUNT;
    if (isNamed) named = x;
    return [
      svg('rect', { ...shape, y: base - height, height }),
      isCut && svg('rect', { class: 'gap', x: `${left}%`, width: `${share}%`, y: base - 8, height: 2 }),
      isNamed && countText(`${left + share / 2}%`, base - height - 1, n),
    ].filter((child) => child !== false);
  });
  return { elements: [countName('n', base), ...elements], height: LINE + BARS_HEIGHT + 6 };
}

function countName(name: string, y: number): SVGElement {
  return svg('text', { class: 'tick y', x: -12, y, 'text-anchor': 'end' }, name);
}

function countText(x: string, y: number, n: number): SVGElement {
  return svg('text', { class: 'tick', x, y, 'text-anchor': 'middle' }, counted(n));
}
