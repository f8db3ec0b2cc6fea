import type { EntryFigures, Group, MetricFigures } from '../../results/figures/shape.ts';
import { count } from '../../text/words.ts';
import { cutTexts, keepOf, type Cut } from '../fit.ts';
import type { ResultsData } from './results-shape.ts';

/** A justification is not cut below this. */
const LEAST_JUSTIFICATION = 60;
/** Fewer groups than this are no course: metrics go before them. */
const LEAST_GROUPS = 5;

/** What cutting has to know of an answer. */
interface Cutting {
  readonly whole: ResultsData;
  /** Whether groups follow each other in time: then the oldest go first, else the smallest. */
  readonly inTime: boolean;
  /** Continues behind so many rows. */
  readonly tokenAfter: (shown: number) => string;
}

/**
 * The ways to make an answer about results shorter, in the order in which they are taken; each says what it left out
 * and how to get it. Figures are never made coarser to save room.
 */
export function cutsOf(cutting: Cutting): Cut<ResultsData>[] {
  return [
    justifications,
    examples(cutting),
    counts,
    groupIntervals,
    olderVersions(cutting),
    groups(cutting),
    rows(cutting),
    metrics(cutting),
    groups(cutting, 1),
  ];
}

const justifications: Cut<ResultsData> = cutTexts(['justification'], LEAST_JUSTIFICATION, {
  code: 'justifications',
  text: 'Justifications are cut for length: view rows of one conversation shows more.',
});

function examples({ whole }: Cutting): Cut<ResultsData> {
  const numberOf = (data: ResultsData) => sum(data, ({ examples = [] }) => examples.length);
  return (data, share) => {
    const most = Math.max(0, ...(data.metrics ?? []).map((metric) => metric.examples?.length ?? 0));
    if (most === 0) return undefined;
    const kept = keepOf(most, share);
    const shorter = eachMetric(data, ({ examples = [], ...metric }) => ({
      ...metric,
      ...(kept > 0 && examples.length > 0 && { examples: examples.slice(0, kept) }),
    }));
    const left = numberOf(whole) - numberOf(shorter);
    return {
      data: shorter,
      note: { code: 'examples', text: `${leftOut(left, 'example')}: view rows shows single results.` },
    };
  };
}

const counts: Cut<ResultsData> = (data) => {
  if (!(data.metrics ?? []).some(({ bins }) => bins)) return undefined;
  const shorter = eachMetric(data, (metric) => ({
    ...without(metric, 'bins'),
    ...eachEntry(metric, (entry) => without(entry, 'counts')),
  }));
  return { data: shorter, note: { code: 'counts', text: 'Counts of numbers are left out for length.' } };
};

const groupIntervals: Cut<ResultsData> = (data) => {
  const have = ({ groups = [] }: EntryFigures) => groups.some(({ ci95 }) => ci95 !== undefined);
  if (!(data.metrics ?? []).some(({ entries = [] }) => entries.some(have))) return undefined;
  const shorter = eachMetric(data, (metric) => ({
    ...metric,
    ...eachEntry(metric, (entry) =>
      entry.groups ? { ...entry, groups: entry.groups.map((group) => without(group, 'ci95')) } : entry,
    ),
  }));
  return {
    data: shorter,
    note: {
      code: 'group_intervals',
      text: 'Intervals of groups are left out for length: ask for less at once.',
    },
  };
};

function olderVersions({ whole }: Cutting): Cut<ResultsData> {
  const numberOf = (data: ResultsData) => sum(data, ({ entries = [] }) => entries.length);
  return (data) => {
    const oldest = Math.max(0, ...(data.metrics ?? []).map((metric) => new Set(versionsOf(metric)).size));
    if (oldest <= 1) return undefined;
    const shorter = eachMetric(data, (metric) => {
      const versions = [...new Set(versionsOf(metric))];
      const stay = new Set(versions.length === oldest ? versions.slice(0, -1) : versions);
      return { ...metric, entries: (metric.entries ?? []).filter(({ version }) => stay.has(version)) };
    });
    const left = numberOf(whole) - numberOf(shorter);
    return {
      data: shorter,
      note: {
        code: 'versions',
        text: `${leftOut(left, 'entry', 'entries')} of older versions: metric_id_and_version asks for them.`,
      },
    };
  };
}

function groups({ whole, inTime }: Cutting, least = LEAST_GROUPS): Cut<ResultsData> {
  const numberOf = (data: ResultsData) =>
    sum(data, ({ entries = [] }) => entries.reduce((total, { groups: all = [] }) => total + all.length, 0));
  const shortened = (all: readonly Group[], kept: number) =>
    inTime ? all.slice(Math.max(0, all.length - kept)) : all.slice(0, kept);
  return (data, share) => {
    const most = Math.max(
      0,
      ...(data.metrics ?? []).flatMap(({ entries = [] }) =>
        entries.map((entry) => entry.groups?.length ?? 0),
      ),
    );
    if (most <= least) return undefined;
    // By degrees: half of them at most goes in one step.
    const kept = Math.max(least, Math.ceil(most / 2), keepOf(most, share));
    const shorter = eachMetric(data, (metric) => ({
      ...metric,
      ...eachEntry(metric, (entry) =>
        entry.groups ? { ...entry, groups: shortened(entry.groups, kept) } : entry,
      ),
    }));
    const left = numberOf(whole) - numberOf(shorter);
    return {
      data: shorter,
      note: {
        code: 'groups',
        text: `${leftOut(left, 'group')}, the ${inTime ? 'oldest' : 'smallest'}: ask for one metric, a shorter period or a larger unit.`,
      },
    };
  };
}

function rows({ whole, tokenAfter }: Cutting): Cut<ResultsData> {
  return (data, share) => {
    const { results } = data;
    if (!results || results.length <= 1) return undefined;
    const kept = Math.max(1, keepOf(results.length, share));
    const left = (whole.results?.length ?? 0) - kept;
    return {
      data: {
        ...data,
        coverage: { ...data.coverage, complete: false, continuation_token: tokenAfter(kept) },
        results: results.slice(0, kept),
      },
      note: { code: 'rows', text: `${leftOut(left, 'row')}: continuation_token goes on with them.` },
    };
  };
}

/** The metrics with the fewest results are the last ones. */
function metrics({ whole }: Cutting): Cut<ResultsData> {
  return (data, share) => {
    const all = data.metrics ?? [];
    if (all.length <= 1 || data.results) return undefined;
    const kept = Math.max(1, keepOf(all.length, share));
    const left = (whole.metrics?.length ?? 0) - kept;
    return {
      data: { ...data, metrics: all.slice(0, kept) },
      note: {
        code: 'metrics',
        text: `${leftOut(left, 'metric')}, those with the fewest results: ask for them with metric_id, tag or type.`,
      },
    };
  };
}

function leftOut(number: number, what: string, several?: string): string {
  return `${count(number, what, several)} ${number === 1 ? 'is' : 'are'} left out for length`;
}

function versionsOf({ entries = [] }: MetricFigures): number[] {
  return entries.map(({ version }) => version);
}

function sum({ metrics: all = [] }: ResultsData, of: (metric: MetricFigures) => number): number {
  return all.reduce((total, metric) => total + of(metric), 0);
}

function eachMetric(data: ResultsData, change: (metric: MetricFigures) => MetricFigures): ResultsData {
  return data.metrics ? { ...data, metrics: data.metrics.map(change) } : data;
}

function eachEntry(
  { entries }: MetricFigures,
  change: (entry: EntryFigures) => EntryFigures,
): Pick<MetricFigures, 'entries'> {
  return entries ? { entries: entries.map(change) } : {};
}

function without<T extends object, Field extends keyof T>(from: T, field: Field): Omit<T, Field> {
  const { [field]: _, ...rest } = from;
  return rest;
}
