import { compare, type Comparison } from '../src/results/figures/compare.ts';
import { testTrend } from '../src/results/figures/course.ts';
import { mainFigure } from '../src/results/figures/figures.ts';
import { measureOf } from '../src/results/figures/measure.ts';
import { Units, type UnitValues } from '../src/results/figures/units.ts';
import { adjusted, countTests, trendVerdict, verdictOf } from '../src/results/figures/verdicts.ts';
import { randomOf, type Random } from './soak/random.ts';
import { mostByChance } from './verdicts/binomial.ts';
import {
  DESIGNS,
  POPULATIONS,
  repeated,
  REPEATS,
  single,
  SIZES,
  type JudgedUnit,
  type Population,
} from './verdicts/designs.ts';
import { textbookMisses } from './verdicts/textbook.ts';

// How often a verdict or an interval is wrong where nothing differs: data sets drawn from designs, through the code
// that every answer goes through. A bound fails beyond the 99.5 % quantile of the binomial that has it.

/** Data sets a design; fewer for a quick look: `npm run bench -- verdicts` takes all. */
const SETS = Number(process.env['VERDICT_SETS'] ?? 10_000);
const SEED = 20_261_120;
const FALSE_VERDICTS = 0.06;
const MISSES = 0.07;
const METRICS = 26;
const WEEKS = 12;

let failures = 0;

function row(name: string, wrong: number, sets: number, bound: number, beside = ''): void {
  const most = mostByChance(sets, bound);
  const holds = wrong <= most;
  if (!holds) failures += 1;
  const percent = ((100 * wrong) / sets).toFixed(1);
  process.stdout.write(
    `| ${name} | ${percent} %${beside} | ${(100 * bound).toFixed(1)} % | ${holds ? 'holds' : 'FAILS'} |\n`,
  );
}

function table(title: string, what: string): void {
  process.stdout.write(`\n${title}\n\n| design | ${what} | at most | |\n| --- | --- | --- | --- |\n`);
}

/** Units as an answer counts them. */
function valuesOf(side: readonly JudgedUnit[]): UnitValues {
  const units = new Units(false);
  for (const { unit, stratum, values } of side)
    for (const value of values) units.add({ unit, stratum, value, at: null, id: '' });
  return units.means();
}

function compared(from: readonly JudgedUnit[], to: readonly JudgedUnit[], kind: 'rate' | 'mean'): Comparison {
  return compare(valuesOf(from), valuesOf(to), kind, true);
}

/** Whether any of these changes is called one. */
function isAnyCalled(comparisons: readonly Comparison[]): boolean {
  const ps = comparisons.map(({ p }) => p);
  const tests = countTests(ps);
  const corrected = adjusted(ps);
  return comparisons.some((comparison, place) =>
    ['up', 'down'].includes(verdictOf(comparison, corrected[place] ?? null, tests).verdict),
  );
}

function times(sets: number, happens: () => boolean): number {
  let count = 0;
  for (let set = 0; set < sets; set += 1) if (happens()) count += 1;
  return count;
}

function oneChange(): void {
  table('False `up` or `down`, one change in the answer', 'false');
  for (const [place, { name, kind, draw }] of DESIGNS.entries()) {
    const random = randomOf(SEED + place);
    const wrong = times(SETS, () => {
      const { from, to } = draw(random);
      return isAnyCalled([compared(from, to, kind)]);
    });
    row(name, wrong, SETS, FALSE_VERDICTS);
  }
}

function manyChanges(): void {
  table('False `up` or `down` anywhere in an answer', 'false');
  const random = randomOf(SEED + 1_000);
  const wrong = times(SETS, () =>
    isAnyCalled(
      Array.from({ length: METRICS }, (_, metric) => POPULATIONS[metric % POPULATIONS.length]).flatMap(
        (population) =>
          SIZES.flatMap(([before, after]) =>
            population
              ? [
                  compared(
                    single(before, population, random),
                    single(after, population, random, before),
                    population.kind,
                  ),
                ]
              : [],
          ),
      ),
    ),
  );
  row(
    `${METRICS * SIZES.length} changes: ${METRICS} metrics, three source types`,
    wrong,
    SETS,
    FALSE_VERDICTS,
  );
}

function trends(): void {
  table(`False \`rising\` or \`falling\`, one trend of ${WEEKS} weeks`, 'false');
  for (const [place, population] of POPULATIONS.entries()) {
    for (const units of [3, 30]) {
      const random = randomOf(SEED + 2_000 + 10 * place + units);
      const wrong = times(SETS, () => {
        const weeks = Array.from({ length: WEEKS }, (_, score) => ({
          score,
          values: valuesOf(single(units, population, random)).values,
        }));
        const trend = testTrend(weeks, population.kind);
        return trend !== undefined && trendVerdict(trend.slope, trend.p).verdict !== 'no clear trend';
      });
      row(`${population.name}, ${units} units a week`, wrong, SETS, FALSE_VERDICTS);
    }
  }
}

/** Whether the interval of an entry misses the truth; one without an interval does. */
function misses(side: readonly JudgedUnit[], { kind, mean }: Population): boolean {
  const figure = kind === 'rate' ? 'true_rate' : 'mean';
  const measure = measureOf(kind === 'rate' ? 'boolean' : 'numerical', null, null);
  const [low, high] = mainFigure(valuesOf(side), figure, measure, []).ci95 ?? [];
  return low === undefined || high === undefined || mean < low || mean > high;
}

function intervals(): void {
  table('Interval of an entry misses the truth (none counts as a miss)', 'misses');
  const sizes = [...new Set([10, ...SIZES.flat()])].sort((a, b) => a - b);
  for (const [place, population] of POPULATIONS.entries()) {
    for (const n of sizes) {
      const random = randomOf(SEED + 3_000 + 1_000 * place + n);
      const own = textbookMisses(population, n);
      const wrong = times(SETS, () => misses(single(n, population, random), population));
      const beside = ` (the method itself ${(100 * own).toFixed(1)} %)`;
      row(`${population.name}, ${n} units`, wrong, SETS, Math.max(MISSES, own), beside);
    }
    for (const [units, results] of REPEATS) {
      for (const correlation of [0.25, 0.8]) {
        const random = randomOf(SEED + 20_000 + 1_000 * place + units + Math.round(100 * correlation));
        const draw = (source: Random) => repeated(units, results, population, correlation, source);
        const own =
          population.kind === 'rate' ? 0 : textbookMisses(population, units, (source) => draw(source));
        const wrong = times(SETS, () => misses(draw(random), population));
        row(
          `${population.name}, ${units} units of ${results} results, correlation ${correlation}`,
          wrong,
          SETS,
          Math.max(MISSES, own),
        );
      }
    }
  }
}

function power(): void {
  process.stdout.write('\nWith a real difference\n\n');
  const random = randomOf(SEED + 50_000);
  const [low, high] = [0.8, 0.9].map((p): Population => {
    return { name: '', kind: 'rate', mean: p, draw: (source) => Number(source() < p) };
  });
  if (!low || !high) return;
  const missed = times(
    SETS,
    () => !isAnyCalled([compared(single(300, low, random), single(300, high, random, 300), 'rate')]),
  );
  const holds = missed <= mostByChance(SETS, 0.1);
  if (!holds) failures += 1;
  process.stdout.write(
    `300 units a side, 0.80 to 0.90, alone: \`up\` in ${(100 - (100 * missed) / SETS).toFixed(1)} %, at least 90 %: ${holds ? 'holds' : 'FAILS'}\n`,
  );
}

process.stdout.write(`${SETS} data sets a design, seeds from ${SEED} on\n`);
oneChange();
manyChanges();
trends();
intervals();
power();
if (failures > 0) {
  process.stdout.write(`\n${failures} bounds fail\n`);
  process.exitCode = 1;
}
