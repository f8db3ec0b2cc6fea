import { describe, expect, test } from 'vitest';
import type { MetricValue } from '../../src/amigo/schema.ts';
import { adviseMetric } from '../../src/answers/advice.ts';

const BOOLEAN: MetricValue = { type: 'boolean' };
const ONE_TO_FIVE: MetricValue = { type: 'numerical', lower_bound: 1, upper_bound: 5 };
const oneOf = (...categories: string[]): MetricValue => ({ type: 'categorical', categories });
const codes = (description: string, metric_value: MetricValue) =>
  adviseMetric({ description, metric_value }).map(({ code }) => code);

const GOOD = {
  boolean:
    'Does the agent repeat date, time and place of the appointment before the call ends? True when all three are said, false when one is missing. A date such as "next Monday?" is enough. Not applicable when no appointment was made.',
  numerical:
    'How well does the agent acknowledge what the caller feels? Judge the agent’s turns only. 1: ignores a stated feeling. 3: acknowledges it in general words. 5: names the feeling and connects it to its cause. Not applicable when the caller states no feeling.',
  categorical:
    'How did the call end? Resolved: everything asked for is done. Transferred: a person took over. Abandoned: the caller left before either. Other: anything else. Does not apply to calls that never connected.',
};
const OUTCOMES = oneOf('resolved', 'transferred', 'abandoned', 'other');

describe('a good definition gets no advice', () => {
  test.each<[string, MetricValue]>([
    [GOOD.boolean, BOOLEAN],
    [GOOD.numerical, ONE_TO_FIVE],
    [GOOD.categorical, OUTCOMES],
    [
      'Which percentage of the things that the caller asked for was done by the end of the call? Not applicable when nothing was asked for.',
      { type: 'numerical', lower_bound: 0, upper_bound: 100 },
    ],
    [
      'How clear are the steps that the caller is told to take? The lowest value: no order and no amounts. The highest: each step has an order and an amount. Skip calls without steps.',
      { type: 'numerical', lower_bound: 0, upper_bound: 3 },
    ],
    [
      'How satisfied is the caller at the end? not satisfied: complains. satisfied: says so. very satisfied: praises somebody. Choose the highest that was said. N/A when the caller does not say.',
      oneOf('not satisfied', 'satisfied', 'very satisfied'),
    ],
    [
      'Which care did the caller get? self_care: advice to stay at home. nurse-visit: a nurse comes by. Otherwise choose unclear. Not applicable without symptoms.',
      oneOf('self_care', 'nurse-visit', 'unclear'),
    ],
    [
      'Does the agent name the clinic first and does so in its first sentence? True when both hold, and is false otherwise. Not applicable when nobody talks.',
      BOOLEAN,
    ],
    ['Nennt die Fachkraft Datum, Uhrzeit und Ort des Termins, bevor sie auflegt?', BOOLEAN],
  ])('%s', (description, metric_value) => {
    expect(adviseMetric({ name: 'A name', description, metric_value })).toEqual([]);
  });
});

describe('what is missing is named', () => {
  test.each<[string, string, MetricValue]>([
    ['short_description', 'Is it true, not applicable, or false?', BOOLEAN],
    ['no_not_applicable', GOOD.boolean.replace(/Not applicable.*/, ''), BOOLEAN],
    ['no_not_applicable', GOOD.numerical.replace(/Not applicable.*/, ''), ONE_TO_FIVE],
    ['no_not_applicable', GOOD.categorical.replace(/Does not apply.*/, ''), OUTCOMES],
    ['several_questions', `${GOOD.boolean} Does it ask for a callback number?`, BOOLEAN],
    ['several_questions', GOOD.boolean.replace(' before', ' and does it smile before'), BOOLEAN],
    ['several_questions', `${GOOD.boolean} Judge whether it greets and whether it smiles.`, BOOLEAN],
    ['several_questions', `${GOOD.boolean} And also the caller's name is asked for.`, BOOLEAN],
    ['unexplained_boolean', GOOD.boolean.replace(/True when.*missing\./, ''), BOOLEAN],
    ['unexplained_bounds', GOOD.numerical.replace('5: names', 'Best: names').replace('1: ', ''), ONE_TO_FIVE],
    ['unexplained_bounds', GOOD.numerical.replace('5: ', ''), ONE_TO_FIVE],
    ['unexplained_bounds', 'From 1 to 5, how kind is the agent? Not applicable in voicemail.', ONE_TO_FIVE],
    [
      'unexplained_bounds',
      'How kind, from 1 to 5, is the agent? 1: rude. Not applicable in voicemail.',
      ONE_TO_FIVE,
    ],
    ['unexplained_bounds', 'How kind is the agent (1–5)? Not applicable when nobody talks.', ONE_TO_FIVE],
    ['unexplained_categories', GOOD.categorical.replace('Transferred', 'Handed over'), OUTCOMES],
    ['overlapping_categories', `${GOOD.categorical} RESOLVED!`, oneOf('resolved', 'Resolved!', 'other')],
    [
      'overlapping_categories',
      `${GOOD.categorical} Call resolved`,
      oneOf('resolved', 'call resolved', 'other'),
    ],
    [
      'no_other_category',
      GOOD.categorical.replace('Other: anything else. ', ''),
      oneOf('resolved', 'transferred', 'abandoned'),
    ],
  ])('%s, and nothing else: %s', (code, description, metric_value) => {
    expect(codes(description, metric_value)).toEqual([code]);
  });
});

test('a description that only repeats the name says nothing', () => {
  const name = 'Does the agent count as kind when applicable or not applicable';
  const advice = adviseMetric({ name, description: `${name}?`, metric_value: BOOLEAN });
  expect(advice.map(({ code }) => code)).toEqual(['short_description']);
});

test('a name that is nearly taken names the metric, its id and what to do', () => {
  const [advice, ...others] = adviseMetric({
    name: 'Empathy  score',
    description: GOOD.boolean,
    metric_value: BOOLEAN,
    similarNames: [{ id: 'a'.repeat(24), name: 'Empathy "score' }],
  });
  expect(others).toEqual([]);
  expect(advice?.code).toBe('similar_name');
  expect(advice?.message).toContain(String.raw`"Empathy \"score" (${'a'.repeat(24)})`);
  expect(advice?.message).toContain('create_metric_version');
});

test('advice names three of the things that it is about, and how many more there are', () => {
  const categories = (count: number) => Array.from({ length: count }, (_, i) => `kind ${i}`);
  const missing = (count: number) =>
    adviseMetric({
      description: `${GOOD.categorical} Kind 9.`,
      metric_value: oneOf(...categories(count), 'other'),
    })
      .find(({ code }) => code === 'unexplained_categories')
      ?.message.replace(/: add.*/, '');
  const named = 'The description does not say when to choose "kind 0", "kind 1", "kind 2"';
  expect([missing(3), missing(4), missing(6)]).toEqual([named, `${named} and 1 more`, `${named} and 3 more`]);
});

test('pairs of overlapping categories are named', () => {
  const [advice] = adviseMetric({
    description: `${GOOD.categorical} Call resolved. RESOLVED`,
    metric_value: oneOf('resolved', 'call resolved', 'other'),
  });
  expect(advice?.message).toContain('"resolved" and "call resolved" overlap');
});

test.each([
  [true, 'How kind, from -1.5 to 12.25, is the agent? −1.5: rude. 12.25: warm.'],
  [true, 'How kind is the agent? -1.5: rude. 12.25: warm.'],
  [false, 'How kind, from −1.5 to 12.25, is the agent? −1.5: rude. 12.2: warm.'],
  [false, 'How kind is the agent? 1.5: rude. 12.25: warm.'],
  [false, 'How kind is the agent (-1.5 .. 12.25)?'],
  [false, 'How kind is the agent (-1.5–12.25)? 12.25: warm.'],
])('ends of a scale with a sign and decimals, explained: %s, by: %s', (explained, description) => {
  const metric_value: MetricValue = { type: 'numerical', lower_bound: -1.5, upper_bound: 12.25 };
  const advice = adviseMetric({
    description: `${description} Not applicable where nobody talks to the caller.`,
    metric_value,
  });
  const missing = 'add a line for -1.5 and one for 12.25.';
  expect(advice.map(({ message }) => message)).toEqual(explained ? [] : [expect.stringContaining(missing)]);
});

test('each piece of advice is one sentence, however many things it is about', () => {
  const many = Array.from({ length: 50 }, (_, i) => `kind ${i} ${'of '.repeat(50)}call`);
  const advice = adviseMetric({
    name: 'Kinds',
    description: 'What is it? And also why? ',
    metric_value: oneOf(...many, 'kind'),
    similarNames: many.map((name) => ({ id: 'b'.repeat(24), name })),
  });
  expect(advice.map(({ code }) => code)).toEqual([
    'similar_name',
    'short_description',
    'no_not_applicable',
    'several_questions',
    'unexplained_categories',
    'overlapping_categories',
    'no_other_category',
  ]);
  for (const { message } of advice) {
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(message.length).toBeLessThan(700);
    expect(message.match(/\. [A-Z]/g)).toBeNull();
  }
});
