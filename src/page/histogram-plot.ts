import type { EntryFigures, MetricFigures } from '../results/figures/shape.ts';
import { html, svg, type Child } from './elements.ts';
import { counted, sourceAsText, unitsOf, valueAsText } from './figures-as-text.ts';
import { groupedBy } from './grouped-by.ts';
import { sourceClass } from './marks.ts';
import { figureCell, rowName } from './plot-table.ts';
import { pictureBlock, type Table } from './table.ts';

const BARS_HEIGHT = 36;
const LABEL_HEIGHT = 11;
/** Characters of all counts of a row that fit side by side in a narrow frame. */
const ROOM_FOR_COUNTS = 18;
/** Characters of all edges that fit under the bars there. */
const ROOM_FOR_EDGES = 20;

/** How the values of each entry lie: counts over the metric's bins, all rows on the same scale. */
export function histogramPlots(metric: MetricFigures): HTMLElement[] {
  const { bins = [] } = metric;
  const entries = (metric.entries ?? []).filter(
    ({ counts, n }) => counts !== undefined && counts.length === bins.length - 1 && n > 0,
  );
  if (entries.length === 0) return [];
  const tallest = Math.max(...entries.flatMap(({ counts = [], n }) => counts.map((count) => count / n)));
  const title = 'Distribution, height by share of n';
  const versions = [...groupedBy(entries, ({ version }) => version)];
  const picture = html(
    'table',
    { class: 'plot-table' },
    html('caption', { class: 'unseen' }, title),
    html(
      'thead',
      {},
      html(
        'tr',
        { class: 'unseen-row' },
        html('th', { scope: 'col' }, 'version'),
        html('th', { scope: 'col' }, 'source type and n'),
        html('td'),
        html('th', { scope: 'col' }, 'median, least to most'),
      ),
    ),
    ...versions.map(([version, ofVersion]) =>
      html(
        'tbody',
        {},
        ...ofVersion.map((entry, i) =>
          rowOf(
            entry,
            tallest,
            i === 0 &&
              html('th', { scope: 'rowgroup', rowspan: ofVersion.length, class: 'group' }, `v${version}`),
          ),
        ),
      ),
    ),
    html(
      'tfoot',
      {},
      html(
        'tr',
        { class: 'axis', 'aria-hidden': 'true' },
        html('td', { colspan: 2 }),
        html('td', { class: 'plot' }, edgesOf(bins)),
        html('td'),
      ),
    ),
  );
  return [pictureBlock(title, picture, countsTable(bins, entries), { behind: true })];
}

function rowOf(entry: EntryFigures, tallest: number, first: Child): HTMLElement {
  const { source_type, min, median, max, sd } = entry;
  return html(
    'tr',
    {},
    first,
    rowName(sourceAsText(source_type), unitsOf(entry), source_type),
    html('td', { class: 'plot' }, barsOf(entry, tallest)),
    figureCell(
      median === undefined ? '' : `median ${valueAsText(median, 'decimal')}`,
      [
        min !== undefined && `${valueAsText(min, 'decimal')} to ${valueAsText(max, 'decimal')}`,
        typeof sd === 'number' && `sd ${valueAsText(sd, 'decimal')}`,
      ]
        .filter((part) => part !== false)
        .join(', '),
    ),
  );
}

function barsOf({ counts = [], n, source_type }: EntryFigures, tallest: number): HTMLElement {
  const width = 100 / counts.length;
  const labels = counts.map(counted);
  const most = Math.max(...counts);
  // Where not all counts have room, the largest says what the heights mean.
  const all = labels.join('').length <= ROOM_FOR_COUNTS;
  return html(
    'div',
    { class: 'strip bars' },
    svg(
      'svg',
      { height: BARS_HEIGHT + LABEL_HEIGHT, 'aria-hidden': 'true' },
      ...counts
        .flatMap((count, i) => {
          const height = (count / n / tallest) * BARS_HEIGHT;
          const top = LABEL_HEIGHT + BARS_HEIGHT - height;
          return [
            svg('rect', {
              class: `bar ${sourceClass(source_type)}`,
              x: `${i * width}%`,
              width: `${width}%`,
              y: top,
              height,
            }),
            (all || count === most) &&
              svg(
                'text',
                { class: 'tick', x: `${(i + 0.5) * width}%`, y: top - 2, 'text-anchor': 'middle' },
                labels[i],
              ),
          ];
        })
        .filter((child) => child !== false),
      svg('line', {
        class: 'base',
        x1: '0%',
        x2: '100%',
        y1: BARS_HEIGHT + LABEL_HEIGHT,
        y2: BARS_HEIGHT + LABEL_HEIGHT,
      }),
    ),
  );
}

function edgesOf(bins: readonly number[]): HTMLElement {
  const labels = bins.map((edge) => valueAsText(edge, 'decimal'));
  const all = labels.join('').length <= ROOM_FOR_EDGES;
  return html(
    'div',
    { class: 'strip' },
    svg(
      'svg',
      {},
      ...labels.flatMap((label, i) => {
        const isEnd = i === 0 || i === labels.length - 1;
        if (!all && !isEnd) return [];
        const x = (i * 100) / (labels.length - 1);
        return [svg('text', { class: 'tick', x: `${x}%`, y: '60%', 'text-anchor': 'middle' }, label)];
      }),
    ),
  );
}

function countsTable(bins: readonly number[], entries: readonly EntryFigures[]): Table {
  const edges = bins.map((edge) => valueAsText(edge, 'decimal'));
  return {
    // A bin holds its lower edge, the last one its upper edge too.
    head: ['version', 'source type', 'n', ...edges.slice(0, -1).map((edge, i) => `${edge}–${edges[i + 1]}`)],
    rows: entries.map(({ version, source_type, n, counts = [] }) => [
      version,
      sourceAsText(source_type),
      n,
      ...counts,
    ]),
  };
}
