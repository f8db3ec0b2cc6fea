import type {
  EntryFigures,
  GroupChange,
  MainFigure,
  VersionChange,
  Warning,
} from '../../results/figures/shape.ts';
import { minute } from '../../text/times.ts';
import { count, inCell, inline, quoted } from '../../text/words.ts';
import { between, decimal, percent, signed, sparkline } from '../../text/numbers.ts';
import type { Coverage, ResultsData } from './results-shape.ts';

/** A summary that can be read aloud: coverage, figures by metric and version, what moved, evidence. */
export function summaryInWords({
  coverage,
  metrics = [],
  version_changes = [],
  group_changes,
}: ResultsData): string {
  const versions = new Map<string, EntryFigures[]>();
  for (const entry of metrics)
    versions.set(entry.metric_id, [...(versions.get(entry.metric_id) ?? []), entry]);
  const inTime = group_changes !== undefined;
  const figures = [...versions.values()].flatMap((each) => metricInWords(each, inTime));
  const periods = group_changes ?? [];
  const intervals = hasInterval(
    metrics.flatMap((entry) => [entry, ...(entry.by_source ?? [])]),
    [...version_changes, ...periods],
  );
  return [
    coverageInWords(coverage),
    ...(metrics.length > 0
      ? [`Units: distinct conversations or unit tests.${intervals ? ' Intervals: 95 %.' : ''}`]
      : []),
    ...figures,
    ...changesInWords('Between versions', version_changes, (change) => `v${change.from} → v${change.to}`),
    ...changesInWords(
      'Last full period',
      periods,
      (change) => `v${change.version}, ${change.from} → ${change.to}`,
    ),
    ...tokenInWords(coverage),
  ].join('\n');
}

export function coverageInWords(coverage: Coverage): string {
  const { read, complete, from, to, oldest, newest, as_of, note } = coverage;
  const asked =
    from || to
      ? ` Asked for ${from ? `from ${minute(from)}` : 'everything'}${to ? ` to ${minute(to)}` : ' on'}.`
      : '';
  const span = oldest && newest ? `, ${minute(oldest)} to ${minute(newest)}` : '';
  const state = complete ? 'complete' : 'NOT complete';
  return `Coverage: ${count(read, 'result')}, ${state}${span}, as of ${minute(as_of)} (UTC).${asked}${note ? `\nNote: ${note}` : ''}`;
}

export function tokenInWords({ continuation_token }: Coverage): string[] {
  return continuation_token ? [`continuation_token: ${continuation_token}`] : [];
}

function metricInWords(versions: readonly EntryFigures[], inTime: boolean): string[] {
  const [newest] = versions;
  if (!newest) return [];
  return [
    `${newest.name === null ? 'Metric' : quoted(inline(newest.name))} ${newest.metric_id}, ${newest.type}`,
    ...versions.flatMap((entry) => entryInWords(entry, inTime)),
    ...warningsInWords(versions),
  ];
}

function entryInWords(entry: EntryFigures, inTime: boolean): string[] {
  const counted = [
    count(entry.units, 'unit'),
    entry.not_applicable > 0 && `${entry.not_applicable} not applicable`,
    entry.mismatched > 0 && `${entry.mismatched} of another type`,
  ].filter((part) => part !== false);
  const sources = (entry.by_source ?? []).map(
    (source) => `${inline(source.source_type)} ${mainInWords(source, entry)} of ${source.applicable}`,
  );
  return [
    `- v${entry.version}: ${figuresInWords(entry)}; ${counted.join(', ')}.`,
    ...(sources.length > 0 ? [`  by source: ${sources.join('; ')}.`] : []),
    ...groupsInWords(entry, inTime),
    ...examplesInWords(entry),
  ];
}

/** What a warning means to a reader who sees its figures only here. */
const MEANINGS: Partial<Record<Warning['code'], string>> = {
  repeated: ' Repeats are not independent: the intervals are too narrow.',
  mixed_sources: ' Pooled figures have no interval.',
};

/** A warning that several versions share is said once, with the newest one's figures. */
function warningsInWords(versions: readonly EntryFigures[]): string[] {
  const said = new Map<Warning['code'], { readonly message: string; readonly versions: string[] }>();
  for (const { version, warnings } of versions) {
    for (const { code, message } of warnings) {
      const one = said.get(code) ?? { message, versions: [] };
      one.versions.push(`v${version}`);
      said.set(code, one);
    }
  }
  return [...said].map(([code, one]) => {
    const [newest, ...others] = one.versions;
    const too = others.length > 0 ? ` (likewise ${others.join(', ')})` : '';
    return `! ${code} ${newest}: ${one.message}${MEANINGS[code] ?? ''}${too}`;
  });
}

function figuresInWords(entry: EntryFigures): string {
  const passing =
    entry.passed === undefined
      ? []
      : [`${entry.passed} of ${entry.applicable} pass, ${mainInWords(entry, entry)}`];
  return [...passing, ...typeInWords(entry)].join('; ');
}

function typeInWords(entry: EntryFigures): string[] {
  if (entry.categories) {
    const parts = entry.categories.map(
      ({ value, count: times, share }) => `${quoted(inline(value))} ${times} (${percent(share)})`,
    );
    return [`of ${entry.applicable}: ${parts.join(', ')}`];
  }
  if (entry.true !== undefined) {
    return [
      `${entry.true} of ${entry.applicable} true, ${percent(entry.true_rate)}${between(entry.true_rate_ci95, 'percent')}`,
    ];
  }
  const bins = entry.histogram ?? [];
  const most = Math.max(0, ...bins.map((bin) => bin.count));
  const shape =
    bins.length > 1
      ? `, ${sparkline(
          bins.map((bin) => bin.count),
          0,
          most,
        )}`
      : '';
  return [
    `mean ${decimal(entry.mean)}${between(entry.mean_ci95, 'decimal')} of ${entry.applicable}, sd ${decimal(entry.sd)}, ` +
      `quartiles ${[entry.p25, entry.median, entry.p75].map(decimal).join(' ')}, ` +
      `range ${decimal(entry.min)} to ${decimal(entry.max)}${shape}`,
  ];
}

/** The main figure alone: what it is a figure of is said beside it. */
function mainInWords(figure: MainFigure, { categories }: EntryFigures): string {
  if (figure.pass_rate !== undefined)
    return `${percent(figure.pass_rate)}${between(figure.pass_rate_ci95, 'percent')}`;
  if (figure.true_rate !== undefined)
    return `${percent(figure.true_rate)}${between(figure.true_rate_ci95, 'percent')}`;
  if (figure.mean !== undefined) return `${decimal(figure.mean)}${between(figure.mean_ci95, 'decimal')}`;
  const shares = (figure.shares ?? []).flatMap((share, place) =>
    share ? [`${inline(categories?.[place]?.value ?? '?')} ${percent(share)}`] : [],
  );
  return shares.join(', ') || '–';
}

/** @param inTime whether the groups follow each other, so that a line through them has a shape */
function groupsInWords(entry: EntryFigures, inTime: boolean): string[] {
  const { groups } = entry;
  if (!groups || groups.length === 0) return [];
  const values = groups.map((group) => group.pass_rate ?? group.true_rate ?? group.mean);
  const known = values.filter((value) => typeof value === 'number');
  const rate = entry.mean === undefined || entry.pass_rate !== undefined;
  const [low, high] = rate ? [0, 1] : [Math.min(...known), Math.max(...known)];
  const line =
    inTime && known.length > 1 && groups.length <= 120 ? [`  ${sparkline(values, low, high)}`] : [];
  const rows = groups.map((group) => {
    const figure = group.applicable > 0 ? `: ${mainInWords(group, entry)}` : '';
    return `  ${inCell(group.group)} | ${group.applicable}${figure}${group.partial ? ' | partial' : ''}`;
  });
  const head =
    entry.pass_rate !== undefined
      ? 'pass rate'
      : entry.true !== undefined
        ? 'true'
        : entry.mean !== undefined
          ? 'mean'
          : 'shares';
  // Pooled source types and shares have no interval to announce.
  const interval = groups.some((group) => group.pass_rate_ci95 ?? group.true_rate_ci95 ?? group.mean_ci95);
  return [`  group | applicable: ${head}${interval ? ' (95 % interval)' : ''}`, ...line, ...rows];
}

function examplesInWords(entry: EntryFigures): string[] {
  return (entry.examples ?? []).map(
    ({ id, result, conversation_id, unit_test_id, created_at, justification, references }) => {
      const where = conversation_id
        ? `conversation ${conversation_id}`
        : unit_test_id
          ? `unit test ${unit_test_id}`
          : `result ${id}`;
      const value =
        result === null
          ? 'not applicable'
          : typeof result === 'string'
            ? quoted(inline(result))
            : String(result);
      const cited = references.length > 0 ? ` [${references.map(inline).join(', ')}]` : '';
      return `  e.g. ${value}, ${where}, ${minute(created_at)}${justification === null ? '' : `: ${quoted(justification)}`}${cited}`;
    },
  );
}

type Change = VersionChange | GroupChange;

function hasInterval(figures: readonly MainFigure[], changes: readonly Change[]): boolean {
  return (
    changes.some(({ ci95 }) => ci95 !== null) ||
    figures.some((each) => each.pass_rate_ci95 ?? each.true_rate_ci95 ?? each.mean_ci95)
  );
}

/** One line for each pair that is compared, its source types in turn. */
function changesInWords<T extends Change>(
  title: string,
  changes: readonly T[],
  sides: (change: T) => string,
): string[] {
  if (changes.length === 0) return [];
  const several = new Set(changes.map((change) => change.metric_id)).size > 1;
  const lines = new Map<string, string[]>();
  for (const change of changes) {
    const whose = several ? `${quoted(inline(change.name ?? change.metric_id))} ` : '';
    const figure = change.figure === null ? '' : `, ${change.figure.replace('_', ' ')}`;
    const pair = `${whose}${sides(change)}${figure}`;
    lines.set(pair, [...(lines.get(pair) ?? []), verdictInWords(change)]);
  }
  const partly = changes.some((change) => change.partial) ? ', from what was read' : '';
  return [
    `${title}${partly}:`,
    ...[...lines].map(([pair, verdicts]) => `- ${pair}: ${verdicts.join('; ')}.`),
  ];
}

function verdictInWords({
  source_type,
  figure,
  difference,
  ci95,
  verdict,
  reason,
  paired,
  shared,
}: Change): string {
  const said = `${inline(source_type)} ${verdict}${reason === undefined ? '' : ` (${reason})`}`;
  if (difference === null || figure === null) return said;
  const form = figure === 'mean' ? 'decimal' : 'percent';
  const unit = form === 'percent' ? ' points' : '';
  const [low, high] = ci95 ?? [];
  const range =
    low === undefined || high === undefined ? '' : ` (${signed(low, form)} to ${signed(high, form)})`;
  return `${said} ${signed(difference, form)}${unit}${range}${paired ? `, paired over ${shared} shared units` : ''}`;
}
