import { svg } from './elements.ts';
import { counted, type Interval } from './figures-as-text.ts';
import { arrow, placed, sourceClass, symbolOf } from './marks.ts';
import type { Axis } from './scale.ts';
import type { TimeAxis } from './time-axis.ts';

/** Room over the plot, for the names of versions where they are shown. */
const [TOP, TOP_WITH_NAMES] = [4, 17];
const LINE = 12;
const AXIS_HEIGHT = 16;
const BARS_HEIGHT = 20;
/** A bar is cut where it is longer than so many times the median. */
const CUT_ABOVE = 3;
/** Percent of the width between two numbers over bars. */
const ROOM_FOR_COUNT = 8;
/** Width of a plot in the narrowest frame, in which numbers of units stand side by side. */
const NARROW = 276;
const DIGIT = 5.8;
const NEAR_THE_END = 95;
const MANY = 40;

export interface TimePoint {
  readonly group: string;
  readonly n: number;
  readonly value: number | null | undefined;
  readonly interval: Interval | null;
  readonly partial: boolean;
  readonly title: string;
}

/** What belongs together in time: a version. */
export interface TimeSeries {
  readonly name: string;
  readonly points: readonly TimePoint[];
}

export interface TimePanel {
  readonly series: readonly TimeSeries[];
  readonly source: string | undefined;
  readonly time: TimeAxis;
  readonly axis: Axis;
  readonly height: number;
  readonly withNames: boolean;
  readonly withCounts: boolean;
  readonly withTimes: boolean;
}

/** Figures over time, each version a line, with the number of units under each point. */
export function timePanel(panel: TimePanel): SVGSVGElement {
  const { series, time, axis, height, withNames, withCounts, withTimes } = panel;
  const top = topOf(panel);
  const bottom = top + height;
  const below = withCounts ? countsOf(panel, bottom) : { elements: [], height: 2 };
  const full = bottom + below.height + (withTimes ? AXIS_HEIGHT : 0);
  const y = (value: number) => bottom - (axis.at(value) / 100) * height;
  return svg(
    'svg',
    { class: 'time-panel', height: full, 'aria-hidden': 'true' },
    ...axis.ticks.flatMap(({ value, label }) => [
      svg('line', { class: 'grid', x1: '0%', x2: '100%', y1: y(value), y2: y(value) }),
      svg(
        'text',
        { class: 'tick y', x: -12, y: y(value) + 3.5, 'text-anchor': 'end', 'data-value': value },
        label,
      ),
    ]),
    ...time.ticks.map(({ x }) =>
      svg('line', { class: 'grid', x1: `${x}%`, x2: `${x}%`, y1: top, y2: bottom }),
    ),
    ...series.map((each) => lineOf(each, panel, y)),
    ...series.flatMap((each, i) => each.points.map((point) => pointOf(point, i, panel, y))),
    ...(withNames ? namesOf(panel) : []),
    ...below.elements,
    ...(withTimes
      ? time.ticks.map(({ x, label }) =>
          // The last one ends with the panel.
          svg(
            'text',
            {
              class: 'tick',
              x: `${x}%`,
              y: full - 4,
              ...(x > NEAR_THE_END ? { dx: 8, 'text-anchor': 'end' } : { 'text-anchor': 'middle' }),
            },
            label,
          ),
        )
      : []),
  );
}

function topOf({ withNames }: TimePanel): number {
  return withNames ? TOP_WITH_NAMES : TOP;
}

/** Lines between points that follow each other; nothing is drawn through a time without units. */
function lineOf(
  { points }: TimeSeries,
  { time, source }: TimePanel,
  y: (value: number) => number,
): SVGGElement {
  const known = points.filter(({ value }) => typeof value === 'number');
  return svg(
    'g',
    { class: `course ${sourceClass(source)}` },
    ...known.slice(1).flatMap((point, i) => {
      const before = known[i];
      if (!before || !time.follows(before.group, point.group)) return [];
      return [
        svg('line', {
          x1: `${time.at(before.group)}%`,
          x2: `${time.at(point.group)}%`,
          y1: y(before.value ?? 0),
          y2: y(point.value ?? 0),
        }),
      ];
    }),
  );
}

function pointOf(
  point: TimePoint,
  seriesIndex: number,
  panel: TimePanel,
  y: (value: number) => number,
): SVGElement {
  const { group, value, interval, partial, title } = point;
  const { series, time, axis, source, height, withNames } = panel;
  const top = topOf(panel);
  if (typeof value !== 'number') return svg('g');
  // Versions that share a time stand side by side.
  const sharing = series.flatMap((each, i) =>
    each.points.some((other) => other.group === group && other.n > 0) ? [i] : [],
  );
  const shift = (sharing.indexOf(seriesIndex) - (sharing.length - 1) / 2) * 6;
  const [least, most] = axis.domain;
  const mark = svg(
    'g',
    { class: `mark ${sourceClass(source)}`, transform: `translate(${shift})` },
    svg('title', {}, title),
  );
  if (interval) {
    const [low, high] = interval;
    mark.append(
      svg('line', {
        class: 'interval',
        x1: 0,
        x2: 0,
        y1: y(Math.max(low, least)),
        y2: y(Math.min(high, most)),
      }),
    );
    if (low < least) mark.append(placed(0, top + height, arrow(90)));
    if (high > most) mark.append(placed(0, top, arrow(-90)));
  }
  mark.append(placed(0, y(value), symbolOf(source, partial, time.steps > MANY ? 12 : 36)));
  if (partial && withNames) {
    const isLow = y(value) > top + height / 2;
    const at = isLow ? top + LINE : top + height - 3;
    const [x, anchor] = time.at(group) < 50 ? [-5, 'start'] : [5, 'end'];
    mark.append(svg('text', { class: 'tick', x, y: at, 'text-anchor': anchor }, 'partial'));
  }
  return placed(`${time.at(group)}%`, 0, mark);
}

/** Each version is named over its first point; names that would touch go one under the other. */
function namesOf(panel: TimePanel): SVGElement[] {
  const { series, time, height } = panel;
  const top = topOf(panel);
  const starts = series
    .map(({ name, points }) => ({
      name,
      x: time.at(points.find(({ n }) => n > 0)?.group ?? points[0]?.group ?? ''),
    }))
    .filter(({ x }) => Number.isFinite(x))
    .sort((a, b) => a.x - b.x);
  let [line, end] = [0, -Infinity];
  return starts
    .flatMap(({ name, x }, i) => {
      line = x < end ? line + 1 : 0;
      end = x + 9;
      return [
        i > 0 && svg('line', { class: 'start', x1: `${x}%`, x2: `${x}%`, y1: top - 6, y2: top + height }),
        svg(
          'text',
          { class: 'tick version', x: `${x}%`, y: top - 7 + line * LINE, 'text-anchor': 'start' },
          name,
        ),
      ];
    })
    .filter((child) => child !== false);
}

/** The numbers of units under each point, a line a version; as bars where numbers have no room. */
function countsOf(panel: TimePanel, top: number): { elements: readonly SVGElement[]; height: number } {
  const { series, time } = panel;
  const most = Math.max(...series.flatMap(({ points }) => points.map(({ n }) => n)));
  const spacing = NARROW / Math.max(1, time.steps - 1);
  if (spacing < String(most).length * DIGIT + 3) return countBars(panel, top);
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
function countBars(
  { series, time, source }: TimePanel,
  top: number,
): { elements: readonly SVGElement[]; height: number } {
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
