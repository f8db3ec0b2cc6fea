import type { EntryFigures, MetricFigures, Share } from '../results/figures/shape.ts';
import type { Drawing } from './drawing.ts';
import { figureCell } from './entry-plot.ts';
import {
  counted,
  intervalAsText,
  intervalOf,
  nameElement,
  sourceAsText,
  valueAsText,
} from './figures-as-text.ts';
import { groupedBy } from './grouped-by.ts';
import { plotTable, type PlotRow } from './plot-table.ts';
import { axisOf, RATES } from './scale.ts';
import { pictureBlock, type Table } from './table.ts';

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
    ),
  ];
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
  return {
    head: ['category', 'version', 'source type', 'units', 'n', 'share', '95 % low', '95 % high'],
    rows: all.map(({ entry, share }) => {
      const interval = intervalOf(share.ci95);
      return [
        share.value,
        entry.version,
        sourceAsText(entry.source_type),
        share.n,
        entry.n,
        figureCell(share.share, 'percent'),
        figureCell(interval?.[0], 'percent'),
        figureCell(interval?.[1], 'percent'),
      ];
    }),
  };
}
