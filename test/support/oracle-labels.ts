import { mean } from 'simple-statistics';
import { kappaOf, sd, wilson } from './oracle-statistics.ts';
import { kindOf, numbersOf, unitsOf, type OracleQuestion, type OracleRow } from './results-oracle.ts';

// Agreement with people, in the same plain way as the figures: every definition written out, nothing shared.

type Value = boolean | number | string;

export interface OracleLabel {
  readonly conversation: string;
  readonly label: Value;
}

/** What a type does not have is undefined; what does not exist is null. */
export interface OracleAgreement {
  readonly found: readonly Found[];
  readonly disagreements: readonly Found[];
  readonly agreement?: number | null;
  readonly kappa?: number | null;
  readonly exact?: number | null;
  readonly within_one?: number | null;
  readonly mean_difference?: number | null;
  readonly sd_of_differences?: number | null;
  readonly right_when_true?: Share;
  readonly right_when_false?: Share;
  readonly corrected_rate?: Omit<Share, 'n'> | null;
}

type Found = OracleLabel & { readonly value: Value };

interface Share {
  readonly n: number;
  readonly rate: number | null;
  readonly ci95: readonly number[] | null;
}

const Z = 1.959963984540054;
const TYPES = { boolean: 'boolean', numerical: 'number', categorical: 'string' } as const;

/** The rows of the entry that labels are of: the newest version's, after sessions where it has any, else by hand. */
export function labelledRows(rows: readonly OracleRow[]): OracleRow[] {
  const newest = Math.max(...rows.map(({ version }) => version));
  const of = (source: string) => rows.filter((row) => row.version === newest && row.source === source);
  return of('post-session').length > 0 ? of('post-session') : of('manual');
}

/** @param rows those of one entry, at least one */
export function agreementOf(
  rows: readonly OracleRow[],
  labels: readonly OracleLabel[],
  question: OracleQuestion,
): OracleAgreement {
  const [like] = rows;
  if (!like) throw new RangeError('There are no rows.');
  const type = question.type(like.metricId);
  const passes = question.passes(like.metricId, like.version);
  const found = labels.flatMap(({ conversation, label }) => {
    const own = rows.filter(({ unit, value }) => unit === conversation && typeof value === TYPES[type]);
    const latest = own.reduce<OracleRow | null>(
      (best, row) => (best && !isLater(row, best) ? best : row),
      null,
    );
    return latest?.value === undefined || latest.value === null
      ? []
      : [{ conversation, label, value: latest.value }];
  });
  const seen = (value: Value) => (passes ? passes(value) : value);
  const pairs = found.map(({ label, value }) => [seen(label), seen(value)] as const);
  const share = (is: (pair: (typeof pairs)[number]) => boolean) =>
    pairs.length === 0 ? null : pairs.filter(is).length / pairs.length;
  const differences = pairs.map(([label, value]) => Number(value) - Number(label));
  return {
    found,
    disagreements: found.filter(({ label, value }) => seen(label) !== seen(value)),
    ...(type === 'numerical' && !passes
      ? {
          exact: share(([label, value]) => label === value),
          within_one: share(([label, value]) => Math.abs(Number(value) - Number(label)) <= 1),
          mean_difference: differences.length === 0 ? null : mean(differences),
          sd_of_differences: sd(differences),
        }
      : {
          agreement: share(([label, value]) => label === value),
          kappa: pairs.length === 0 ? null : kappaOf(pairs),
        }),
    ...(kindOf(question, like) === 'rate' && {
      right_when_true: rightWhen(true, pairs),
      right_when_false: rightWhen(false, pairs),
      corrected_rate: corrected(numbersOf(unitsOf(rows, question, like)), pairs),
    }),
  };
}

function isLater(row: OracleRow, other: OracleRow): boolean {
  const [at, before] = [row.at ?? -Infinity, other.at ?? -Infinity];
  return at > before || (at === before && row.id < other.id);
}

type Pairs = readonly (readonly [label: unknown, value: unknown])[];

function rightWhen(verdict: boolean, pairs: Pairs): Share {
  const beside = pairs.filter(([, value]) => value === verdict);
  const n = beside.length;
  if (n === 0) return { n, rate: null, ci95: null };
  const rate = beside.filter(([label]) => label === verdict).length / n;
  return { n, rate, ci95: wilson(rate, n) };
}

/** Tenenbein (1970); the slopes of the corrected rate by small steps, its interval on the scale of log odds. */
function corrected(units: readonly number[], pairs: Pairs): Omit<Share, 'n'> | null {
  const counts = [true, false].map((verdict) => {
    const beside = pairs.filter(([, value]) => value === verdict);
    return { n: beside.length, right: beside.filter(([label]) => label === verdict).length };
  });
  const [yes, no] = counts;
  if (!yes || !no || yes.n < 10 || no.n < 10 || units.length === 0) return null;
  const byPeople = (rate: number, ppv: number, npv: number) => rate * ppv + (1 - rate) * (1 - npv);
  const rate = mean([...units]);
  const exact = byPeople(rate, yes.right / yes.n, no.right / no.n);
  const shown = Math.max(0, Math.min(1, exact));
  if (rate <= 0 || rate >= 1 || shown <= 0 || shown >= 1) return { rate: shown, ci95: null };
  const [ppv, npv] = [(yes.right + 1) / (yes.n + 2), (no.right + 1) / (no.n + 2)];
  const step = 1e-4;
  const slope = (by: (x: number) => number) => (by(step) - by(-step)) / (2 * step);
  const terms = [
    [slope((x) => byPeople(rate + x, ppv, npv)), (rate * (1 - rate)) / units.length],
    [slope((x) => byPeople(rate, ppv + x, npv)), (ppv * (1 - ppv)) / (yes.n + 2)],
    [slope((x) => byPeople(rate, ppv, npv + x)), (npv * (1 - npv)) / (no.n + 2)],
  ] as const;
  const error = Math.sqrt(terms.reduce((sum, [by, variance]) => sum + by * by * variance, 0));
  const logit = Math.log(shown) - Math.log(1 - shown);
  const half = (Z * error) / (shown * (1 - shown));
  const back = (x: number) => Math.exp(x) / (1 + Math.exp(x));
  return { rate: shown, ci95: [back(logit - half), back(logit + half)] };
}
