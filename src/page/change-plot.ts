import type { Change, EntryFigures, MetricFigures } from '../results/figures/shape.ts';
import { count } from '../text/words.ts';
import { html, type Child } from './elements.ts';
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
  valueAsText,
  type Form,
} from './figures-as-text.ts';
import { groupedBy } from './grouped-by.ts';
import { plotTable, type PlotRow } from './plot-table.ts';
import { axisOf } from './scale.ts';
import { figureColumns, pictureBlock, tableOf, type Table } from './table.ts';

/** Characters that have room under a name in a narrow frame. */
const SHORT = 14;

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
  if (all.every(({ change }) => change.difference === null)) return verdictList(groups, form, subject);
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

/** Where nothing could be compared there is nothing to draw: why, in words. */
function verdictList(groups: readonly ComparedGroup[], form: Form, subject: string): HTMLElement {
  const items = groups.map(({ name, compared }) => {
    const rows = compared.map((each) => rowOf(each, form, false));
    const words = rows.map(({ name, beside, remark }) => `${name} ${beside && `${beside}: `}${remark}`);
    return html('li', {}, name, ` ${words.join('. ')}.`);
  });
  return html('section', { class: 'notes' }, html('h3', {}, subject), html('ul', {}, ...items));
}

function rowOf(
  { metric, entry, change }: Compared,
  form: Form,
  withVersion: boolean,
): PlotRow & { readonly name: string; readonly remark: string } {
  const { from, difference, verdict, reason } = change;
  const interval = intervalOf(change.ci95);
  const [figure, range] = [differenceAsText(difference, form), differencesAsText(interval, form)];
  const source = sourceAsText(entry.source_type);
  const said = `${verdict}${reason === undefined ? '' : ` (${reason})`}`;
  const compared = `${withVersion ? `v${entry.version} ` : ''}from ${fromAsText(from, form)}`;
  const isShort = compared.length <= SHORT;
  return {
    name: source,
    beside: isShort ? compared : '',
    mark: {
      value: difference,
      interval,
      source: entry.source_type,
      hollow: verdict !== 'up' && verdict !== 'down',
      title: `v${entry.version} ${source} ${compared}: ${figure}${range && ` (${range})`}, ${said}`,
    },
    figure,
    range,
    remark: `${isShort ? '' : `${compared}: `}${said}; ${basisOf(metric, entry, change)}`,
  };
}

/** Pairs, unit tests, or the units of either side: what a difference rests on. */
function basisOf(metric: MetricFigures, entry: EntryFigures, change: Change): string {
  const { paired, flips = [], strata, kappa } = change;
  if (paired === undefined) {
    const sides = sidesOf(metric, entry, change.from).map(counted);
    return `n ${sides.join(' and ')}${strata === undefined ? '' : `, ${count(strata, 'unit test')}`}`;
  }
  const [up, down] = flips;
  return [
    count(paired, 'pair'),
    up !== undefined && (down === undefined ? `${up} differ` : `${up} up and ${down} down`),
    typeof kappa === 'number' && `kappa ${valueAsText(kappa, 'decimal')}`,
  ]
    .filter((part) => typeof part === 'string')
    .join(', ');
}

/** Units of this side and of the other, where the answer shows it. */
function sidesOf(metric: MetricFigures, entry: EntryFigures, from: Change['from']): number[] {
  const { version, source_type, n, groups = [] } = entry;
  if (typeof from === 'object' && 'n' in from) return [n, from.n];
  // Working days: the other group is the side that changed.
  const otherGroup = groups.find(({ group }) => group === from);
  if (otherGroup)
    return [...groups.filter((group) => group !== otherGroup), otherGroup].map((group) => group.n);
  const other =
    typeof from === 'number'
      ? { version: from, source_type }
      : typeof from === 'string'
        ? { version, source_type: from }
        : from;
  const before = metric.entries?.find(
    (found) => found.version === other.version && found.source_type === other.source_type,
  );
  return before ? [n, before.n] : [n];
}

function changeTable(compared: readonly Compared[], form: Form): Table {
  const isOne = compared.every(({ metric }) => metric === compared[0]?.metric);
  return tableOf(compared, [
    ['metric', ({ metric }) => (isOne ? '' : metricName(metric))],
    ['version', ({ entry }) => entry.version],
    ['source type', ({ entry }) => sourceAsText(entry.source_type)],
    ['from', ({ change }) => fromAsText(change.from, form)],
    ...figureColumns<Compared>(
      'difference',
      ({ change }) => ({ value: change.difference, interval: intervalOf(change.ci95) }),
      (value) => differenceAsText(value, form),
    ),
    ['verdict', ({ change }) => change.verdict],
    ['reason', ({ change }) => change.reason],
    ['adjusted p', ({ change }) => change.p_adjusted],
    ['pairs', ({ change }) => change.paired],
    ['unit tests', ({ change }) => change.strata],
    ['up', ({ change }) => (change.flips?.length === 2 ? change.flips[0] : null)],
    ['down', ({ change }) => change.flips?.[1]],
    ['differ', ({ change }) => (change.flips?.length === 1 ? change.flips[0] : null)],
    ['agreement', ({ change }) => change.agreement],
    ['kappa', ({ change }) => change.kappa],
    ['not applicable both times', ({ change }) => change.not_applicable_both],
  ]);
}

/** Differences of rates are named in points, not in percent. */
function inPoints(axis: ReturnType<typeof axisOf>, form: Form): ReturnType<typeof axisOf> {
  const nameOf = (label: string) => label.replace(' %', '');
  return form === 'decimal'
    ? axis
    : { ...axis, ticks: axis.ticks.map((tick) => ({ ...tick, label: nameOf(tick.label) })) };
}
