import { expect, it } from 'vitest';
import { listingNotes } from '../../src/answers/page.ts';
import { adviceInWords, confirmedInWords, definitionInWords } from '../../src/answers/writes.ts';
import { HttpError } from '../../src/errors.ts';

it('of a list say why it ends early, and what could not be read', () => {
  const whole = { brokeOff: false, failure: undefined, unreadable: 0 };
  const failed = {
    ...whole,
    failure: new HttpError('late', { code: 'timeout', operation: 'get-metrics', executed: 'no' }),
  };
  expect(listingNotes(whole, 'metric', true)).toEqual([]);
  expect(listingNotes(failed, 'metric', true)).toEqual([
    'Stopped early (timeout): continuation_token goes on from here.',
  ]);
  expect(listingNotes(failed, 'metric', false)).toEqual(['Stopped early (timeout).']);
  expect(listingNotes({ ...whole, brokeOff: true, unreadable: 1 }, 'metric', true)).toEqual([
    'Amigo’s list broke off: it says that there is more, without a way to it.',
    '1 metric could not be read and is not shown.',
  ]);
  expect(listingNotes({ ...whole, unreadable: 2 }, 'version', true)).toEqual([
    '2 versions could not be read and are not shown.',
  ]);
});

it('of a write say that it was found done, and what would be easier to judge by', () => {
  expect(confirmedInWords(undefined)).toEqual([]);
  expect(confirmedInWords(false)).toEqual([]);
  expect(confirmedInWords(true)).toEqual([
    'Confirmed after a failure: no good answer came, and a look found everything as this call asks for.',
  ]);
  expect(adviceInWords([])).toEqual([]);
  expect(adviceInWords([{ code: 'similar_name', message: 'There is one.' }])).toEqual([
    'Advice:',
    '- similar_name: There is one.',
  ]);
});

it('of a definition leave out texts that it has not', () => {
  const nothing = { description: null, additional_notes: null, applied_to_services: [], tags: [] };
  expect(definitionInWords(nothing)).toEqual(['Services: none. Tags: none.']);
  const tags = [
    { key: 'team', value: 'care' },
    { key: 'new', value: null },
  ];
  expect(
    definitionInWords({
      description: 'Is it "so"?',
      additional_notes: 'no',
      applied_to_services: ['s', 't'],
      tags,
    }),
  ).toEqual([
    String.raw`Description: "Is it \"so\"?"`,
    'Notes: "no"',
    'Services: s, t. Tags: team:care, new.',
  ]);
});
