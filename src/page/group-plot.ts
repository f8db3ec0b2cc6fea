import type { EntryFigures, Group, MetricFigures } from '../results/figures/shape.ts';
import { idElement } from './conversation-link.ts';
import type { Drawing } from './drawing.ts';
import { html, type Child } from './elements.ts';
import {
  commonestOf,
  counted,
  figureOf,
  intervalAsText,
  intervalOf,
  nameElement,
  shortened,
  sourceAsText,
  valueAsText,
  type Form,
  type Interval,
} from './figures-as-text.ts';
import { groupedBy } from './grouped-by.ts';
import { plotTable, type PlotRow } from './plot-table.ts';
import { axisOf, RATES } from './scale.ts';
import { figureColumns, pictureBlock, tableOf, type Table } from './table.ts';
import { areTimes } from './time-axis.ts';

/** More rows than this are no picture any more: the rest stands in the table. */
const MOST_ROWS = 40;

/** What a group says in one row: its figure, or of categories the commonest share. */
interface GroupFigure {
  readonly entry: EntryFigures;
  readonly group: Group;
  readonly category: string | undefined;
  readonly form: Form;
  readonly value: number | null;
  readonly interval: Interval | null;
}

/** Groups that do not follow each other in time: working days and weekends, conversations, runs, unit tests. */
export function groupPlots(metric: MetricFigures, drawing: Drawing): HTMLElement[] {
  const figures = (metric.entries ?? []).flatMap((entry) => {
    const { groups = [] } = entry;
    return areTimes(groups) ? [] : groups.map((group) => figureOfGroup(entry, group));
  });
  if (figures.length === 0) return [];
  const form = figures[0]?.form ?? 'decimal';
  const axis = axisOf(
    figures.map(({ group, value, interval }) => ({ n: group.n, value, interval })),
    form,
    { within: form === 'percent' ? RATES : undefined },
  );
  const groups = [...groupedBy(figures.slice(0, MOST_ROWS), ({ entry }) => entry)].map(
    ([entry, ofEntry]) => ({
      name: `v${entry.version} ${sourceAsText(entry.source_type)}`,
      rows: ofEntry.map((figure) => rowOf(figure, drawing)),
    }),
  );
  const by =
    drawing.groupBy === undefined ? 'Groups' : `By ${shortened(drawing.groupBy.replaceAll('_', ' '))}`;
  const title = `${by}${figures.some(({ interval }) => interval) ? ', 95 % interval' : ''}`;
  const heads = { group: 'entry', row: 'group and n', figure: 'figure, 95 % interval' };
  const left = figures.length - MOST_ROWS;
  return [
    pictureBlock(title, plotTable(groups, axis, heads, title, { stacked: true }), groupTable(figures), {
      behind: left > 0,
      notes: left > 0 ? [html('p', { class: 'small' }, `${left} more stand in the table.`)] : [],
    }),
  ];
}

function figureOfGroup(entry: EntryFigures, group: Group): GroupFigure {
  const figure = figureOf(group);
  if (figure) return { entry, group, category: undefined, ...figure };
  const commonest = commonestOf(group);
  return {
    entry,
    group,
    category: commonest?.value,
    form: 'percent',
    value: commonest?.share ?? null,
    interval: intervalOf(commonest?.ci95),
  };
}

function rowOf({ entry, group, category, form, value, interval }: GroupFigure, drawing: Drawing): PlotRow {
  const [figure, range] = [group.n > 0 ? valueAsText(value, form) : 'none', intervalAsText(interval, form)];
  const name: Child =
    drawing.groupBy === 'conversation_id' ? drawing.conversation(group.group) : groupName(group.group);
  const units = `n ${counted(group.n)}${group.partial ? ', partial' : ''}`;
  return {
    name,
    beside: category === undefined ? units : `${shortened(category)}, ${units}`,
    mark: {
      value,
      interval,
      source: entry.source_type,
      hollow: group.partial ?? false,
      title: `${shortened(group.group)}: ${figure}${range && ` (${range})`}, ${units}`,
    },
    figure,
    range,
  };
}

function groupName(group: string): Child {
  const id = idElement(group);
  return typeof id === 'string' ? nameElement(id) : id;
}

function groupTable(figures: readonly GroupFigure[]): Table {
  return tableOf(figures, [
    ['group', ({ group }) => group.group],
    ['version', ({ entry }) => entry.version],
    ['source type', ({ entry }) => sourceAsText(entry.source_type)],
    ['n', ({ group }) => group.n],
    ['commonest', ({ category }) => category],
    ...figureColumns<GroupFigure>(
      'figure',
      (figure) => figure,
      (value) => valueAsText(value, figures[0]?.form ?? 'decimal'),
    ),
  ]);
}
