import { randomOf, type Random } from './soak/random.ts';
import { mostByChance } from './verdicts/binomial.ts';
import {
  DESIGNS,
  drawMany,
  MANY_METRICS,
  POPULATIONS,
  POWER,
  repeated,
  REPEATS,
  single,
  SIZES,
} from './verdicts/designs.ts';
import {
  compared,
  drawWeeks,
  isAnyCalled,
  isTrendCalled,
  misses,
  verdictsOf,
  WEEKS,
} from './verdicts/judge.ts';
import { correctedMisses, drawLabelled, LABEL_DESIGNS } from './verdicts/labelled.ts';
import { serveLabels } from './verdicts/served-labels.ts';
import { serveDesigns } from './verdicts/served.ts';
import { textbookMisses } from './verdicts/textbook.ts';

// How often a verdict or an interval is wrong where nothing differs: data sets drawn from designs, through the code
// that every answer goes through. A bound fails beyond the 99.5 % quantile of the binomial that has it.

/** Data sets a design; fewer for a quick look: `npm run bench -- verdicts` takes all. */
const SETS = Number(process.env['VERDICT_SETS'] ?? 10_000);
/** Of those, how many go through the built server too. */
const SERVED = Number(process.env['VERDICT_SERVED'] ?? Math.min(200, SETS));
const SEED = 20_261_120;
const FALSE_VERDICTS = 0.06;
const MISSES = 0.07;

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
    isAnyCalled(drawMany(random).map(({ from, to, kind }) => compared(from, to, kind))),
  );
  row(
    `${MANY_METRICS * SIZES.length} changes: ${MANY_METRICS} metrics, three source types`,
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
      const wrong = times(SETS, () => isTrendCalled(drawWeeks(units, population, random), population.kind));
      row(`${population.name}, ${units} units a week`, wrong, SETS, FALSE_VERDICTS);
    }
  }
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
          own > 0 ? ` (the method itself ${(100 * own).toFixed(1)} %)` : '',
        );
      }
    }
  }
}

function correctedRates(): void {
  table('Interval of a corrected rate, with 100 labels, misses the truth', 'misses');
  for (const [place, design] of LABEL_DESIGNS.entries()) {
    const random = randomOf(SEED + 60_000 + place);
    let without = 0;
    const wrong = times(SETS, () => {
      const missed = correctedMisses(drawLabelled(design, random), design);
      if (missed === null) without += 1;
      return missed === true;
    });
    const beside = without > 0 ? ` (${((100 * without) / SETS).toFixed(1)} % have none)` : '';
    // Where there is none, nothing is claimed: a false claim is counted among those that are made.
    if (without < SETS) row(design.name, wrong, SETS - without, MISSES, beside);
  }
}

function power(): void {
  process.stdout.write('\nWith a real difference\n\n');
  const random = randomOf(SEED + 50_000);
  const missed = times(SETS, () => {
    const { from, to } = POWER.draw(random);
    return verdictsOf([compared(from, to, POWER.kind)])[0] !== 'up';
  });
  const holds = missed <= mostByChance(SETS, 0.1);
  if (!holds) failures += 1;
  const found = (100 - (100 * missed) / SETS).toFixed(1);
  process.stdout.write(
    `${POWER.name}, alone: \`up\` in ${found} %, at least 90 %: ${holds ? 'holds' : 'FAILS'}\n`,
  );
}

process.stdout.write(`${SETS} data sets a design, seeds from ${SEED} on\n`);
oneChange();
manyChanges();
trends();
intervals();
correctedRates();
power();
if (SERVED > 0) failures += await serveDesigns(SERVED, SEED + 100_000);
if (SERVED > 0) failures += await serveLabels(Math.ceil(SERVED / 10), SEED + 200_000);
if (failures > 0) {
  process.stdout.write(`\n${failures} bounds fail\n`);
  process.exitCode = 1;
}
