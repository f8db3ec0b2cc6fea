import type { EntryFigures, MetricFigures, Share } from '../results/figures/shape.ts';
import type { Drawing } from './drawing.ts';
import { html } from './elements.ts';
import { ENTRY_COLUMNS } from './entry-plot.ts';
import {
  counted,
  intervalAsText,
  intervalOf,
  nameElement,
  sourceAsText,
  unitsOf,
  valueAsText,
} from './figures-as-text.ts';
import { groupedBy } from './grouped-by.ts';
import { plotTable, type PlotRow } from './plot-table.ts';
import { axisOf, RATES } from './scale.ts';
import { figureColumns, pictureBlock, tableOf, type Column, type Table } from './table.ts';

interface EntryShare {
  readonly entry: EntryFigures;
  readonly share: Share;
}

/** How often each category came, category by category, so that entries can be compared on one scale. */
export function sharePlots(metric: MetricFigures, drawing: Drawing): HTMLElement[] {
  const all = (metric.entries ?? []).flatMap((entry) =>
    (entry.shares ?? []).map((share): EntryShare => ({ entry, share })),
  );
  if (all.length === 0) return [];
  const axis = axisOf(
    all.map(({ entry, share }) => ({ value: share.share, interval: intervalOf(share.ci95), n: entry.n })),
    'percent',
    { include: 0, within: RATES },
  );
  const title = `Share of each category${all.some(({ share }) => share.ci95) ? ', 95 % interval' : ''}`;
  const groups = [...groupedBy(all, ({ share }) => share.value)].map(([value, shares]) => ({
    name: nameElement(value),
    rows: shares.map((share) => rowOf(metric, share, drawing)),
  }));
  return [
    pictureBlock(
      title,
      plotTable(
        groups,
        axis,
        { group: 'category', row: 'version, source type and n', figure: 'share, 95 % interval' },
        title,
        { stacked: true },
      ),
      sharesTable(all),
      { notes: unitsBeside(metric) },
    ),
  ];
}

/** Units that have no category, of the entries that have such. */
function unitsBeside({ entries = [] }: MetricFigures): HTMLElement[] {
  const beside = entries.filter(
    ({ shares, results, not_applicable, mismatched }) =>
      shares && (results ?? not_applicable ?? mismatched) !== undefined,
  );
  if (beside.length === 0) return [];
  const said = beside.map(
    (entry) => `v${entry.version} ${sourceAsText(entry.source_type)} ${unitsOf(entry)}`,
  );
  return [html('p', { class: 'small' }, `${said.join('; ')}.`)];
}

function rowOf(metric: MetricFigures, { entry, share }: EntryShare, drawing: Drawing): PlotRow {
  const interval = intervalOf(share.ci95);
  const [figure, range] = [valueAsText(share.share, 'percent'), intervalAsText(interval, 'percent')];
  const units =
    share.n === undefined ? `n ${counted(entry.n)}` : `${counted(share.n)} of ${counted(entry.n)}`;
  return {
    name: drawing.entry(metric, entry, `v${entry.version} ${sourceAsText(entry.source_type)}`),
    beside: units,
    mark: {
      value: share.share,
      interval,
      source: entry.source_type,
      title: `v${entry.version} ${sourceAsText(entry.source_type)}: ${figure}${range && ` (${range})`}, ${units}`,
    },
    figure,
    range,
  };
}

function sharesTable(all: readonly EntryShare[]): Table {
  return tableOf(all, [
    ['category', ({ share }) => share.value],
    ...ENTRY_COLUMNS.map(([name, of]): Column<EntryShare> => [name, ({ entry }) => of(entry)]),
    ['units', ({ share }) => share.n],
    ...figureColumns<EntryShare>(
      'share',
      ({ share }) => ({ value: share.share, interval: intervalOf(share.ci95) }),
      (value) => valueAsText(value, 'percent'),
    ),
  ]);
}
