import { mean } from 'simple-statistics';
import {
  exactMidP,
  holm,
  kappaOf,
  meansByStratum,
  newcombe,
  oneSample,
  phiOf,
  rankSum,
  ratesByStratum,
  signedRank,
  trend,
  UNTESTED,
  welch,
  type OracleTest,
} from './oracle-statistics.ts';
import {
  groupBy,
  isBinary,
  kindOf,
  numbersOf,
  unitsOf,
  type Kind,
  type OracleQuestion,
  type OracleRow,
  type Units,
} from './results-oracle.ts';

// Changes, trends and verdicts, in the same plain way as the figures.

interface OracleChange extends OracleTest {
  readonly from: unknown;
  readonly reason: string | null;
  readonly few: boolean;
  readonly pairs: readonly (readonly [number | string, number | string])[] | null;
  readonly flips: readonly number[] | null;
  readonly kappa?: number | null;
  readonly strata: number | null;
}

const larger = (p: number | null, q: number | null) => (p === null || q === null ? null : Math.max(p, q));

/** One side against another, `to` minus `from`. */
function compareUnits(
  from: Units,
  to: Units,
  kind: Kind,
  mayPair: boolean,
): Omit<OracleChange, 'from' | 'reason'> {
  const shared = [...to.keys()].filter((unit) => from.has(unit));
  const smaller = Math.min(from.size, to.size);
  if (mayPair && shared.length >= 10 && shared.length * 4 >= smaller) {
    const pairs = shared.map((unit) => [from.get(unit)?.value ?? 0, to.get(unit)?.value ?? 0] as const);
    return { ...overPairs(pairs, kind), few: false, pairs, strata: null };
  }
  const plain = { pairs: null, flips: null, strata: null };
  if (kind === 'category') return { ...UNTESTED, ...plain, few: smaller < 10 };
  const [before, after] = [from, to].map((units) =>
    groupBy(
      [...units.values()].filter(({ test }) => test !== null),
      ({ test }) => String(test),
    ),
  );
  const strata = [...(before ?? [])].flatMap(([test, units]) => {
    const others = after?.get(test);
    return others ? [[units, others].map((side) => side.map(({ value }) => Number(value)))] : [];
  });
  if (strata.length >= 2) {
    const sides = strata.map(([a = [], b = []]) => [a, b] as const);
    const binary = kind === 'rate' && isBinary(sides.flat(2));
    const tested = binary ? { ...ratesByStratum(sides), p: exactMidP(sides) } : meansByStratum(sides);
    const size = (side: 0 | 1) => sides.flatMap((stratum) => stratum[side]).length;
    return { ...tested, ...plain, few: Math.min(size(0), size(1)) < 10, strata: strata.length };
  }
  return { ...unpaired(numbersOf(from), numbersOf(to), kind), ...plain, few: smaller < 10 };
}

function unpaired(from: readonly number[], to: readonly number[], kind: Kind): OracleTest {
  if (from.length === 0 || to.length === 0) return UNTESTED;
  const tested = welch(from, to);
  if (kind === 'mean') return { ...tested, p: larger(tested.p, rankSum(from, to)) };
  const [p, q] = [mean([...from]), mean([...to])];
  const ci95 = newcombe(p, from.length, q, to.length);
  return { difference: q - p, ci95, p: isBinary([...from, ...to]) ? exactMidP([[from, to]]) : tested.p };
}

function overPairs(pairs: readonly (readonly [number | string, number | string])[], kind: Kind) {
  if (kind === 'category') {
    const changed = pairs.filter(([was, is]) => was !== is).length;
    return { ...UNTESTED, flips: [changed], kappa: kappaOf(pairs) };
  }
  const numbers = pairs.map(([was, is]) => [Number(was), Number(is)] as const);
  const differences = numbers.map(([was, is]) => is - was);
  const flips = [differences.filter((x) => x > 0).length, differences.filter((x) => x < 0).length];
  const tested = oneSample(differences);
  if (kind === 'mean' || !isBinary(numbers.flat()))
    return { ...tested, p: larger(tested.p, signedRank(differences)), flips };
  const [p, q] = [mean(numbers.map(([was]) => was)), mean(numbers.map(([, is]) => is))];
  return {
    difference: q - p,
    ci95: newcombe(p, pairs.length, q, pairs.length, phiOf(numbers)),
    p: exactMidP(numbers.map(([was, is]) => [[was], [is]] as const)),
    flips,
    kappa: kappaOf(pairs),
  };
}

/** The change of an entry among all rows of its metric; null where it has none. */
export function changeOf(
  entry: readonly OracleRow[],
  all: readonly OracleRow[],
  question: OracleQuestion,
): OracleChange | null {
  const [like] = entry;
  if (!like) return null;
  const kind = kindOf(question, like);
  const units = unitsOf(entry, question, like);
  const compared = (
    from: unknown,
    other: readonly OracleRow[],
    why: string | null,
    mayPair = true,
    readAs = like,
  ) => {
    const reason = why ?? (kind === 'category' ? 'no criterion' : null);
    const nothing = { ...UNTESTED, few: false, pairs: null, flips: null, strata: null };
    const tested =
      reason !== null && kind !== 'category'
        ? nothing
        : compareUnits(unitsOf(other, question, readAs), units, kind, mayPair);
    return { from, reason, ...tested };
  };
  const among = (version: number, source: string) =>
    all.filter((row) => row.version === version && row.source === source);
  const before = (source: string) => {
    const versions = all
      .filter((row) => row.source === source && row.version < like.version)
      .map(({ version }) => version);
    return versions.length === 0 ? null : Math.max(...versions);
  };
  const against = (version: number, source: string, from: unknown) => {
    const other = among(version, source);
    return compared(from, other, differing(question, like, version), true, other[0]);
  };
  switch (question.compare) {
    case 'baseline': {
      const other = question.baseline.filter(
        (row) => row.metricId === like.metricId && row.version === like.version && row.source === like.source,
      );
      return compared('baseline', other, other.length > 0 ? null : 'other version', false);
    }
    case 'weekends': {
      const part = (weekend: boolean) => entry.filter((row) => question.isWeekend(row) === weekend);
      if (part(true).length === 0 || part(false).length === 0) return null;
      const week = unitsOf(part(false), question, like);
      const reason = kind === 'category' ? 'no criterion' : null;
      return {
        from: 'working days',
        reason,
        ...compareUnits(week, unitsOf(part(true), question, like), kind, true),
      };
    }
    case 'sources': {
      const other = among(like.version, 'post-session');
      return like.source === 'post-session' || other.length === 0
        ? null
        : compared('post-session', other, null);
    }
    case 'versions': {
      const [same, crossed] = [before(like.source), before('post-session')];
      const alike = same === null ? null : against(same, like.source, same);
      if (like.source !== 'manual' || crossed === null || alike?.pairs) return alike;
      const tried = against(crossed, 'post-session', { version: crossed, source_type: 'post-session' });
      return tried.pairs ? tried : alike;
    }
  }
}

/** Why a number does not mean the same under two versions of a metric; null when it does. */
function differing(
  question: OracleQuestion,
  { metricId, version }: OracleRow,
  before: number,
): string | null {
  const type = question.type(metricId);
  const [was, is] = [question.range(metricId, before), question.range(metricId, version)];
  const judged = question.passes(metricId, before) ?? question.passes(metricId, version);
  if (type === 'boolean') return null;
  const equal =
    was !== null && is !== null && new Set([...was, ...is]).size === was.length && was.length === is.length;
  if (type === 'numerical' && was && is && !equal) return 'bounds differ';
  if (type === 'categorical' && was && is && !equal && judged) return 'categories differ';
  if (type === 'categorical' && !question.passes(metricId, version)) return 'no criterion';
  return was && is ? null : 'definition unread';
}

/** The trend of an entry over its full periods; null where there is too little to see one in. */
export function trendOf(entry: readonly OracleRow[], question: OracleQuestion) {
  const [like] = entry;
  if (!like || !question.periods || kindOf(question, like) === 'category') return null;
  const groups = question.periods(entry).flatMap((rows, score) => {
    const values = numbersOf(unitsOf(rows, question, like));
    return values.length > 0 ? [{ score, values }] : [];
  });
  const values = groups.flatMap((group) => group.values);
  if (groups.length < 5 || values.length < 10) return null;
  return trend(groups, kindOf(question, like) === 'rate' && isBinary(values));
}

/** p-values adjusted for each other; null for those that are none. */
export function adjust(ps: readonly (number | null)[]): (number | null)[] {
  const adjusted = holm(ps.flatMap((p) => (p === null ? [] : [p])));
  return ps.map((p) => (p === null ? null : (adjusted.shift() ?? null)));
}

export function verdictOf({ reason, few, p, ci95 }: OracleChange, adjusted: number | null, among: number) {
  if (reason !== null) return { verdict: 'not comparable', reason };
  if (few) return { verdict: 'too few' };
  if (p === null || adjusted === null) return { verdict: 'not comparable', reason: 'no spread' };
  const clear = ci95 !== null && (ci95[0] > 0 || ci95[1] < 0);
  if (clear && adjusted < 0.05) return { verdict: ci95[0] > 0 ? 'up' : 'down' };
  const alone = clear && p < 0.05;
  return { verdict: 'no clear change', ...(alone && { reason: `clear alone, not among ${among}` }) };
}
