import { svg } from './elements.ts';
import type { Interval } from './figures-as-text.ts';
import { arrow, placed, sourceClass, symbolOf } from './marks.ts';
import type { Axis } from './scale.ts';
import type { TimeAxis } from './time-axis.ts';
import { countsOf, LINE } from './time-counts.ts';

/** Room over the plot, for the names of versions where they are shown. */
const [TOP, TOP_WITH_NAMES] = [4, 17];
const AXIS_HEIGHT = 16;
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
