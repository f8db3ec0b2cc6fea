import fc from 'fast-check';
import type { Criterion } from '../../src/results/figures/criterion.ts';
import type { Definitions } from '../../src/results/figures/definitions.ts';
import type { Row } from '../../src/results/reading/row.ts';
import type { OracleRow, OracleType } from './results-oracle.ts';

// Random results of a few metrics: rates and means that differ between versions or do not, units judged once and again,
// values that are null, of the wrong type, out of bounds, no category; times that are equal or missing.

export type WorldRow = Row & OracleRow;

export const TYPES: Readonly<Record<string, OracleType>> = {
  b: 'boolean',
  n: 'numerical',
  c: 'categorical',
  // Its definitions cannot be read.
  u: 'numerical',
};

/** Bounds or categories by version; the third version of a metric has others. */
export function rangeOf(metricId: string, version: number): readonly (number | string)[] | null {
  if (metricId === 'n') return version < 3 ? [0, 10] : [0, 12];
  if (metricId === 'c')
    return version < 3 ? ['booked', 'declined', 'never'] : ['booked', 'declined', 'never', 'later'];
  return null;
}

export const definitions: Definitions = {
  name: (id) => `metric ${id}`,
  type: (id) => TYPES[id] ?? null,
  value: (id, version) => {
    const range = rangeOf(id, version);
    if (id === 'b') return { type: 'boolean' };
    if (range === null) return null;
    const [low, high] = range.map(Number);
    return id === 'n'
      ? { type: 'numerical', lower_bound: low ?? 0, upper_bound: high ?? 0 }
      : { type: 'categorical', categories: range.map(String) };
  },
  unread: ['u'],
  unknown: [],
};

export const CRITERIA: readonly (Criterion | null)[] = [
  null,
  null,
  { type: 'boolean', expected: false },
  { type: 'numerical', verb: '>=', threshold: 5 },
  { type: 'numerical', verb: '!=', threshold: 11 },
  { type: 'categorical', expected: ['booked', 'elsewhere'], none: false },
  { type: 'categorical', expected: ['declined'], none: true },
  { type: 'categorical', expected: ['elsewhere'], none: false },
];

/** Which values of a version pass; null where none could, or the criterion is for another type. */
export function passesIn(criterion: Criterion | null, metricId: string, version: number) {
  if (!criterion || criterion.type !== TYPES[metricId]) return null;
  const range = rangeOf(metricId, version);
  switch (criterion.type) {
    case 'boolean':
      return (value: unknown) => value === criterion.expected;
    case 'numerical': {
      const { verb, threshold } = criterion;
      if (range && (threshold < Number(range[0]) || threshold > Number(range[1]))) return null;
      return (value: unknown) => (verb === '>=' ? Number(value) >= threshold : value !== threshold);
    }
    case 'categorical': {
      const { expected, none } = criterion;
      if (range && !range.some((category) => expected.includes(String(category)))) return null;
      return (value: unknown) => expected.includes(String(value)) !== none;
    }
  }
}

const DAY = 86_400_000;
/** A Monday. */
export const START = Date.UTC(2026, 2, 16);
const SOURCES = ['post-session', 'post-session', 'manual', 'simulation'];

type Random = () => number;

function randomOf(seed: number): Random {
  let state = seed | 0;
  return () => {
    // A linear congruence, its high bits (Knuth, MMIX's constants do not fit a double: these are Numerical Recipes').
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
  };
}

export interface WorldOptions {
  readonly seed: number;
  readonly rows: number;
  /** Conversations, and runs of each unit test. */
  readonly units: number;
  readonly days: number;
  /** By how much versions differ, 0 to 1. */
  readonly effect: number;
  /** Share of results that are null, of the wrong type, or otherwise odd. */
  readonly odd: number;
  /** Whether all numbers are the same. */
  readonly even: boolean;
}

export function worldOf(options: WorldOptions): WorldRow[] {
  const random = randomOf(options.seed);
  const pick = <T>(items: readonly [T, ...T[]]) => items[Math.floor(random() * items.length)] ?? items[0];
  return Array.from({ length: options.rows }, (_, place): WorldRow => {
    const metricId = pick(['b', 'n', 'c', 'u', 'b', 'n']);
    const version = 1 + Math.floor(random() * 3);
    const source = SOURCES[Math.floor(random() * SOURCES.length)] ?? 'manual';
    const unit = Math.floor(random() * options.units);
    const level = 0.4 + options.effect * 0.25 * version + 0.2 * ((unit % 3) - 1);
    const value =
      random() < options.odd ? oddValue(random) : valueOf(metricId, options.even ? null : level, random);
    const at = START + Math.floor(random() * options.days * 4) * (DAY / 4);
    return rowOf(place, { metricId, version, source, unit, value, at: random() < 0.02 ? null : at });
  });
}

function valueOf(metricId: string, level: number | null, random: Random) {
  const passed = random() < (level ?? 0.7);
  // Quarters: sums of them are exact, so that what is tied is tied in both computations.
  if (metricId === 'n' || metricId === 'u')
    return level === null ? 3.75 : Math.round((random() * 4 + level * 6) * 4) / 4;
  if (metricId === 'c') return passed ? 'booked' : random() < 0.9 ? 'declined' : 'no category';
  return passed;
}

function oddValue(random: Random) {
  const values = [null, null, null, true, 14.25, -3, 'booked', 'no category', 'nor\u200Bmal'];
  return values[Math.floor(random() * values.length)] ?? null;
}

type Drawn = Pick<WorldRow, 'metricId' | 'version' | 'source' | 'value' | 'at'> & { readonly unit: number };

/**
 * A result; a simulation's unit is a run of one of four unit tests, each version in a set of its own or in a shared one.
 * Properties make them by the hundred thousand: written out, since spread objects take many times as long.
 */
export function rowOf(place: number, { metricId, version, source, unit, value, at }: Drawn): WorldRow {
  const simulated = source === 'simulation';
  const run = `run ${unit % 5 === 0 ? 'shared' : version}`;
  const unitTestId = simulated ? `test ${unit % 4}` : null;
  return {
    metricId,
    version,
    value,
    at,
    id: `r${String((place * 7_919) % 10_007).padStart(5, '0')}`,
    sourceType: source,
    conversationId: simulated ? null : `conversation ${unit}`,
    interactionId: null,
    runId: simulated ? run : null,
    unitTestId,
    runIndex: simulated ? unit : null,
    references: [],
    justification: '',
    source,
    unit: simulated ? `${run} ${unitTestId} ${unit}` : `conversation ${unit}`,
    test: unitTestId,
  };
}

/** What makes a world: a failed property shows this, not a thousand rows. */
export const worlds: fc.Arbitrary<WorldOptions> = fc.record({
  seed: fc.integer(),
  rows: fc.constantFrom(1, 12, 60, 250, 600),
  units: fc.constantFrom(3, 12, 30, 80),
  days: fc.constantFrom(2, 30, 80),
  effect: fc.constantFrom(0, 0, 0.5, 1),
  odd: fc.constantFrom(0, 0.1, 0.3),
  even: fc.constantFrom(false, false, false, true),
});
