import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle, type SymbolType } from 'd3-shape';
import { svg } from './elements.ts';
import type { Interval } from './figures-as-text.ts';
import type { Axis } from './scale.ts';

/** Source types are told apart by colour and by shape; the names that the style sheet colours. */
const SHAPES: Readonly<Record<string, SymbolType>> = {
  'post-session': symbolCircle,
  manual: symbolDiamond,
  simulation: symbolTriangle,
};
const MARK_SIZE = 44;
const SMALL_SIZE = 26;
const INLINE_SIZE = 36;

/** One figure in a plot. */
export interface Mark {
  readonly value: number | null | undefined;
  readonly interval?: Interval | null;
  readonly source: string | undefined;
  /** Hollow: not clear, or of a period that was cut. */
  readonly hollow?: boolean;
  /** Where several share a row. */
  readonly small?: boolean;
  /** What the pointer is told. */
  readonly title: string;
}

export function isKnownSource(source: string | undefined): source is string {
  return source !== undefined && Object.hasOwn(SHAPES, source);
}

export function sourceClass(source: string | undefined): string {
  return isKnownSource(source) ? source : 'other-source';
}

/** The symbol of a source type, around the origin. */
export function symbolOf(source: string | undefined, hollow = false, size = MARK_SIZE): SVGPathElement {
  const shape = isKnownSource(source) ? (SHAPES[source] ?? symbolSquare) : symbolSquare;
  return svg('path', {
    d: symbol(shape, size)() ?? '',
    class: `symbol ${sourceClass(source)}${hollow ? ' hollow' : ''}`,
  });
}

/** A symbol in the line of text that names its source type. */
export function inlineSymbol(source: string | undefined): SVGSVGElement {
  // A triangle’s centre lies below the middle of its height.
  const top = source === 'simulation' ? -6 : -5;
  return svg(
    'svg',
    { class: 'inline-symbol', width: 10, height: 10, viewBox: `-5 ${top} 10 10`, 'aria-hidden': 'true' },
    symbolOf(source, false, INLINE_SIZE),
  );
}

/** A figure on a horizontal scale, with its interval as a line; an end beyond the scale is an arrow. */
export function horizontalMark(mark: Mark, axis: Axis, y = '50%'): SVGGElement {
  const { value, interval, source, hollow, small } = mark;
  const group = svg('g', { class: `mark ${sourceClass(source)}` }, svg('title', {}, mark.title));
  const [least, most] = axis.domain;
  if (interval) {
    const [low, high] = interval;
    group.append(
      svg('line', {
        class: 'interval',
        x1: `${axis.at(Math.max(low, least))}%`,
        x2: `${axis.at(Math.min(high, most))}%`,
        y1: y,
        y2: y,
      }),
    );
    if (low < least) group.append(placed('0%', y, arrow(180)));
    if (high > most) group.append(placed('100%', y, arrow(0)));
  }
  if (typeof value === 'number') {
    const shape = symbolOf(source, hollow, small ? SMALL_SIZE : MARK_SIZE);
    group.append(placed(`${axis.at(value)}%`, y, shape));
  }
  return group;
}

/** An arrowhead that says that an interval goes on; 0 degrees points to the right. */
export function arrow(degrees: number): SVGPathElement {
  return svg('path', { class: 'beyond', d: 'M-3,-4L3,0L-3,4', transform: `rotate(${degrees})` });
}

/** Puts a shape that is drawn around the origin where a share of the plot's size says. */
export function placed(x: string | number, y: string | number, shape: SVGElement): SVGSVGElement {
  return svg('svg', { x, y, overflow: 'visible', class: 'placed' }, shape);
}

export function gridLine(x: number, kind = 'grid'): SVGLineElement {
  return svg('line', { class: kind, x1: `${x}%`, x2: `${x}%`, y1: '0%', y2: '100%' });
}
