import type { EntryFigures, MainFigure, MetricFigures, TotalFigures } from '../../results/figures/shape.ts';
import { between, decimal, percent } from '../../text/numbers.ts';
import { count, inCell, inline, quoted, whole } from '../../text/words.ts';
import { agreementInWords } from './agreement-in-words.ts';
import { changeInWords, trendInWords } from './change-in-words.ts';
import { coverageInWords, tokenInWords } from './coverage-in-words.ts';
import type { ResultsData } from './results-shape.ts';
import { rowInWords } from './rows-in-words.ts';

/** A summary that can be read aloud: coverage, totals, figures by metric, version and source type, evidence. */
export function summaryInWords({ coverage, totals = [], metrics = [], unchanged = [] }: ResultsData): string {
  return [
    coverageInWords(coverage),
    // Of a single metric its entries say all that totals could.
    ...(metrics.length === 1 && totals.every((total) => total.metrics === 1) ? [] : sourcesInWords(totals)),
    ...metrics.flatMap((metric) => metricInWords(metric, coverage.conversation_url)),
    ...(unchanged.length > 0 ? [`Unchanged: ${unchanged.map(inline).join(', ')}.`] : []),
    ...tokenInWords(coverage),
  ].join('\n');
}

/** How much there is, without figures. */
export function totalsInWords({ coverage, totals = [] }: ResultsData): string {
  return [coverageInWords(coverage), ...sourcesInWords(totals), ...tokenInWords(coverage)].join('\n');
}

function sourcesInWords(totals: readonly TotalFigures[]): string[] {
  const sources = totals.map(({ source_type, results, not_applicable, metrics, units }) => {
    const without = not_applicable > 0 ? `, ${whole(not_applicable)} n/a` : '';
    const of = `${count(units, 'unit')}${metrics > 1 ? ` by ${metrics} metrics` : ''}`;
    return `${sourceInWords(source_type)} ${count(results, 'result')} of ${of}${without}`;
  });
  return sources.length === 0 ? [] : [`By source: ${sources.join('; ')}.`];
}

function metricInWords(metric: MetricFigures, url: string | undefined): string[] {
  const { metric_id, name, type, entries = [], examples = [] } = metric;
  const [short, whole] = [entries.filter(isShort), entries.filter((entry) => !isShort(entry))];
  const [first] = short;
  const sources = short.map(
    (entry) => `${sourceInWords(entry.source_type)} ${figureInWords(entry)} of ${entry.n}`,
  );
  const head = `${name === undefined ? 'Metric' : quoted(inline(name))} ${metric_id}${type ? `, ${inline(type)}` : ''}`;
  return [
    `${head}${entries.length > 0 ? `: ${columnsInWords(metric)}` : ''}`,
    ...whole.flatMap(entryInWords),
    ...(first ? [`- v${first.version} ${sources.join('; ')}`] : []),
    ...short.flatMap((entry) =>
      groupsInWords(entry, `v${entry.version} ${sourceInWords(entry.source_type)}`),
    ),
    ...(metric.agreement ? agreementInWords(metric.agreement) : []),
    ...examples.map((example) => `e.g. ${rowInWords(example, url, { withRun: false, withDay: true })}`),
  ];
}

/** What the figures of a metric's lines are, said once. */
function columnsInWords({ entries = [] }: MetricFigures): string {
  const has = (name: keyof EntryFigures) => entries.some((entry) => entry[name] !== undefined);
  const figures = [
    has('pass_rate') && 'passing',
    has('true_rate') && 'true',
    has('mean') && 'mean',
    has('shares') && 'shares',
  ].filter((figure) => figure !== false);
  const interval = entries.some(({ ci95 }) => ci95) ? ' (95 %)' : '';
  return `${figures.join(' or ') || 'nothing'}${interval}${has('sd') ? ', sd' : ''}`;
}

/** An entry of an overview: its figure alone. */
function isShort({ n, ci95, shares }: EntryFigures): boolean {
  return n > 0 && ci95 === undefined && (shares?.[0]?.n === undefined || shares.length === 0);
}

function entryInWords(entry: EntryFigures): string[] {
  const { version, source_type, n, sd, results, not_applicable, mismatched, change, trend } = entry;
  const beside = [
    results !== undefined && count(results, 'result'),
    not_applicable !== undefined && `${not_applicable} n/a`,
    mismatched !== undefined && `${mismatched} of another type`,
    change && changeInWords(change, entry.mean === undefined ? 'percent' : 'decimal'),
    trend && trendInWords(trend),
  ].filter((part) => typeof part === 'string');
  const said =
    n > 0 ? `${figureInWords(entry)} of ${n}${typeof sd === 'number' ? `, ${sd}` : ''}` : 'no value';
  return [
    `- v${version} ${sourceInWords(source_type)}: ${[said, ...beside].join('; ')}`,
    ...(entry.warnings ?? []).map(({ code, message }) => `  ! ${code}: ${message}`),
    ...groupsInWords(entry),
  ];
}

function sourceInWords(source: string | undefined): string {
  return source === undefined ? 'no source type' : inline(source);
}

/** The main figure with its interval: what it is a figure of was said once. */
function figureInWords({ pass_rate, true_rate, mean, ci95, shares }: MainFigure): string {
  const rate = pass_rate ?? true_rate;
  if (rate !== undefined) return `${percent(rate)}${between(ci95, 'percent')}`;
  if (mean !== undefined) return `${decimal(mean)}${between(ci95, 'decimal')}`;
  const parts = (shares ?? []).map(
    (share) =>
      `${quoted(inline(share.value))}${share.n === undefined ? '' : ` ${share.n},`} ${percent(share.share)}${between(share.ci95, 'percent')}`,
  );
  return parts.join(', ') || 'nothing';
}

function groupsInWords({ groups = [] }: EntryFigures, whose = ''): string[] {
  if (groups.length === 0) return [];
  return [
    ...(whose === '' ? [] : [`  ${whose}:`]),
    ...groups.map((group) => {
      const figure = group.n > 0 ? `${figureInWords(group)} of ${group.n}` : 'none';
      return `  ${inCell(group.group)}: ${figure}${group.partial ? ', partial' : ''}`;
    }),
  ];
}
