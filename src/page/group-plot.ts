import type { EntryFigures, Group, MetricFigures } from '../results/figures/shape.ts';
import { idElement } from './conversation-link.ts';
import type { Drawing } from './drawing.ts';
import { html, type Child } from './elements.ts';
import { figureCell } from './entry-plot.ts';
import {
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
import { plotTable, type PlotRow } from './plot-table.ts';
import { axisOf, RATES } from './scale.ts';
import { pictureBlock, type Table } from './table.ts';
import { areTimes } from './time-axis.ts';

/** More rows than this are no picture any more: the rest stands in the table. */
const MOST_ROWS = 40;

/** What a group says in one row: its figure, or of categories the commonest share. */
interface GroupFigure {
  readonly group: Group;
  readonly category: string | undefined;
  readonly form: Form;
  readonly value: number | null;
  readonly interval: Interval | null;
}

/** Groups that do not follow each other in time: working days and weekends, conversations, runs, unit tests. */
export function groupPlots(metric: MetricFigures, drawing: Drawing): HTMLElement[] {
  const entries = (metric.entries ?? []).filter(({ groups = [] }) => groups.length > 0 && !areTimes(groups));
  const all = entries.map((entry) => ({ entry, figures: (entry.groups ?? []).map(figureOfGroup) }));
  const figures = all.flatMap((each) => each.figures);
  if (figures.length === 0) return [];
  const form = figures[0]?.form ?? 'decimal';
  const axis = axisOf(
    figures.map(({ group, value, interval }) => ({ n: group.n, value, interval })),
    form,
    { within: form === 'percent' ? RATES : undefined },
  );
  let room = MOST_ROWS;
  const groups = all.flatMap(({ entry, figures: ofEntry }) => {
    const rows = ofEntry.slice(0, Math.max(0, room)).map((figure) => rowOf(entry, figure, drawing));
    room -= rows.length;
    const name = `v${entry.version} ${sourceAsText(entry.source_type)}`;
    return rows.length > 0 ? [{ name, rows }] : [];
  });
  const title = `By ${drawing.groupBy === undefined ? 'group' : shortened(drawing.groupBy.replaceAll('_', ' '))}${
    figures.some(({ interval }) => interval) ? ', 95 % interval' : ''
  }`;
  const left = figures.length - MOST_ROWS;
  return [
    pictureBlock(
      title,
      plotTable(
        groups,
        axis,
        { group: 'entry', row: 'group and n', figure: 'figure, 95 % interval' },
        title,
        {
          stacked: true,
        },
      ),
      tableOf(all),
      {
        behind: left > 0,
        notes: left > 0 ? [html('p', { class: 'small' }, `${left} more stand in the table.`)] : [],
      },
    ),
  ];
}

function figureOfGroup(group: Group): GroupFigure {
  const figure = figureOf(group);
  if (figure) return { group, category: undefined, ...figure };
  const commonest = (group.shares ?? []).toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0))[0];
  return {
    group,
    category: commonest?.value,
    form: 'percent',
    value: commonest?.share ?? null,
    interval: intervalOf(commonest?.ci95),
  };
}

function rowOf(
  entry: EntryFigures,
  { group, category, form, value, interval }: GroupFigure,
  drawing: Drawing,
): PlotRow {
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

function tableOf(
  all: readonly { readonly entry: EntryFigures; readonly figures: readonly GroupFigure[] }[],
): Table {
  const hasCategories = all.some(({ figures }) => figures.some(({ category }) => category !== undefined));
  return {
    head: [
      ...['group', 'version', 'source type', 'n'],
      ...(hasCategories ? ['commonest'] : []),
      ...['figure', '95 % low', '95 % high'],
    ],
    rows: all.flatMap(({ entry, figures }) =>
      figures.map(({ group, category, form, value, interval }) => [
        ...[group.group, entry.version, sourceAsText(entry.source_type), group.n],
        ...(hasCategories ? [category] : []),
        ...[value, interval?.[0], interval?.[1]].map((figure) => figureCell(figure, form)),
      ]),
    ),
  };
}
