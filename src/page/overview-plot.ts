import type { EntryFigures, MetricFigures } from '../results/figures/shape.ts';
import type { Drawing } from './drawing.ts';
import { html, type Child } from './elements.ts';
import { ENTRY_COLUMNS } from './entry-plot.ts';
import {
  commonestOf,
  counted,
  figureOf,
  intervalAsText,
  intervalOf,
  metricName,
  nameElement,
  sourceAsText,
  valueAsText,
  type Form,
  type Interval,
} from './figures-as-text.ts';
import { groupedBy } from './grouped-by.ts';
import { inlineSymbol, type Mark } from './marks.ts';
import { axisLabels, plotOf } from './plot-table.ts';
import { axisBetween, RATES } from './scale.ts';
import { figureColumns, pictureBlock, tableOf, type Column, type Table } from './table.ts';

/** With more metrics than this each is one row. */
export const MANY_METRICS = 8;

/** One metric’s newest figures, a source type each; of categories one value. */
interface OverviewRow {
  readonly metric: MetricFigures;
  readonly category: string | undefined;
  readonly figures: readonly OverviewFigure[];
}

interface OverviewFigure {
  readonly entry: EntryFigures;
  readonly value: number | null;
  readonly interval: Interval | null;
}

type Kind = 'share passing' | 'share true' | 'mean' | 'share of the commonest category';

/** Many metrics, one row each, by what their figure is: rates and shares on one scale, means as they are. */
export function overviewPlots(metrics: readonly MetricFigures[], drawing: Drawing): HTMLElement[] {
  const kinds: readonly Kind[] = ['share passing', 'share true', 'share of the commonest category', 'mean'];
  return kinds.flatMap((kind) => {
    const rows = metrics.flatMap((metric) => rowsOf(metric, kind));
    return rows.length > 0 ? [overviewPlot(kind, rows, drawing)] : [];
  });
}

function rowsOf(metric: MetricFigures, kind: Kind): OverviewRow[] {
  const entries = metric.entries ?? [];
  if (kind !== 'share of the commonest category') {
    const figures = entries.flatMap((entry): OverviewFigure[] => {
      const figure = figureOf(entry);
      return figure?.name === kind ? [{ entry, ...figure }] : [];
    });
    return figures.length > 0 ? [{ metric, category: undefined, figures }] : [];
  }
  const commonest = entries.flatMap((entry) => {
    const share = commonestOf(entry);
    return share
      ? [{ entry, category: share.value, value: share.share, interval: intervalOf(share.ci95) }]
      : [];
  });
  return [...groupedBy(commonest, ({ category }) => category)].map(([category, figures]) => ({
    metric,
    category,
    figures,
  }));
}

function overviewPlot(kind: Kind, rows: readonly OverviewRow[], drawing: Drawing): HTMLElement {
  const form: Form = kind === 'mean' ? 'decimal' : 'percent';
  // Means of different metrics have no common scale.
  const axis = form === 'percent' ? axisBetween(RATES, form, 2) : undefined;
  const title = `${kind[0]?.toUpperCase()}${kind.slice(1)}, newest version`;
  const sources = [...new Set(rows.flatMap(({ figures }) => figures.map(({ entry }) => entry.source_type)))];
  const axisRow = () =>
    axis &&
    html(
      'tr',
      { class: 'axis', 'aria-hidden': 'true' },
      html('td', { class: 'metric-name' }),
      html('td', { class: 'plot' }, axisLabels(axis)),
      ...sources.map(() => html('td', { class: 'figure' })),
    );
  const rowElement = ({ metric, category, figures }: OverviewRow) =>
    html(
      'tr',
      { role: 'row' },
      html(
        'th',
        { scope: 'row', role: 'rowheader', class: 'metric-name' },
        nameElement(metricName(metric)),
        category !== undefined && html('span', { class: 'beside' }, ' ', nameElement(category)),
      ),
      axis &&
        html(
          'td',
          { role: 'cell', class: 'plot' },
          plotOf(
            figures.map((figure) => markOf(figure, form)),
            axis,
          ),
        ),
      ...sources.map((source) => {
        const ofSource = figures.filter(({ entry }) => entry.source_type === source);
        return html(
          'td',
          { role: 'cell', class: 'figure' },
          ...ofSource.flatMap((figure) => figureElements(metric, figure, form, drawing)),
        );
      }),
    );
  // Roles are said outright: in a narrow frame a row is no row of a table any more.
  const table = html(
    'table',
    { class: axis ? 'plot-table overview' : 'plot-table overview without-plot', role: 'table' },
    html('caption', { class: 'unseen' }, title),
    html(
      'thead',
      { role: 'rowgroup' },
      html(
        'tr',
        { role: 'row' },
        html(
          'th',
          { scope: 'col', role: 'columnheader', class: 'metric-name' },
          html('span', { class: 'unseen' }, 'metric'),
        ),
        axis && html('td', { role: 'cell', class: 'plot' }),
        ...sources.map((source) =>
          html(
            'th',
            { scope: 'col', role: 'columnheader', class: 'figure' },
            inlineSymbol(source),
            ' ',
            sourceAsText(source),
          ),
        ),
      ),
      axisRow(),
    ),
    html('tbody', { role: 'rowgroup' }, ...rows.map(rowElement)),
    axis && html('tfoot', { role: 'rowgroup' }, axisRow()),
  );
  return pictureBlock(title, table, overviewTable(rows, kind, form), { wide: true });
}

function markOf(figure: OverviewFigure, form: Form): Mark {
  const { entry, value, interval } = figure;
  return { value, interval, source: entry.source_type, small: true, title: titleOf(figure, form) };
}

function titleOf({ entry, value, interval }: OverviewFigure, form: Form): string {
  const range = intervalAsText(interval, form);
  return `v${entry.version} ${sourceAsText(entry.source_type)}: ${valueAsText(value, form)}${range && ` (${range})`}, n ${counted(entry.n)}`;
}

function figureElements(
  metric: MetricFigures,
  figure: OverviewFigure,
  form: Form,
  drawing: Drawing,
): Child[] {
  const { entry, value } = figure;
  return [
    html(
      'span',
      { class: 'value', title: titleOf(figure, form) },
      drawing.entry(metric, entry, valueAsText(value, form)),
    ),
    ' ',
    html('span', { class: 'beside' }, `n ${counted(entry.n)}`),
  ];
}

function overviewTable(rows: readonly OverviewRow[], kind: Kind, form: Form): Table {
  const cells = rows.flatMap(({ figures, ...row }) => figures.map((figure) => ({ ...row, ...figure })));
  type Line = (typeof cells)[number];
  return tableOf(cells, [
    ['metric', ({ metric }) => metricName(metric)],
    ['category', ({ category }) => category],
    ...ENTRY_COLUMNS.map(([name, of]): Column<Line> => [name, ({ entry }) => of(entry)]),
    ...figureColumns<Line>(
      kind,
      (line) => line,
      (value) => valueAsText(value, form),
    ),
  ]);
}
