// What a summary must say, computed in the plainest way from the rows: no streams, no merging, no cleverness, and
// formulas in other forms than the program's.

/** One result, as far as figures depend on it. */
export interface OracleRow {
  readonly id: string;
  readonly metricId: string;
  readonly version: number;
  readonly value: boolean | number | string | null;
  readonly at: number | null;
  readonly source: string;
  /** What was judged. */
  readonly unit: string;
}

export type OracleType = 'boolean' | 'numerical' | 'categorical';
type Pass = ((value: boolean | number | string) => boolean) | null;

const Z = 1.959963984540054;

/** Wilson (1927) in its form of centre and half width. */
function wilson(x: number, n: number): [number, number] | null {
  if (n === 0) return null;
  const p = x / n;
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return [centre - half, centre + half];
}

/** ln Γ by Stirling's series, far enough out that three terms are exact to the last digits. */
function logGamma(x: number): number {
  if (x < 40) return logGamma(x + 1) - Math.log(x);
  return (
    (x - 0.5) * Math.log(x) -
    x +
    Math.log(2 * Math.PI) / 2 +
    1 / (12 * x) -
    1 / (360 * x ** 3) +
    1 / (1260 * x ** 5)
  );
}

const quantiles = new Map<number, number>();
/** The 97.5 % quantile of Student's t for one degree of freedom or more: Simpson's rule under a bisection. */
export function student(df: number): number {
  const known = quantiles.get(df);
  if (known !== undefined) return known;
  const scale = Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2)) / Math.sqrt(df * Math.PI);
  // With t = √df tan u the density loses its tail: ∫ cos^(df − 1) u du.
  const area = (t: number) => {
    const end = Math.atan(t / Math.sqrt(df));
    const steps = 600;
    let sum = 0;
    for (let step = 0; step <= steps; step += 1) {
      const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
      sum += weight * Math.cos((end * step) / steps) ** (df - 1);
    }
    return (scale * Math.sqrt(df) * sum * end) / (3 * steps);
  };
  let [low, high] = [1.9, 13];
  for (let turn = 0; turn < 45; turn += 1) {
    const middle = (low + high) / 2;
    if (area(middle) < 0.475) low = middle;
    else high = middle;
  }
  quantiles.set(df, low);
  return low;
}

export const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
export const variance = (xs: readonly number[]) =>
  xs.reduce((sum, x) => sum + (x - mean(xs)) ** 2, 0) / (xs.length - 1);

/** Type 7. */
function quantile(xs: readonly number[], p: number): number | null {
  const sorted = xs.toSorted((one, other) => one - other);
  const place = p * (xs.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? null : low + (place % 1) * (high - low);
}

export function meanInterval(xs: readonly number[]): [number, number] | null {
  if (xs.length < 2) return null;
  const half = student(xs.length - 1) * Math.sqrt(variance(xs) / xs.length);
  return [mean(xs) - half, mean(xs) + half];
}

const isOf = (type: OracleType, value: OracleRow['value']) =>
  typeof value === { boolean: 'boolean', numerical: 'number', categorical: 'string' }[type];

/** The values that figures are made from. */
export function applicable(rows: readonly OracleRow[], type: OracleType): (boolean | number | string)[] {
  return rows.flatMap(({ value }) => (value !== null && isOf(type, value) ? [value] : []));
}

/** The main figure under its name, with its interval unless there are several sources. */
export function mainFigure(
  rows: readonly OracleRow[],
  type: OracleType,
  passes: Pass,
  categories: readonly string[],
) {
  const values = applicable(rows, type);
  const n = values.length;
  const several = new Set(rows.map(({ source }) => source)).size > 1;
  const share = (x: number) => (n === 0 ? null : x / n);
  if (passes || type === 'boolean') {
    const x = values.filter(passes ?? ((value) => value === true)).length;
    const name = passes ? 'pass_rate' : 'true_rate';
    return { [name]: share(x), [`${name}_ci95`]: several ? null : wilson(x, n) };
  }
  if (type === 'numerical') {
    const numbers = values.map(Number);
    return { mean: n === 0 ? null : mean(numbers), mean_ci95: several ? null : meanInterval(numbers) };
  }
  return { shares: categories.map((each) => share(values.filter((value) => value === each).length)) };
}

/** Every figure of one metric and version. */
export function entry(rows: readonly OracleRow[], type: OracleType, passes: Pass, known: readonly string[]) {
  const values = applicable(rows, type);
  const n = values.length;
  const none = rows.filter(({ value }) => value === null).length;
  const categories = [
    ...known,
    ...[...new Set(values.map(String))].filter((each) => !known.includes(each)).toSorted(),
  ];
  const numbers = values.map(Number);
  const byType = {
    boolean: () => ({ true: values.filter(Boolean).length, false: n - values.filter(Boolean).length }),
    numerical: () => ({
      sd: n < 2 ? null : Math.sqrt(variance(numbers)),
      min: n === 0 ? null : Math.min(...numbers),
      p25: quantile(numbers, 0.25),
      median: quantile(numbers, 0.5),
      p75: quantile(numbers, 0.75),
      max: n === 0 ? null : Math.max(...numbers),
    }),
    categorical: () => ({
      categories: categories.map((value) => {
        const count = values.filter((each) => each === value).length;
        return { value, count, share: n === 0 ? null : count / n };
      }),
    }),
  };
  const plain = type === 'categorical' ? {} : mainFigure(rows, type, null, categories);
  const passed = passes && values.filter(passes).length;
  return {
    count: rows.length,
    applicable: n,
    not_applicable: none,
    mismatched: rows.length - n - none,
    units: new Set(rows.filter(({ value }) => value !== null && isOf(type, value)).map(({ unit }) => unit))
      .size,
    ...byType[type](),
    ...plain,
    ...(passes && { passed, failed: n - (passed ?? 0), ...mainFigure(rows, type, passes, categories) }),
    categoriesOf: categories,
  };
}

/** Each unit's newest value; of several at one time the first. */
export function newest(rows: readonly OracleRow[], type: OracleType): Map<string, boolean | number | string> {
  const found = new Map<string, OracleRow>();
  for (const row of rows.filter(({ value }) => value !== null && isOf(type, value))) {
    const known = found.get(row.unit);
    if (!known || (row.at ?? -Infinity) > (known.at ?? -Infinity)) found.set(row.unit, row);
  }
  return new Map([...found].map(([unit, { value }]) => [unit, value ?? 0]));
}

/** Newcombe (1998), method 10 of both papers. */
export function differenceOfRates(before: readonly boolean[], after: readonly boolean[], paired: boolean) {
  const count = (xs: readonly boolean[]) => xs.filter(Boolean).length;
  const [p, q] = [count(before) / before.length, count(after) / after.length];
  const [[l1, u1], [l2, u2]] = [
    wilson(count(before), before.length) ?? [0, 0],
    wilson(count(after), after.length) ?? [0, 0],
  ];
  const phi = paired ? correlation(before, after) : 0;
  const root = (a: number, b: number) => Math.sqrt(a * a - 2 * phi * a * b + b * b);
  return {
    difference: q - p,
    ci95: [q - p - root(q - l2, u1 - p), q - p + root(u2 - q, p - l1)],
  };
}

function correlation(before: readonly boolean[], after: readonly boolean[]): number {
  const n = before.length;
  const cell = (was: boolean, is: boolean) =>
    before.filter((each, at) => each === was && after[at] === is).length;
  const [a, b, c, d] = [cell(true, true), cell(true, false), cell(false, true), cell(false, false)];
  const bottom = Math.sqrt((a + b) * (c + d) * (a + c) * (b + d));
  const top = a * d - b * c;
  if (bottom === 0) return 0;
  return (top > n / 2 ? top - n / 2 : top >= 0 ? 0 : top) / bottom;
}
