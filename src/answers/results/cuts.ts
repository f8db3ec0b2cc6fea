import { cut } from '../../text/clean.ts';
import { keepOf, type Cut } from '../fit.ts';
import { count, note } from '../../text/words.ts';
import { DIGITS, rounded, type ResultRow, type ResultsData } from './results-shape.ts';

type Entry = NonNullable<ResultsData['metrics']>[number];

type Way = (data: ResultsData, share: number) => ResultsData | undefined;

/** A justification is not cut below this. */
const LEAST_JUSTIFICATION = 60;
const LEAST_REFERENCES = 2;
const LEAST_CATEGORIES = 5;
const GROUP_DIGITS = [6, 4, 3];

/**
 * The ways to make an answer shorter, in the order in which they are taken; each says what it left out.
 * @param tokenAfter continues behind so many rows
 */
export function cutsOf(whole: ResultsData, tokenAfter: (shown: number) => string): Cut<ResultsData>[] {
  const telling =
    (way: Way): Cut<ResultsData> =>
    (data, share) => {
      const smaller = way(data, share);
      if (smaller === undefined) return undefined;
      const text = note(...missing(whole, smaller))?.replace(/;$/, '.') ?? '';
      return { data: smaller, note: { code: 'length', text } };
    };
  const longLists = [categories, comparisons];
  return [justifications, references, examples, digits, groups, rows(tokenAfter), entries, ...longLists].map(
    telling,
  );
}

const justifications: Way = (data, share) => {
  const longest = Math.max(0, ...textsOf(data).map((text) => text.length));
  if (longest <= LEAST_JUSTIFICATION) return undefined;
  const length = Math.max(LEAST_JUSTIFICATION, Math.min(longest - 1, Math.floor(longest * share)));
  const shorter = <T extends { justification: string | null }>(each: T): T => ({
    ...each,
    justification: each.justification && cut(each.justification, length),
  });
  return {
    ...eachEntry(data, (entry) => entry.examples && { ...entry, examples: entry.examples.map(shorter) }),
    ...(data.results && { results: data.results.map(shorter) }),
  };
};

const references: Way = (data, share) => {
  const most = Math.max(0, ...evidenceOf(data).map((each) => each.references.length));
  if (most <= LEAST_REFERENCES) return undefined;
  const kept = Math.max(LEAST_REFERENCES, keepOf(most, share));
  const fewer = <T extends { references: string[] }>(each: T): T => ({
    ...each,
    references: each.references.slice(0, kept),
  });
  return {
    ...eachEntry(data, (entry) => entry.examples && { ...entry, examples: entry.examples.map(fewer) }),
    ...(data.results && { results: data.results.map(fewer) }),
  };
};

const examples: Way = (data, share) => {
  const most = Math.max(0, ...(data.metrics ?? []).map((entry) => entry.examples?.length ?? 0));
  if (most === 0) return undefined;
  const kept = keepOf(most, share);
  return eachEntry(data, (entry) => entry.examples && { ...entry, examples: entry.examples.slice(0, kept) });
};

/** Ten digits a figure are of less use than a group: six will do, or three. */
const digits: Way = (data) => {
  const [before, ...shorter] = [DIGITS, ...GROUP_DIGITS].map((number) =>
    eachEntry(data, (entry) => entry.groups && { ...entry, groups: rounded(entry.groups, number) }),
  );
  return shorter.find((each) => groupsText(each).length < groupsText(before ?? data).length);
};

function groupsText({ metrics }: ResultsData): string {
  return JSON.stringify((metrics ?? []).map((entry) => entry.groups ?? []));
}

/** Of periods the latest stay, of other groups the largest. */
const groups: Way = (data, share) => {
  const most = Math.max(0, ...(data.metrics ?? []).map((entry) => entry.groups?.length ?? 0));
  if (most === 0) return undefined;
  const kept = keepOf(most, share);
  const periods = data.group_changes !== undefined;
  return eachEntry(data, (entry) => {
    if (!entry.groups) return undefined;
    const { length } = entry.groups;
    return {
      ...entry,
      groups: periods ? entry.groups.slice(Math.max(0, length - kept)) : entry.groups.slice(0, kept),
    };
  });
};

const rows =
  (tokenAfter: (shown: number) => string): Way =>
  (data, share) => {
    if (!data.results || data.results.length <= 1) return undefined;
    const kept = Math.max(1, keepOf(data.results.length, share));
    return {
      ...data,
      coverage: { ...data.coverage, complete: false, continuation_token: tokenAfter(kept) },
      results: data.results.slice(0, kept),
    };
  };

/** The entries with the fewest results go first, and what compares them. */
const entries: Way = (data, share) => {
  const all = data.metrics ?? [];
  if (all.length <= 1) return undefined;
  const kept = Math.max(1, keepOf(all.length, share));
  const largest = new Set([...all].sort((one, other) => other.count - one.count).slice(0, kept));
  const stay = new Set([...largest].map(keyOf));
  return {
    ...data,
    metrics: all.filter((entry) => largest.has(entry)),
    ...(data.version_changes && {
      version_changes: data.version_changes.filter(
        ({ metric_id, from, to }) => stay.has(`${metric_id}-${from}`) && stay.has(`${metric_id}-${to}`),
      ),
    }),
    ...(data.group_changes && {
      group_changes: data.group_changes.filter(({ metric_id, version }) =>
        stay.has(`${metric_id}-${version}`),
      ),
    }),
  };
};

const categories: Way = (data, share) => {
  const most = Math.max(0, ...(data.metrics ?? []).map((entry) => entry.categories?.length ?? 0));
  const kept = Math.max(LEAST_CATEGORIES, keepOf(most, share));
  if (most <= kept) return undefined;
  return eachEntry(data, (entry) => {
    const all = entry.categories;
    if (!all) return undefined;
    const places = all
      .map((_, place) => place)
      .sort((one, other) => (all[other]?.count ?? 0) - (all[one]?.count ?? 0));
    const stay = new Set(places.slice(0, kept));
    const staying = (_: unknown, place: number) => stay.has(place);
    const aligned = <T extends { shares?: (number | null)[] | undefined }>(part: T): T =>
      part.shares ? { ...part, shares: part.shares.filter(staying) } : part;
    return {
      ...entry,
      categories: all.filter(staying),
      ...(entry.by_source && { by_source: entry.by_source.map(aligned) }),
      ...(entry.groups && { groups: entry.groups.map(aligned) }),
    };
  });
};

/** As many source types as nobody has: the largest stay. */
const comparisons: Way = (data, share) => {
  const { version_changes: versions, group_changes: periods } = data;
  const sources = (data.metrics ?? []).map((entry) => entry.by_source?.length ?? 0);
  const most = Math.max(0, versions?.length ?? 0, periods?.length ?? 0, ...sources);
  if (most === 0) return undefined;
  const kept = keepOf(most, share);
  return {
    ...eachEntry(
      data,
      (entry) =>
        entry.by_source && {
          ...entry,
          by_source: entry.by_source
            .toSorted((one, other) => other.applicable - one.applicable)
            .slice(0, kept),
        },
    ),
    ...(versions && { version_changes: versions.slice(0, kept) }),
    ...(periods && { group_changes: periods.slice(0, kept) }),
  };
};

/** What is left out of the entries and rows that are there, and how many of those are not. */
function missing(whole: ResultsData, now: ResultsData): (string | false)[] {
  const there = new Set((now.metrics ?? []).map(keyOf));
  const before = { ...whole, metrics: (whole.metrics ?? []).filter((entry) => there.has(keyOf(entry))) };
  const gone = (of: (entry: Entry) => number) => {
    const sum = ({ metrics }: ResultsData) => (metrics ?? []).reduce((all, entry) => all + of(entry), 0);
    return sum(before) - sum(now);
  };
  const evidence = new Map(evidenceOf(whole).map((each) => [each.id, each]));
  const shorter = evidenceOf(now).map((each) => [evidence.get(each.id) ?? each, each] as const);
  const left = {
    examples: gone((entry) => entry.examples?.length ?? 0),
    groups: gone((entry) => entry.groups?.length ?? 0),
    categories: gone((entry) => entry.categories?.length ?? 0),
    sources: gone((entry) => entry.by_source?.length ?? 0),
    entries: (whole.metrics?.length ?? 0) - there.size,
    rows: (whole.results?.length ?? 0) - (now.results?.length ?? 0),
    references: shorter.reduce((all, [was, is]) => all + was.references.length - is.references.length, 0),
  };
  const isOne = new Set((whole.metrics ?? []).map((entry) => entry.metric_id)).size === 1;
  const cutTexts = shorter.filter(([was, is]) => was.justification !== is.justification).length;
  const out = (number: number) => (number === 1 ? 'is left out' : 'are left out');
  return [
    'For length:',
    cutTexts > 0 &&
      `${count(cutTexts, 'justification')} ${cutTexts === 1 ? 'is' : 'are'} cut (view rows of one conversation shows more);`,
    left.references > 0 && `${count(left.references, 'reference')} ${out(left.references)};`,
    left.examples > 0 &&
      `${count(left.examples, 'example')} ${out(left.examples)} (view rows shows single results);`,
    isRounded(before, now) && 'the figures of groups are rounded;',
    left.groups > 0 &&
      `${count(left.groups, 'group')} ${out(left.groups)} (ask for ${isOne ? 'one version with metric_id_and_version' : 'one metric'}, a shorter period or a larger unit);`,
    left.rows > 0 && `${count(left.rows, 'row')} ${out(left.rows)} (continuation_token goes on with them);`,
    left.entries > 0 &&
      `${count(left.entries, 'entry', 'entries')} with the fewest results ${out(left.entries)} (${isOne ? 'metric_id_and_version asks for single versions' : 'ask for fewer metrics with metric_id'});`,
    left.categories > 0 &&
      `${count(left.categories, 'rare category', 'rare categories')} ${out(left.categories)} (a criterion with expected_values tells the rate of any);`,
    left.sources > 0 &&
      `${count(left.sources, 'source type')} and comparisons of them ${out(2)} (ask with source_type);`,
  ];
}

/** Whether a group that stayed has other figures than before: fewer digits, or fewer categories. */
function isRounded(before: ResultsData, now: ResultsData): boolean {
  const figuresOf = ({ metrics = [] }: ResultsData) =>
    new Map(
      metrics.flatMap((entry) =>
        (entry.groups ?? []).map((each) => [`${keyOf(entry)} ${each.group}`, JSON.stringify(each)] as const),
      ),
    );
  const were = figuresOf(before);
  return [...figuresOf(now)].some(([group, figures]) => were.get(group) !== figures);
}

function textsOf(data: ResultsData): string[] {
  return evidenceOf(data).map(({ justification }) => justification ?? '');
}

function evidenceOf(data: ResultsData): Pick<ResultRow, 'id' | 'justification' | 'references'>[] {
  return [...(data.metrics ?? []).flatMap((entry) => entry.examples ?? []), ...(data.results ?? [])];
}

function eachEntry(data: ResultsData, change: (entry: Entry) => Entry | undefined): ResultsData {
  return data.metrics ? { ...data, metrics: data.metrics.map((entry) => change(entry) ?? entry) } : data;
}

function keyOf({ metric_id, version }: Entry): string {
  return `${metric_id}-${version}`;
}
