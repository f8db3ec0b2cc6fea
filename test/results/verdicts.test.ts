import { describe, expect, it } from 'vitest';
import { mostByChance } from '../../bench/verdicts/binomial.ts';
import { DESIGNS, drawMany, POPULATIONS, POWER, single } from '../../bench/verdicts/designs.ts';
import {
  compared,
  drawWeeks,
  isAnyCalled,
  isTrendCalled,
  misses,
  verdictsOf,
} from '../../bench/verdicts/judge.ts';
import { correctedMisses, drawLabelled, LABEL_DESIGNS } from '../../bench/verdicts/labelled.ts';
import { randomOf } from '../../bench/soak/random.ts';

// A few hundred of the data sets that `npm run bench -- verdicts` draws ten thousand of: enough to see an engine that is
// wrong by much. Pooling results or leaving unit tests out fails here.

const SEED = 11;
const times = (sets: number, happens: () => boolean) =>
  Array.from({ length: sets }, happens).filter(Boolean).length;

describe('where nothing differs', () => {
  it.each(DESIGNS.map((design, place) => ({ ...design, place })))(
    '$name: hardly ever up or down',
    ({ draw, kind, place }) => {
      const random = randomOf(SEED + place);
      const wrong = times(60, () => {
        const { from, to } = draw(random);
        return isAnyCalled([compared(from, to, kind)]);
      });
      expect(wrong).toBeLessThanOrEqual(mostByChance(60, 0.06, 0.0005));
    },
  );

  it('an answer of 78 changes hardly ever calls one', () => {
    const random = randomOf(SEED + 1_000);
    const wrong = times(40, () =>
      isAnyCalled(drawMany(random).map(({ from, to, kind }) => compared(from, to, kind))),
    );
    expect(wrong).toBeLessThanOrEqual(mostByChance(40, 0.06));
  });

  it.each(POPULATIONS)('$name: hardly ever a trend, and intervals hold the truth', (population) => {
    const random = randomOf(SEED + 2_000);
    const trends = times(200, () => isTrendCalled(drawWeeks(3, population, random), population.kind));
    expect(trends).toBeLessThanOrEqual(mostByChance(200, 0.06));
    const missed = times(300, () => misses(single(200, population, random), population));
    expect(missed).toBeLessThanOrEqual(mostByChance(300, 0.07));
  });
});

it.each(LABEL_DESIGNS.map((design, place) => ({ ...design, place })))(
  'labels $name: the interval of the corrected rate hardly ever misses the truth',
  (design) => {
    const random = randomOf(SEED + 4_000 + design.place);
    const missed = Array.from({ length: 60 }, () => correctedMisses(drawLabelled(design, random), design));
    const told = missed.filter((misses) => misses !== null);
    expect(told.length).toBeGreaterThan(5);
    const wrong = told.filter((misses) => misses).length;
    expect(wrong).toBeLessThanOrEqual(mostByChance(told.length, 0.07, 0.0005));
  },
);

it('300 units a side, from 0.80 to 0.90, are up nine times in ten', () => {
  const random = randomOf(SEED + 3_000);
  const missed = times(300, () => {
    const { from, to } = POWER.draw(random);
    return verdictsOf([compared(from, to, POWER.kind)])[0] !== 'up';
  });
  expect(missed).toBeLessThanOrEqual(mostByChance(300, 0.1));
});
