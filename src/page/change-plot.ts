import type { Change, EntryFigures, MetricFigures } from '../results/figures/shape.ts';
import { count } from '../text/words.ts';
import type { Child } from './elements.ts';
import {
  counted,
  differenceAsText,
  differencesAsText,
  formOf,
  fromAsText,
  intervalOf,
  metricName,
  nameElement,
  sourceAsText,
  type Form,
} from './figures-as-text.ts';
import { groupedBy } from './grouped-by.ts';
import { plotTable, type PlotRow } from './plot-table.ts';
import { axisOf } from './scale.ts';
import { pictureBlock, type Cell, type Table } from './table.ts';

/** An entry that was compared, and the metric that it belongs to. */
interface Compared {
  readonly metric: MetricFigures;
  readonly entry: EntryFigures;
  readonly change: Change;
}

/** Compared entries under a common name. */
interface ComparedGroup {
  readonly name: Child;
  readonly compared: readonly Compared[];
}

/** What changed from the version, source type or period before: differences with their intervals, and zero. */
export function changePlots(metric: MetricFigures): HTMLElement[] {
  return FORMS.flatMap((form) => {
    const compared = comparedIn([metric], form);
    const groups = [...groupedBy(compared, ({ entry }) => entry.version)].map(([version, ofVersion]) => ({
      name: `v${version}`,
      compared: ofVersion,
    }));
    return groups.length > 0 ? [changePlot(groups, form, 'Change')] : [];
  });
}

/** The same of many metrics: rates share one scale, numbers have one for each metric. */
export function changesOfMany(metrics: readonly MetricFigures[]): HTMLElement[] {
  const groupsOf = (form: Form) =>
    metrics.flatMap((metric) => {
      const compared = comparedIn([metric], form);
      return compared.length > 0 ? [{ name: nameElement(metricName(metric)), compared }] : [];
    });
  const rates = groupsOf('percent');
  return [
    ...(rates.length > 0 ? [changePlot(rates, 'percent', 'Changes of rates', true)] : []),
    ...groupsOf('decimal').map((group) => changePlot([group], 'decimal', 'Change', true)),
  ];
}

const FORMS = ['percent', 'decimal'] as const;

function comparedIn(metrics: readonly MetricFigures[], form: Form): Compared[] {
  return metrics.flatMap((metric) =>
    (metric.entries ?? []).flatMap((entry) =>
      entry.change && formOf(entry) === form ? [{ metric, entry, change: entry.change }] : [],
    ),
  );
}

function changePlot(
  groups: readonly ComparedGroup[],
  form: Form,
  subject: string,
  stacked = false,
): HTMLElement {
  const all = groups.flatMap(({ compared }) => compared);
  const title = `${subject}${form === 'percent' ? ' in points' : ''}, 95 % interval`;
  const axis = axisOf(
    all.map(({ entry, change }) => ({
      value: change.difference,
      interval: intervalOf(change.ci95),
      n: change.paired ?? entry.n,
    })),
    form,
    { include: 0 },
  );
  return pictureBlock(
    title,
    plotTable(
      groups.map(({ name, compared }) => ({
        name,
        rows: compared.map((each) => rowOf(each, form, stacked)),
      })),
      inPoints(axis, form),
      {
        group: 'version',
        row: 'source type, verdict and what it rests on',
        figure: 'difference, 95 % interval',
      },
      title,
      { stacked, zero: true },
    ),
    changeTable(all, form),
  );
}

function rowOf({ metric, entry, change }: Compared, form: Form, withVersion: boolean): PlotRow {
  const { from, difference, verdict, reason } = change;
  const interval = intervalOf(change.ci95);
  const [figure, range] = [differenceAsText(difference, form), differencesAsText(interval, form)];
  const source = sourceAsText(entry.source_type);
  const said = `${verdict}${reason === undefined ? '' : ` (${reason})`}`;
  const compared = `${withVersion ? `v${entry.version} ` : ''}from ${fromAsText(from, form)}`;
  return {
    name: source,
    beside: compared,
    mark: {
      value: difference,
      interval,
      source: entry.source_type,
      hollow: verdict !== 'up' && verdict !== 'down',
      title: `v${entry.version} ${source} ${compared}: ${figure}${range && ` (${range})`}, ${said}`,
    },
    figure,
    range,
    remark: `${said}; ${basisOf(metric, entry, change)}`,
  };
}

/** Pairs, unit tests, or the units of either side: what a difference rests on. */
function basisOf(metric: MetricFigures, entry: EntryFigures, change: Change): string {
  const { from, paired, flips, strata } = change;
  if (paired !== undefined) {
    const [up = 0, down] = flips ?? [];
    const flipped = flips && (down === undefined ? `, ${up} differ` : `, ${up} up and ${down} down`);
    return `${count(paired, 'pair')}${flipped ?? ''}`;
  }
  const before = beforeOf(metric, entry, from);
  return `n ${counted(entry.n)}${before === undefined ? '' : ` and ${counted(before)}`}${
    strata === undefined ? '' : `, ${count(strata, 'unit test')}`
  }`;
}

/** Units of the other side, where the answer shows it. */
function beforeOf(
  metric: MetricFigures,
  { version, source_type, groups = [] }: EntryFigures,
  from: Change['from'],
): number | undefined {
  if (typeof from === 'object' && 'n' in from) return from.n;
  const group = groups.find((each) => each.group === from);
  if (group) return group.n;
  const before =
    typeof from === 'number'
      ? { version: from, source_type }
      : typeof from === 'string'
        ? { version, source_type: from }
        : from;
  return metric.entries?.find(
    (each) => each.version === before.version && each.source_type === before.source_type,
  )?.n;
}

function changeTable(compared: readonly Compared[], form: Form): Table {
  const named = compared.some(({ metric }) => metric !== compared[0]?.metric);
  const cell = (value: number | null | undefined): Cell =>
    typeof value === 'number' ? { shown: differenceAsText(value, form), copied: value } : '';
  return {
    head: [
      ...(named ? ['metric'] : []),
      ...['version', 'source type', 'from', 'difference', '95 % low', '95 % high', 'verdict', 'reason'],
      ...['adjusted p', 'pairs', 'unit tests', 'up', 'down', 'agreement', 'kappa'],
    ],
    rows: compared.map(({ metric, entry, change }) => {
      const interval = intervalOf(change.ci95);
      return [
        ...(named ? [metricName(metric)] : []),
        entry.version,
        sourceAsText(entry.source_type),
        fromAsText(change.from, form),
        cell(change.difference),
        cell(interval?.[0]),
        cell(interval?.[1]),
        change.verdict,
        change.reason,
        change.p_adjusted,
        change.paired,
        change.strata,
        ...(change.flips?.slice(0, 2) ?? [null, null]),
        change.agreement,
        change.kappa,
      ];
    }),
  };
}

/** Differences of rates are named in points, not in percent. */
function inPoints(axis: ReturnType<typeof axisOf>, form: Form): ReturnType<typeof axisOf> {
  const nameOf = (label: string) => label.replace(' %', '');
  return form === 'decimal'
    ? axis
    : { ...axis, ticks: axis.ticks.map((tick) => ({ ...tick, label: nameOf(tick.label) })) };
}
