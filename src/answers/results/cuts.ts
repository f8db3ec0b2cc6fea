import { cut } from '../../untrusted.ts';
import { keepOf, type Cut } from '../fit.ts';
import { count, note } from '../words.ts';
import { DIGITS, rounded, type ResultsData } from './shape.ts';

type Entry = NonNullable<ResultsData['metrics']>[number];

/** A justification is not cut below this. */
const LEAST_JUSTIFICATION = 60;
const LEAST_CATEGORIES = 5;
const GROUP_DIGITS = [6, 4, 3];

/**
 * The ways to make an answer shorter, in the order in which they are taken; each says what it left out.
 * @param tokenAfter continues behind so many rows
 */
export function cutsOf(whole: ResultsData, tokenAfter: (shown: number) => string): Cut<ResultsData>[] {
  const telling =
    (way: Cut<ResultsData>): Cut<ResultsData> =>
    (data, share) => {
      const smaller = way(data, share);
      if (smaller === undefined) return undefined;
      const said = note(whole.coverage.note, ...missing(whole, smaller));
      return { ...smaller, coverage: { ...smaller.coverage, note: said?.replace(/;$/, '.') ?? null } };
    };
  return [justifications, examples, digits, groups, rows(tokenAfter), entries, categories].map(telling);
}

const justifications: Cut<ResultsData> = (data, share) => {
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

const examples: Cut<ResultsData> = (data, share) => {
  const most = Math.max(0, ...(data.metrics ?? []).map((entry) => entry.examples?.length ?? 0));
  if (most === 0) return undefined;
  const kept = keepOf(most, share);
  return eachEntry(data, (entry) => entry.examples && { ...entry, examples: entry.examples.slice(0, kept) });
};

/** Ten digits a figure are of less use than a group: six will do, or three. */
const digits: Cut<ResultsData> = (data) => {
  const [before, ...shorter] = [DIGITS, ...GROUP_DIGITS].map((number) =>
    eachEntry(data, (entry) => entry.groups && { ...entry, groups: rounded(entry.groups, number) }),
  );
  return shorter.find((each) => groupsText(each).length < groupsText(before ?? data).length);
};

function groupsText({ metrics }: ResultsData): string {
  return JSON.stringify((metrics ?? []).map((entry) => entry.groups ?? []));
}

/** Of periods the latest stay, of other groups the largest. */
const groups: Cut<ResultsData> = (data, share) => {
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
  (tokenAfter: (shown: number) => string): Cut<ResultsData> =>
  (data, share) => {
    const kept = keepOf(data.results?.length ?? 0, share);
    if (kept === 0 || !data.results) return undefined;
    return {
      ...data,
      coverage: { ...data.coverage, complete: false, continuation_token: tokenAfter(kept) },
      results: data.results.slice(0, kept),
    };
  };

/** The entries with the fewest results go first, and what compares them. */
const entries: Cut<ResultsData> = (data, share) => {
  const all = data.metrics ?? [];
  const kept = keepOf(all.length, share);
  if (kept === 0) return undefined;
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

const categories: Cut<ResultsData> = (data, share) => {
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

function missing(whole: ResultsData, now: ResultsData): (string | false)[] {
  const gone = (of: (data: ResultsData) => number) => of(whole) - of(now);
  const inEntries = (of: (entry: Entry) => number) => (data: ResultsData) =>
    (data.metrics ?? []).reduce((sum, entry) => sum + of(entry), 0);
  const left = {
    entries: gone((data) => data.metrics?.length ?? 0),
    examples: gone(inEntries((entry) => entry.examples?.length ?? 0)),
    groups: gone(inEntries((entry) => entry.groups?.length ?? 0)),
    categories: gone(inEntries((entry) => entry.categories?.length ?? 0)),
    rows: gone((data) => data.results?.length ?? 0),
  };
  const out = (number: number) => (number === 1 ? 'is left out' : 'are left out');
  return [
    'For length:',
    textsOf(now).join('').length < textsOf(whole).join('').length &&
      'justifications are cut (view rows of one conversation shows more);',
    left.examples > 0 && `${count(left.examples, 'example')} ${out(left.examples)} (ask for one metric);`,
    left.groups === 0 &&
      groupsText(now).length < groupsText(whole).length &&
      'the figures of groups are rounded;',
    left.groups > 0 &&
      `${count(left.groups, 'group')} ${out(left.groups)} (ask for one metric, a shorter period or a larger unit);`,
    left.rows > 0 && `${count(left.rows, 'row')} ${out(left.rows)} (continuation_token goes on with them);`,
    left.entries > 0 &&
      `${count(left.entries, 'entry', 'entries')} with the fewest results ${out(left.entries)} (ask for fewer metrics with metric_id);`,
    left.categories > 0 &&
      left.entries === 0 &&
      `${count(left.categories, 'rare category', 'rare categories')} ${out(left.categories)};`,
  ];
}

function textsOf(data: ResultsData): string[] {
  const shown = [...(data.metrics ?? []).flatMap((entry) => entry.examples ?? []), ...(data.results ?? [])];
  return shown.map(({ justification }) => justification ?? '');
}

function eachEntry(data: ResultsData, change: (entry: Entry) => Entry | undefined): ResultsData {
  return data.metrics ? { ...data, metrics: data.metrics.map((entry) => change(entry) ?? entry) } : data;
}

function keyOf({ metric_id, version }: Entry): string {
  return `${metric_id}-${version}`;
}
