import type { EntryFigures, Group, MetricFigures } from '../results/figures/shape.ts';
import type { Drawing } from './drawing.ts';
import { html } from './elements.ts';
import {
  counted,
  figureOf,
  intervalAsText,
  intervalOf,
  nameElement,
  sourceAsText,
  valueAsText,
} from './figures-as-text.ts';
import { groupedBy } from './grouped-by.ts';
import { inlineSymbol } from './marks.ts';
import { axisBetween, axisOf, RATES } from './scale.ts';
import { figureColumns, pictureBlock, tableOf, type Column } from './table.ts';
import { areTimes, timeAxisOf, type TimeAxis } from './time-axis.ts';
import { timePanel, type TimePoint, type TimeSeries } from './time-panel.ts';

const FIGURE_HEIGHT = 88;
const SHARE_HEIGHT = 34;
/** Rarer categories stand in the table alone. */
const MOST_CATEGORIES = 8;

/** The course of figures over days, weeks or months: small multiples, a panel a source type. */
export function coursePlots(metric: MetricFigures, drawing: Drawing): HTMLElement[] {
  const entries = (metric.entries ?? []).filter(({ groups = [] }) => areTimes(groups));
  if (entries.length === 0) return [];
  const names = entries.flatMap(({ groups = [] }) => groups.map(({ group }) => group));
  const time = timeAxisOf(names, drawing.groupBy);
  const withFigures = entries.filter(({ groups = [] }) => groups.some((group) => figureOf(group)));
  const withShares = entries.filter(({ groups = [] }) => groups.some(({ shares }) => shares));
  return [
    ...(withFigures.length > 0 ? [figureCourse(withFigures, time)] : []),
    ...(withShares.length > 0 ? [shareCourse(withShares, time)] : []),
  ];
}

function figureCourse(entries: readonly EntryFigures[], time: TimeAxis): HTMLElement {
  const groups = entries.flatMap(({ groups = [] }) => groups);
  const figures = groups.flatMap((group) => {
    const figure = figureOf(group);
    return figure ? [{ ...figure, n: group.n }] : [];
  });
  const name = figures[0]?.name ?? 'mean';
  const form = figures[0]?.form ?? 'decimal';
  const axis = axisOf(figures, form, { within: form === 'percent' ? RATES : undefined, ticks: 3 });
  const hasIntervals = figures.some(({ interval }) => interval);
  const title = `${name[0]?.toUpperCase()}${name.slice(1)} by ${time.unit}${hasIntervals ? ', 95 % interval' : ''}, n below`;
  const sources = [...groupedBy(entries, ({ source_type }) => source_type)];
  const panels = sources.map(([source, ofSource], i) =>
    html(
      'div',
      { class: 'panel' },
      panelName(source, ofSource),
      timePanel({
        series: seriesOf(ofSource, (group) => {
          const { value = null, interval = null } = figureOf(group) ?? {};
          const range = intervalAsText(interval, form);
          return { value, interval, said: `${valueAsText(value, form)}${range && ` (${range})`}` };
        }),
        source,
        time,
        axis,
        height: FIGURE_HEIGHT,
        withNames: true,
        withCounts: true,
        withTimes: i === sources.length - 1,
      }),
    ),
  );
  const table = tableOf<EntryGroup>(groupsOf(entries), [
    ...groupColumns(time),
    ...figureColumns<EntryGroup>(
      name,
      ({ group }) => figureOf(group) ?? { value: null, interval: null },
      (value) => valueAsText(value, form),
    ),
    PARTIAL,
  ]);
  return pictureBlock(title, html('div', { class: 'panels' }, ...panels), table, {
    behind: true,
    wide: true,
  });
}

/** A column a source type, and in it a panel a category, the commonest first. */
function shareCourse(entries: readonly EntryFigures[], time: TimeAxis): HTMLElement {
  const categories = [
    ...new Set([
      ...entries.flatMap(({ shares = [] }) => shares.map(({ value }) => value)),
      ...entries.flatMap(({ groups = [] }) =>
        groups.flatMap(({ shares = [] }) => shares.map(({ value }) => value)),
      ),
    ]),
  ];
  const drawn = categories.slice(0, MOST_CATEGORIES);
  const axis = axisBetween(RATES, 'percent', 1);
  const title = `Share of each category by ${time.unit}, n below`;
  const columns = [...groupedBy(entries, ({ source_type }) => source_type)].map(([source, ofSource]) =>
    html(
      'div',
      { class: 'panel' },
      panelName(source, ofSource),
      ...drawn.flatMap((category, i) => [
        html('div', { class: 'panel-part' }, nameElement(category)),
        timePanel({
          series: seriesOf(ofSource, (group) => {
            const value = shareIn(group, category);
            return { value, interval: null, said: `${category} ${valueAsText(value, 'percent')}` };
          }),
          source,
          time,
          axis,
          height: SHARE_HEIGHT,
          withNames: i === 0,
          withCounts: i === drawn.length - 1,
          withTimes: i === drawn.length - 1,
        }),
      ]),
    ),
  );
  const lines = groupsOf(entries).flatMap((line) =>
    (line.group.shares ?? []).map((share) => ({ ...line, share })),
  );
  const table = tableOf(lines, [
    ...groupColumns(time),
    ['category', ({ share }) => share.value],
    ...figureColumns<(typeof lines)[number]>(
      'share',
      ({ share }) => ({ value: share.share, interval: intervalOf(share.ci95) }),
      (value) => valueAsText(value, 'percent'),
    ),
    PARTIAL,
  ]);
  const left = categories.length - drawn.length;
  return pictureBlock(title, html('div', { class: 'panels columns' }, ...columns), table, {
    behind: true,
    wide: true,
    notes: left > 0 ? [html('p', { class: 'small' }, `${left} rarer categories stand in the table.`)] : [],
  });
}

/** A group, and the entry that it belongs to. */
interface EntryGroup {
  readonly entry: EntryFigures;
  readonly group: Group;
}

function groupsOf(entries: readonly EntryFigures[]): EntryGroup[] {
  return entries.flatMap((entry) => (entry.groups ?? []).map((group) => ({ entry, group })));
}

function groupColumns(time: TimeAxis): Column<EntryGroup>[] {
  return [
    [time.unit, ({ group }) => group.group],
    ['version', ({ entry }) => entry.version],
    ['source type', ({ entry }) => sourceAsText(entry.source_type)],
    ['n', ({ group }) => group.n],
  ];
}

const PARTIAL: Column<EntryGroup> = ['partial', ({ group }) => (group.partial ? 'partial' : '')];

/** A category that is not named did not come, where anything did. */
function shareIn({ n, shares }: Group, category: string): number | null {
  if (n === 0 || !shares) return null;
  return shares.find(({ value }) => value === category)?.share ?? 0;
}

function panelName(source: string | undefined, entries: readonly EntryFigures[]): HTMLElement {
  const trends = entries.flatMap(({ version, trend }) =>
    trend
      ? [`v${version} ${trend.verdict}${trend.verdict === 'no clear trend' ? '' : `, p ${trend.p_adjusted}`}`]
      : [],
  );
  return html(
    'div',
    { class: 'panel-name' },
    html('span', { class: 'name' }, inlineSymbol(source), ' ', sourceAsText(source)),
    trends.length > 0 && html('span', { class: 'beside' }, ` ${trends.join('; ')}`),
  );
}

/** The oldest version first: time runs to the right. */
function seriesOf(
  entries: readonly EntryFigures[],
  read: (group: Group) => Pick<TimePoint, 'value' | 'interval'> & { readonly said: string },
): TimeSeries[] {
  return entries.toReversed().map(({ version, groups = [] }) => ({
    name: `v${version}`,
    points: groups.map((group) => {
      const { said, ...point } = read(group);
      return {
        ...point,
        group: group.group,
        n: group.n,
        partial: group.partial ?? false,
        title: `v${version} ${group.group}: ${said}, n ${counted(group.n)}${group.partial ? ', partial' : ''}`,
      };
    }),
  }));
}
