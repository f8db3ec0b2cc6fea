import type { EntryFigures, MetricFigures } from '../results/figures/shape.ts';
import type { Drawing } from './drawing.ts';
import { html } from './elements.ts';
import {
  counted,
  figureOf,
  intervalAsText,
  sourceAsText,
  unitsOf,
  valueAsText,
  type Figure,
  type Form,
} from './figures-as-text.ts';
import { groupedBy } from './grouped-by.ts';
import { plotTable, type PlotRow } from './plot-table.ts';
import { axisOf, RATES } from './scale.ts';
import { figureColumns, pictureBlock, tableOf, type Column, type Table } from './table.ts';

/** The entries of a metric with their intervals: versions down, source types apart. Categories have shares instead. */
export function entryPlots(metric: MetricFigures, drawing: Drawing): HTMLElement[] {
  const entries = metric.entries ?? [];
  const names = new Set(entries.map((entry) => figureOf(entry)?.name));
  return [...names].flatMap((name) => {
    if (name === undefined) return [];
    const shown = entries.filter((entry) => figureOf(entry)?.name === name);
    return [entryPlot(metric, shown, name, drawing)];
  });
}

function entryPlot(
  metric: MetricFigures,
  entries: readonly EntryFigures[],
  name: Figure['name'],
  drawing: Drawing,
): HTMLElement {
  const figures = entries.map((entry) => ({ n: entry.n, value: null, interval: null, ...figureOf(entry) }));
  const form = figures[0]?.form ?? 'decimal';
  const hasIntervals = figures.some(({ interval }) => interval !== null);
  const title = `${name[0]?.toUpperCase()}${name.slice(1)}${hasIntervals ? ', 95 % interval' : ''}`;
  const rowOf = (entry: EntryFigures): PlotRow => {
    const { value = null, interval = null } = figureOf(entry) ?? {};
    const figure = entry.n > 0 ? valueAsText(value, form) : 'no value';
    const range = intervalAsText(interval, form);
    return {
      name: drawing.entry(metric, entry, sourceAsText(entry.source_type)),
      beside: unitsOf(entry),
      mark: {
        value,
        interval,
        source: entry.source_type,
        title: `v${entry.version} ${sourceAsText(entry.source_type)}: ${figure}${range && ` (${range})`}, n ${counted(entry.n)}`,
      },
      figure,
      range,
    };
  };
  return pictureBlock(
    title,
    plotTable(
      [...groupedBy(entries, ({ version }) => version)].map(([version, ofVersion]) => ({
        name: `v${version}`,
        rows: ofVersion.map(rowOf),
      })),
      axisOf(figures, form, { within: form === 'percent' ? RATES : undefined }),
      { group: 'version', row: 'source type and n', figure: `${name}, 95 % interval` },
      title,
    ),
    entryTable(entries, name, form),
  );
}

function entryTable(entries: readonly EntryFigures[], name: Figure['name'], form: Form): Table {
  return tableOf(entries, [
    ...ENTRY_COLUMNS,
    ...figureColumns<EntryFigures>(
      name,
      (entry) => figureOf(entry) ?? { value: null, interval: null },
      (value) => valueAsText(value, form),
    ),
    ['results', ({ results }) => results],
    ['not applicable', ({ not_applicable }) => not_applicable],
    ['of another type', ({ mismatched }) => mismatched],
    ['sd', ({ sd }) => sd],
    ['min', ({ min }) => min],
    ['median', ({ median }) => median],
    ['max', ({ max }) => max],
  ]);
}

/** What every table says first of an entry. */
export const ENTRY_COLUMNS: readonly Column<EntryFigures>[] = [
  ['version', ({ version }) => version],
  ['source type', ({ source_type }) => sourceAsText(source_type)],
  ['n', ({ n }) => n],
];

/** Entries of units that all lack a value are no picture. */
export function entriesWithoutValue({ entries = [] }: MetricFigures): HTMLElement | undefined {
  const without = entries.filter((entry) => !figureOf(entry) && !entry.shares?.length);
  if (without.length === 0) return undefined;
  const said = without.map(
    (entry) => `v${entry.version} ${sourceAsText(entry.source_type)} (${unitsOf(entry)})`,
  );
  return html('p', { class: 'small' }, `Without a value: ${said.join('; ')}.`);
}
