import { html, svg, type Child } from './elements.ts';
import { gridLine, horizontalMark, inlineSymbol, type Mark } from './marks.ts';
import type { Axis } from './scale.ts';

// A dot plot is a table: each row names what it shows, draws it, and gives the figures beside it.

/** Above this many rows the axis stands at the top too. */
const MANY_ROWS = 12;
/** Characters of a name that stands on one line. */
const SHORT_NAME = 18;

export interface PlotRow {
  readonly name: Child;
  /** In a smaller line under the name: what the figure rests on. */
  readonly beside: string;
  readonly mark: Mark;
  readonly figure: string;
  /** The interval in words, after or under the figure. */
  readonly range: string;
  /** In a line of its own under the row. */
  readonly remark?: string;
}

/** Rows under a heading of their own, such as a version. */
export interface PlotGroup {
  readonly name: Child;
  readonly rows: readonly PlotRow[];
}

export interface PlotHeads {
  readonly group: string;
  readonly row: string;
  readonly figure: string;
}

/**
 * @param stacked whether a group's name stands above its rows, for long ones, instead of beside them
 * @param zero whether a line marks zero
 */
export function plotTable(
  groups: readonly PlotGroup[],
  axis: Axis,
  heads: PlotHeads,
  caption: string,
  { stacked = false, zero = false } = {},
): HTMLTableElement {
  const columns = stacked ? 3 : 4;
  const bodyOf = ({ name, rows }: PlotGroup) => {
    const lines = rows.flatMap((row) => linesOf(row, axis, zero));
    if (!stacked) {
      lines[0]?.prepend(html('th', { scope: 'rowgroup', rowspan: lines.length, class: 'group' }, name));
      return html('tbody', {}, ...lines);
    }
    const heading = html('th', { scope: 'rowgroup', colspan: columns, class: 'group-name' }, name);
    return html('tbody', {}, html('tr', {}, heading), ...lines);
  };
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const axisRow = () =>
    html(
      'tr',
      { class: 'axis', 'aria-hidden': 'true' },
      html('td', { colspan: columns - 2 }),
      html('td', { class: 'plot' }, axisLabels(axis)),
      html('td'),
    );
  return html(
    'table',
    { class: 'plot-table' },
    html('caption', { class: 'unseen' }, caption),
    html(
      'thead',
      {},
      html(
        'tr',
        { class: 'unseen-row' },
        !stacked && html('th', { scope: 'col' }, heads.group),
        html('th', { scope: 'col' }, heads.row),
        html('td'),
        html('th', { scope: 'col' }, heads.figure),
      ),
      total > MANY_ROWS && axisRow(),
    ),
    ...groups.map(bodyOf),
    html('tfoot', {}, axisRow()),
  );
}

function linesOf(
  { name, beside, mark, figure, range, remark }: PlotRow,
  axis: Axis,
  zero: boolean,
): HTMLElement[] {
  const line = html(
    'tr',
    {},
    rowName(name, beside, mark.source),
    html('td', { class: 'plot' }, plotOf([mark], axis, zero)),
    figureCell(figure, range),
  );
  return remark === undefined
    ? [line]
    : [line, html('tr', { class: 'remark' }, html('td', { colspan: 3 }, remark))];
}

/** What a row is about, with the symbol that its marks have, and what it rests on. */
export function rowName(name: Child, beside: string, source: string | undefined): HTMLElement {
  return html(
    'th',
    { scope: 'row', class: 'row-name' },
    html('span', { class: isShort(name) ? 'name whole' : 'name' }, inlineSymbol(source), ' ', name),
    ' ',
    html('span', { class: 'beside' }, beside),
  );
}

function isShort(name: Child): boolean {
  const text = name instanceof Node ? name.textContent : name || '';
  return (text ?? '').length <= SHORT_NAME;
}

export function figureCell(figure: string, range: string): HTMLElement {
  return html(
    'td',
    { class: 'figure' },
    html('span', { class: 'value' }, figure),
    ...(range === '' ? [] : [' ', html('span', { class: 'range' }, range)]),
  );
}

/** Marks of one row on the common scale. */
export function plotOf(marks: readonly Mark[], axis: Axis, zero = false): HTMLElement {
  const spread = (i: number) => (marks.length === 1 ? '50%' : `${((i + 1) * 100) / (marks.length + 1)}%`);
  return html(
    'div',
    { class: 'strip' },
    svg(
      'svg',
      { 'aria-hidden': 'true' },
      ...axis.ticks.map(({ value }) => gridLine(axis.at(value))),
      zero && gridLine(axis.at(0), 'zero'),
      ...marks.map((mark, i) => horizontalMark(mark, axis, spread(i))),
    ),
  );
}

/** The figures that the axis names, each where the scale has it. */
export function axisLabels({ ticks, at }: Axis): HTMLElement {
  return html(
    'div',
    { class: 'strip' },
    svg(
      'svg',
      {},
      ...ticks.map(({ value, label, room }) =>
        svg(
          'text',
          {
            class: `tick ${room}`,
            x: `${at(value)}%`,
            y: '60%',
            'text-anchor': 'middle',
            'data-value': value,
          },
          label,
        ),
      ),
    ),
  );
}
