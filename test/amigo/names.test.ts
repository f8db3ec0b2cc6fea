import { expect, test } from 'vitest';
import {
  ambiguousName,
  exact,
  isCalled,
  neighboursInWords,
  pick,
  unknownName,
} from '../../src/amigo/names.ts';
import { listedMetricSchema, type Metric } from '../../src/amigo/schema.ts';
import { id, metric } from '../support/amigo.ts';

/** Metrics of these names, numbered from 1; those after a minus sign are deleted. */
function called(...names: readonly string[]): Metric[] {
  return names.map((name, place) =>
    listedMetricSchema.parse(
      metric(place + 1, { name: name.replace(/^-/, ''), is_deleted: name.startsWith('-') }),
    ),
  );
}

function picked(name: string, ...names: readonly string[]): number[] {
  return pick(name, called(...names)).map((found) => Number.parseInt(found.id, 16));
}

test('a name is exact but for what cannot be seen, and blanks at its ends', () => {
  expect(exact(' Warm\u200b tone ')).toBe('Warm tone');
  expect(exact('Warm  Tone')).toBe('Warm  Tone');
  const [warm, gone] = called(' Warm tone', '-Warm tone');
  expect(warm && isCalled('Warm\u202e tone ', warm)).toBe(true);
  expect(warm && isCalled('warm tone', warm)).toBe(false);
  expect(gone && isCalled('Warm tone', gone)).toBe(false);
});

test.each([
  ['Warm tone', ['warm tone', 'Warm  tone', 'Warm tone'], [3]],
  ['Warm tone', ['warm tone', 'Warm  tone'], [2]],
  ['Warm tone', ['WARM TONE', 'warm  tone', 'Cold tone'], [1, 2]],
  ['Warm tone', ['Warm tone', '-Warm tone', 'Warm tone'], [1, 3]],
  ['Warm tone', ['-Warm tone', 'warm tone'], [2]],
  ['Warm tone', ['Warm', 'tone'], []],
])('%j among %j is %j', (name, names, numbers) => {
  expect(picked(name, ...names)).toEqual(numbers);
});

test('a name that several have is an error that lists them, five at most', () => {
  const error = ambiguousName('Tone', called('Tone', 'Tone'));
  expect(error).toMatchObject({
    code: 'invalid_input',
    message: `2 metrics are called "Tone": "Tone" (${id(1)}), "Tone" (${id(2)}).`,
  });
  expect(error.remedy).toBe('Call again with the id of the one that is meant.');
  const six = ambiguousName('Tone', called(...Array.from({ length: 6 }, () => 'Tone'))).message;
  expect(six).toContain(`6 metrics are called "Tone": "Tone" (${id(1)})`);
  expect(six).toContain(`(${id(5)}).`);
  expect(six).not.toContain(id(6));
});

test('a name that nobody has is an error with the nearest names, best first', () => {
  const metrics = called('Colour', 'Warm tones', '-Warm tone', 'Warmth');
  expect(unknownName('Warm ton', [], metrics, 0)).toMatchObject({
    code: 'not_found',
    message: `There is no metric called "Warm ton". The nearest names: "Warm tones" (${id(2)}), "Warmth" (${id(4)}), "Colour" (${id(1)}).`,
  });
  expect(unknownName('Warm ton', [], [], 0).message).toBe('There is no metric called "Warm ton".');
});

test('what a search found is nearer than anything else', () => {
  const metrics = called('Warm', 'Warm tone of voice', '-Warm tone once');
  const hits = metrics.slice(1);
  expect(unknownName('Warm tone', hits, metrics, 0).message).toBe(
    `There is no metric called "Warm tone". The nearest names: "Warm tone of voice" (${id(2)}).`,
  );
});

test('five names are listed, those of one name by their ids', () => {
  const hits = called(...Array.from({ length: 7 }, (_, place) => `Warm tone ${place}`));
  const { message } = unknownName('Warm tone', hits, hits, 0);
  expect(message).toContain(id(5));
  expect(message).not.toContain(id(6));
  const twins = called('Tones', 'Tones', 'Colour');
  expect(unknownName('Tone', [], twins, 0).message).toContain(
    `The nearest names: "Tones" (${id(1)}), "Tones" (${id(2)}), "Colour" (${id(3)}).`,
  );
});

test('a deleted metric of that very name goes by its id', () => {
  const message = unknownName('Warm tone', [], called('-Warm tone', '-Warm tones'), 0).message;
  expect(message).toBe(
    `There is no metric called "Warm tone". A deleted one was, and goes by its id: ${id(1)}.`,
  );
  expect(unknownName('Warm tone', [], called('-Warm tones'), 0).message).not.toContain('deleted');
});

test('a search shows fifty: more may contain the name', () => {
  const more = 'More names contain it than a search shows.';
  const hits = (count: number) => called(...Array.from({ length: count }, () => 'Warm tone of voice'));
  expect(unknownName('Warm tone', hits(50), hits(50), 0).message).toContain(more);
  expect(unknownName('Warm tone', hits(49), hits(49), 0).message).not.toContain(more);
});

test('what could not be read may be the one that is meant', () => {
  expect(unknownName('Tone', [], [], 2)).toMatchObject({
    code: 'upstream_error',
    message: 'No metric called "Tone" could be read, and 2 metrics that Amigo sent broke the contract.',
  });
  expect(unknownName('Tone', [], [], 1).message).toContain('and 1 metric that');
});

test('what is near to a name that a search does not find, deleted ones that hold it too', () => {
  const metrics = called('Colour', '-Warm  Tone of voice', '-Cold tone', 'Warmth');
  expect(neighboursInWords('warm tone', metrics)).toBe(
    `The nearest names: "Warmth" (${id(4)}), "Colour" (${id(1)}). Deleted: "Warm  Tone of voice" (${id(2)}).`,
  );
  expect(neighboursInWords('warm tone', called('Colour'))).toBe(`The nearest names: "Colour" (${id(1)}).`);
  expect(neighboursInWords('warm tone', called('-Warm tone'))).toBe(`Deleted: "Warm tone" (${id(1)}).`);
  expect(neighboursInWords('warm tone', called('-Colour'))).toBeUndefined();
});
