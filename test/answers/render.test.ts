import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ANSWER_LIMIT, cutTexts, type Cut } from '../../src/answers/fit.ts';
import { render } from '../../src/answers/render.ts';
import { atOnce } from '../../src/slices.ts';

const ALONE = { sandbox: false, accepts: () => true };

interface Data {
  readonly id: string;
  readonly names: readonly string[];
  readonly page: { readonly note: string | null };
}
const namesIn = z.object({ names: z.array(z.string()) });
const forms = {
  text: ({ id, names, page }: Data) =>
    [id, ...names.map((name) => JSON.stringify(name)), ...(page.note === null ? [] : [page.note])].join('\n'),
  structured: (data: Data) => ({ ...data }),
};
const dropNames: Cut<Data> = (data) =>
  data.names.length === 0
    ? undefined
    : { data: { ...data, names: data.names.slice(1) }, note: { code: 'names', text: 'Names are left out.' } };
const shortenNames = cutTexts<Data>(['names'], 2_000, { code: 'long_names', text: 'Names are shortened.' });

test('both forms fit, and hold the answer’s own note and that of every cut', () => {
  const long = fc
    .tuple(fc.constantFrom('a', 'word ', 'quote " ', '\u0007'), fc.nat(9_000))
    .map(([text, times]) => text.repeat(times));
  fc.assert(
    fc.property(
      fc.array(long, { maxLength: 30 }),
      fc.option(fc.constantFrom('There is "more".', 'n'.repeat(500)), { nil: null }),
      fc.boolean(),
      (names, note, sandbox) => {
        const data = { id: 'a'.repeat(24), names, page: { note } };
        const { text, structured } = atOnce(
          render({ data, cuts: [shortenNames, dropNames] }, forms, {
            ...ALONE,
            sandbox,
          }),
        );
        expect(text.length).toBeLessThanOrEqual(ANSWER_LIMIT);
        expect(JSON.stringify(structured).length).toBeLessThanOrEqual(ANSWER_LIMIT);
        expect(structured).toMatchObject({ id: data.id, ...(sandbox && { sandbox }) });
        const shown = namesIn.parse(structured).names;
        const said = {
          [note ?? '']: true,
          'Names are left out.': shown.length < names.length,
          'Names are shortened.': shown.some((name) => !names.includes(name)),
        };
        for (const [sentence, isSaid] of Object.entries(said)) {
          if (!isSaid) continue;
          expect(text).toContain(sentence);
          expect(JSON.stringify(structured)).toContain(JSON.stringify(sentence).slice(1, -1));
        }
      },
    ),
  );
});

test.each([
  ['beside the data', { note: 'Own.', names: ['x'.repeat(50_000)] }, 'note'],
  ['in its page', { page: { note: 'Own.' }, names: ['x'.repeat(50_000)] }, 'page.note'],
  ['in its coverage', { coverage: { note: 'Own.' }, names: ['x'.repeat(50_000)] }, 'coverage.note'],
])('a cut is told in the note %s, behind what stood there', (_, data, place) => {
  const { structured } = atOnce(
    render(
      { data },
      { text: (shown: object) => JSON.stringify(shown), structured: (shown: object) => ({ ...shown }) },
      ALONE,
    ),
  );
  expect(structured).toHaveProperty(place, 'Own. Long texts are cut: they end with ….');
});

test('where the data has no note the text tells of a cut', () => {
  const { text } = atOnce(
    render(
      { data: { name: 'x'.repeat(50_000) } },
      { text: ({ name }) => name, structured: (shown) => ({ ...shown }) },
      ALONE,
    ),
  );
  expect(text).toMatch(/…\nNote: Long texts are cut: they end with …\.$/);
});

test('what fits is put in words and in JSON as it is, and measured once', () => {
  let serialised = 0;
  const data = {
    names: ['a'],
    toJSON() {
      serialised += 1;
      return { names: this.names };
    },
  };
  const { text, structured } = atOnce(
    render({ data }, { text: ({ names }) => names.join(), structured: ({ names }) => ({ names }) }, ALONE),
  );
  expect({ text, structured, serialised }).toEqual({
    text: 'a',
    structured: { names: ['a'] },
    serialised: 1,
  });
});

test('next holds at most three calls of tools that are listed, none with megabytes in it', () => {
  const call = (tool: string, id = 'a') => ({ tool, arguments: { id }, why: 'because '.repeat(100) });
  const { text, structured } = atOnce(
    render(
      {
        data: { names: [] },
        next: [
          call('hidden'),
          call('one', 'x'.repeat(5_000)),
          call('two'),
          call('three'),
          call('four'),
          call('five'),
        ],
      },
      { text: () => 'Said.', structured: (shown) => ({ ...shown }) },
      { sandbox: true, accepts: ({ tool }) => tool !== 'hidden' },
    ),
  );
  expect(structured).toMatchObject({
    next: ['two', 'three', 'four'].map((tool) => ({ tool, arguments: { id: 'a' } })),
    sandbox: true,
  });
  expect(text.split('\n')).toEqual([
    'Said.',
    'Next:',
    ...['two', 'three', 'four'].map((tool) =>
      expect.stringMatching(new RegExp(`^- ${tool} {"id":"a"}: because.*…$`)),
    ),
    'Sandbox: made-up data, judged by rule.',
  ]);
});
