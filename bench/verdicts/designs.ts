import type { Random } from '../soak/random.ts';

// Data sets in which two sides do not differ: whatever a verdict says of them is chance.

/** What one unit was judged: its number, the unit test that it is a run of (-1: none), its values. */
export interface JudgedUnit {
  readonly unit: number;
  readonly stratum: number;
  readonly values: readonly number[];
}

export interface TwoSides {
  readonly from: readonly JudgedUnit[];
  readonly to: readonly JudgedUnit[];
}

export interface Design {
  readonly name: string;
  readonly kind: 'rate' | 'mean';
  readonly draw: (random: Random) => TwoSides;
}

/** What a judge says of a unit. */
export interface Population {
  readonly name: string;
  readonly kind: 'rate' | 'mean';
  readonly mean: number;
  readonly draw: (random: Random) => number;
}

const rate = (p: number): Population => ({
  name: `rate ${p}`,
  kind: 'rate',
  mean: p,
  draw: (random) => Number(random() < p),
});

export const POPULATIONS: readonly Population[] = [
  ...[0.5, 0.9, 0.95, 0.98].map(rate),
  {
    name: 'scores 1 to 5, 20 % each',
    kind: 'mean',
    mean: 3,
    draw: (random) => 1 + Math.floor(random() * 5),
  },
  {
    name: 'scores, 80 % fives',
    kind: 'mean',
    mean: 4.5,
    draw: (random) => {
      const x = random();
      return x < 0.8 ? 5 : 1 + Math.floor((x - 0.8) / 0.05);
    },
  },
];

export const SIZES: readonly (readonly [from: number, to: number])[] = [
  [20, 20],
  [12, 200],
  [27, 204],
];
export const REPEATS: readonly (readonly [units: number, results: number])[] = [
  [20, 5],
  [12, 20],
];
const CORRELATIONS = [0.25, 0.8];
const PAIRS = [10, 20, 60];
/** The correlation of the two results of a pair. */
const PAIR_CORRELATION = 0.5;
const TEST_RATES = [0.3, 0.5, 0.7, 0.85, 0.95];
const RUNS: readonly (readonly [from: number, to: number])[] = [
  [40, 40],
  [11, 11],
  [60, 10],
];

export function single(count: number, { draw }: Population, random: Random, first = 0): JudgedUnit[] {
  const units: JudgedUnit[] = [];
  for (let n = 0; n < count; n += 1) units.push({ unit: first + n, stratum: -1, values: [draw(random)] });
  return units;
}

/**
 * Results of one unit, any two of which have this correlation: each is the unit's own verdict with probability √ρ,
 * else a fresh one.
 */
function judgedAgain(results: number, { draw }: Population, correlation: number, random: Random): number[] {
  const own = draw(random);
  const alike = Math.sqrt(correlation);
  const values: number[] = [];
  for (let n = 0; n < results; n += 1) values.push(random() < alike ? own : draw(random));
  return values;
}

export function repeated(
  units: number,
  results: number,
  population: Population,
  correlation: number,
  random: Random,
  first = 0,
): JudgedUnit[] {
  return Array.from({ length: units }, (_, n) => ({
    unit: first + n,
    stratum: -1,
    values: judgedAgain(results, population, correlation, random),
  }));
}

/** Runs of five unit tests whose rates differ, spread over them by these shares. */
function simulated(runs: number, shares: readonly number[], random: Random, first = 0): JudgedUnit[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let unit = first;
  return TEST_RATES.flatMap((p, stratum) => {
    const count = Math.max(1, Math.round((runs * (shares[stratum] ?? 0)) / total));
    return Array.from({ length: count }, () => ({ unit: unit++, stratum, values: [Number(random() < p)] }));
  });
}

const FAR = 1_000_000;

export const DESIGNS: readonly Design[] = [
  ...POPULATIONS.flatMap((population) =>
    SIZES.map(([before, after]): Design => ({
      name: `${population.name}, ${before} v ${after}`,
      kind: population.kind,
      draw: (random) => ({
        from: single(before, population, random),
        to: single(after, population, random, FAR),
      }),
    })),
  ),
  ...POPULATIONS.flatMap((population) =>
    REPEATS.flatMap(([units, results]) =>
      CORRELATIONS.map((correlation): Design => ({
        name: `${population.name}, ${units} units of ${results} results, correlation ${correlation}`,
        kind: population.kind,
        draw: (random) => ({
          from: repeated(units, results, population, correlation, random),
          to: repeated(units, results, population, correlation, random, FAR),
        }),
      })),
    ),
  ),
  ...POPULATIONS.map((population): Design => ({
    name: `${population.name}, one unit of 300 results beside 19 of one`,
    kind: population.kind,
    draw: (random) => {
      const side = (first: number) => [
        { unit: first, stratum: -1, values: judgedAgain(300, population, 0.8, random) },
        ...single(19, population, random, first + 1),
      ];
      return { from: side(0), to: side(FAR) };
    },
  })),
  ...POPULATIONS.flatMap((population) =>
    PAIRS.map((pairs): Design => ({
      name: `${population.name}, ${pairs} pairs`,
      kind: population.kind,
      draw: (random) => {
        const both = Array.from({ length: pairs }, () =>
          judgedAgain(2, population, PAIR_CORRELATION, random),
        );
        const side = (at: number) =>
          both.map((values, unit) => ({ unit, stratum: -1, values: [values[at] ?? 0] }));
        return { from: side(0), to: side(1) };
      },
    })),
  ),
  ...RUNS.map(([before, after]): Design => ({
    name: `five unit tests, ${before} v ${after} runs, the mix reversed`,
    kind: 'rate',
    draw: (random) => ({
      from: simulated(before, [5, 4, 3, 2, 1], random),
      to: simulated(after, [1, 2, 3, 4, 5], random, FAR),
    }),
  })),
];

/** Where the two sides do differ. */
export const POWER: Design = {
  name: '300 units a side, 0.80 to 0.90',
  kind: 'rate',
  draw: (random) => ({
    from: single(300, rate(0.8), random),
    to: single(300, rate(0.9), random, FAR),
  }),
};

export const MANY_METRICS = 26;

/** The changes of an answer about many metrics, each with three source types; nothing differs. */
export function drawMany(random: Random): (TwoSides & Pick<Design, 'kind'>)[] {
  return Array.from(
    { length: MANY_METRICS },
    (_, metric) => POPULATIONS[metric % POPULATIONS.length],
  ).flatMap((population) =>
    population
      ? SIZES.map(([before, after]) => ({
          kind: population.kind,
          from: single(before, population, random),
          to: single(after, population, random, FAR),
        }))
      : [],
  );
}
