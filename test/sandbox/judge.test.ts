import { expect, test } from 'vitest';
import { judge, trueValue, UNKNOWN_PROFILE } from '../../src/sandbox/judge.ts';
import type { MetricValue, Value } from '../../src/sandbox/model.ts';
import { errorRate } from '../../src/sandbox/wording.ts';

const SEED = 1;
const UNITS = Array.from({ length: 4_000 }, (_, unit) => `unit ${unit}`);
const VALUES: readonly MetricValue[] = [
  { type: 'boolean' },
  { type: 'numerical', lower_bound: 1, upper_bound: 5 },
  { type: 'numerical', lower_bound: 0, upper_bound: 1 },
  { type: 'categorical', categories: ['booked', 'declined', 'call back'] },
];
const NAMES: Readonly<Record<MetricValue['type'], string>> = {
  boolean: 'True when both are said, false when one is missing.',
  numerical: '0 and 1: not at all. 5: very well.',
  categorical:
    'booked: a day is agreed. declined: the caller turns it down. call back: somebody calls later.',
};
const POINTS = [
  'Judge the turns of the agent.',
  'A set phrase alone is nothing.',
  'Not applicable when it does not come up.',
];

function subjectOf(description: string, metric_value: MetricValue, unit: string, version = 3) {
  return {
    seed: SEED,
    metricId: 'metric',
    version: { version, description, metric_value },
    profile: { ...UNKNOWN_PROFILE, levels: [0.3, 0.6] },
    unit,
    interactions: ['first', 'second', 'third'],
  };
}

function errorsOf(description: string, value: MetricValue): { truth: Value; verdict: Value }[] {
  return UNITS.flatMap((unit) => {
    const subject = subjectOf(description, value, unit);
    const [truth, verdict] = [trueValue(subject), judge(subject).value];
    return truth === verdict ? [] : [{ truth, verdict }];
  });
}

test('a version errs the less, the more its wording says, whatever is said first', () => {
  const [value] = VALUES;
  if (!value) throw new Error('no value');
  const all = ['Is it said?', NAMES.boolean, ...POINTS];
  const rates = all.map((_, said) =>
    errorRate({ description: all.slice(0, said + 1).join(' '), metric_value: value }),
  );
  expect(rates).toEqual([0.4, 0.28, 0.18, 0.1, 0.04]);
  expect(errorRate({ description: all.toReversed().join(' '), metric_value: value })).toBe(0.04);
});

test.each([
  [{ type: 'boolean' }, 'It is true.', false],
  [{ type: 'boolean' }, 'True or false?', true],
  [{ type: 'numerical', lower_bound: 1, upper_bound: 5 }, 'From 1 to 15.', false],
  [{ type: 'numerical', lower_bound: 1, upper_bound: 5 }, '1: badly. 5: well.', true],
  [{ type: 'numerical', lower_bound: -0.5, upper_bound: 0.5 }, 'From -0.5 to 0.5.', true],
  [{ type: 'categorical', categories: ['warm', 'cold'] }, 'Warm words.', false],
  [{ type: 'categorical', categories: ['(warm', 'c*ld'] }, '“(warm” or “c*ld”.', true],
] as const)('of %o %j names each value: %s', (metric_value, description, names) => {
  expect(errorRate({ description, metric_value })).toBe(names ? 0.28 : 0.4);
});

test.each(VALUES)(
  'of %o as many verdicts are wrong as the wording says, each with a value of the metric',
  (value) => {
    for (const description of ['How is it?', [NAMES[value.type], ...POINTS].join(' ')]) {
      const rate = errorRate({ description, metric_value: value });
      const wrong = errorsOf(description, value);
      const applicable = UNITS.filter(
        (unit) => trueValue(subjectOf(description, value, unit)) !== null,
      ).length;
      expect(wrong.some(({ truth, verdict }) => truth === null || verdict === null)).toBe(false);
      // Four standard deviations of chance.
      const chance = 4 * Math.sqrt((rate * (1 - rate)) / applicable);
      expect(Math.abs(wrong.length / applicable - rate)).toBeLessThan(chance);
      for (const { verdict } of wrong) {
        if (value.type === 'boolean') expect(verdict).toBeTypeOf('boolean');
        else if (value.type === 'categorical') expect(value.categories).toContain(verdict);
        else expect(Number(verdict) >= value.lower_bound && Number(verdict) <= value.upper_bound).toBe(true);
      }
    }
  },
);

test('the truth is the same under every version, and about as frequent as the last seeded version has it', () => {
  const truths = (version: number, description: string) =>
    UNITS.map((unit) => trueValue(subjectOf(description, { type: 'boolean' }, unit, version)));
  const found = truths(1, 'Is it?');
  expect(truths(7, 'Judge the turns.')).toEqual(found);
  const told = found.filter((value) => value !== null);
  expect(told.filter((value) => value === true).length / told.length).toBeCloseTo(0.6, 1);
});

test('the last seeded version errs where its luck is not the unit’s: half of the cases, of which 2p(1 − p) differ', () => {
  const applicable = UNITS.map((unit) => subjectOf('Is it?', { type: 'boolean' }, unit, 2)).filter(
    (subject) => trueValue(subject) !== null,
  );
  const wrong = applicable.filter((subject) => judge(subject).value !== trueValue(subject)).length;
  const rate = 0.5 * 2 * 0.6 * 0.4;
  const chance = 4 * Math.sqrt((rate * (1 - rate)) / applicable.length);
  expect(Math.abs(wrong / applicable.length - rate)).toBeLessThan(chance);
});
