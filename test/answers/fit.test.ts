import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWER_LIMIT, cutTexts, fit, keepOf, type Cut, type Note } from '../../src/answers/fit.ts';
import { jsonText } from '../../src/resources/content.ts';

interface Data {
  readonly rows: readonly string[];
  readonly remark: string;
}
const lengthsOf = (data: unknown) => [JSON.stringify(data).length];
const lengthOf = (data: unknown) => JSON.stringify(data).length;
const ROWS_NOTE = { code: 'rows', text: 'Rows are left out.' };
const REMARK_NOTE = { code: 'remark', text: 'The remark is left out.' };
const dropRows: Cut<Data> = ({ rows, remark }, share) =>
  rows.length === 0
    ? undefined
    : { data: { rows: rows.slice(0, keepOf(rows.length, share)), remark }, note: ROWS_NOTE };
const dropRemark: Cut<Data> = (data) =>
  data.remark === '' ? undefined : { data: { ...data, remark: '' }, note: REMARK_NOTE };

/** JSON of any form and of many sizes: long texts, long lists, wide objects, deep nests, and all of them at once. */
const anyJson = fc
  .letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      fc.jsonValue(),
      fc
        .tuple(fc.string({ unit: 'binary' }), fc.nat(5_000))
        .map(([text, times]) => text.repeat(times).slice(0, 40_000)),
      fc
        .tuple(fc.constantFrom(0, 'text', null, ['a', {}]), fc.nat(3_000))
        .map(([field, times]) =>
          Object.fromEntries(Array.from({ length: times }, (_, at) => [`${at}`, field])),
        ),
      fc
        .tuple(tie('value'), fc.integer({ min: 1, max: 8 }))
        .map(([entry, times]) => Array.from({ length: times }, () => entry)),
      fc
        .tuple(tie('value'), fc.string(), fc.integer({ min: 1, max: 8 }))
        .map(([field, name, times]) =>
          Object.fromEntries(Array.from({ length: times }, (_, at) => [`${name.repeat(50)}${at}`, field])),
        ),
    ),
  }))
  // As JSON has it: no -0, and no object twice in one.
  .value.map((value): unknown => JSON.parse(JSON.stringify(value)));
/** Many of them are large: the general number would take minutes. */
const HEAVY = { numRuns: 300 };

/** Ways that do anything at all: nothing, shrink, grow, tear the data to pieces. */
const anyCut: fc.Arbitrary<Cut<unknown>> = fc
  .tuple(
    fc.constantFrom<((data: unknown, share: number) => unknown)[]>(
      () => undefined,
      (data) => data,
      (data) => [data, data],
      (data) => ({ data }),
      (data) => JSON.stringify(data),
      (data) => (Array.isArray(data) ? data.slice(1) : undefined),
      (data, share) => (typeof data === 'string' ? data.slice(0, data.length * share) : undefined),
    ),
    fc.constantFrom('a', 'b', 'c'),
  )
  .map(([change, code]) => (data, share) => {
    const changed = change(data, share);
    return changed === undefined ? undefined : { data: changed, note: { code, text: `Note of ${code}.` } };
  });

describe('fit', () => {
  it('brings any data under the limit with any cuts, by steps each of which makes it strictly smaller', () => {
    fc.assert(
      fc.property(anyJson, fc.array(anyCut, { maxLength: 4 }), (data, cuts) => {
        const seen: number[] = [];
        const watched = cuts.map((cut): Cut<unknown> => (now, share) => {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThan(1);
          const length = lengthOf(now);
          if (length !== seen.at(-1)) seen.push(length);
          return cut(now, share);
        });
        const fitted = fit(data, watched, lengthsOf);
        const notes = fitted.notes.map(({ text }) => text).join(' ');
        expect(lengthOf(fitted.data) + notes.length).toBeLessThanOrEqual(ANSWER_LIMIT);
        expect(seen).toEqual(seen.toSorted((a, b) => b - a));
        if (lengthOf(data) <= ANSWER_LIMIT) expect(fitted).toEqual({ data, notes: [] });
        else expect(fitted.notes).not.toEqual([]);
      }),
      HEAVY,
    );
  });

  it('loses no note: one of another code stays, one of the same code is replaced', () => {
    const always: Note[] = [
      { code: 'reading', text: 'Reading ended early.' },
      { code: 'rows', text: 'There are rows.' },
    ];
    const text = fc.string({ maxLength: 100 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), text, ({ length }, remark) => {
        const rows = Array.from({ length }, (_, at) => `row ${at}`);
        const { data, notes } = fit({ rows, remark }, [dropRows, dropRemark], lengthsOf, {
          notes: always,
          limit: 400,
        });
        const wereCut = [data.rows.length < rows.length, data.remark === '' && remark !== ''];
        expect(notes).toEqual([
          always[0],
          wereCut[0] ? ROWS_NOTE : always[1],
          ...(wereCut[1] ? [REMARK_NOTE] : []),
        ]);
      }),
    );
  });

  it('leaves room for the notes, each in the form in which it takes the most', () => {
    const quotes = { code: 'quotes', text: '"'.repeat(100) };
    const shorten: Cut<string> = (data) => ({ data: data.slice(1), note: quotes });
    const { data, notes } = fit('x'.repeat(1_000), [shorten], lengthsOf, { limit: 600 });
    expect(lengthOf(data) + lengthOf(notes[0]?.text)).toBeLessThanOrEqual(600);
    expect(data.length).toBeGreaterThan(300);
  });

  it('takes the ways in their order, and the next one only when the first has nothing left', () => {
    const data = { rows: ['a'.repeat(400)], remark: 'b'.repeat(400) };
    expect(fit(data, [dropRemark, dropRows], lengthsOf, { limit: 600 })).toEqual({
      data: { ...data, remark: '' },
      notes: [REMARK_NOTE],
    });
    expect(fit(data, [dropRemark, dropRows], lengthsOf, { limit: 200 })).toEqual({
      data: { rows: [], remark: '' },
      notes: [REMARK_NOTE, ROWS_NOTE],
    });
  });

  it('goes on with a way that helps one form only', () => {
    const forms = (data: Data) => [lengthOf(data), data.rows.length > 50 ? 1_000 : 100];
    const data = { rows: Array.from({ length: 100 }, () => 'x'), remark: '' };
    const { rows } = fit(data, [dropRows], forms, { limit: 990 }).data;
    expect(rows.length).toBeLessThanOrEqual(50);
    expect(rows.length).toBeGreaterThan(40);
  });
});

describe('the last resort', () => {
  const id = 'a'.repeat(24);
  const token = 't'.repeat(5_000);

  it('cuts long texts before lists, and ids and tokens not at all while anything else is there to cut', () => {
    const data = { id, continuation_token: token, names: ['n'.repeat(100_000), 'short'], ids: [id, id] };
    const { data: cut, notes } = fit(data, [], lengthsOf);
    expect(cut).toMatchObject({ id, continuation_token: token, ids: [id, id] });
    expect(cut.names[0]).toMatch(/^n{1000,}…$/);
    expect(cut.names[1]).toBe('short');
    expect(notes.map(({ code }) => code)).toEqual(['long_texts']);
  });

  it('cuts lists to what fits, and no further', () => {
    const { data } = fit({ id, ids: Array.from({ length: 10_000 }, () => id) }, [], lengthsOf);
    expect(data.id).toBe(id);
    expect(data.ids.length).toBeGreaterThan(500);
    expect(new Set(data.ids)).toEqual(new Set([id]));
  });

  it('cuts even a token that leaves no room for anything', () => {
    const { data, notes } = fit({ id, continuation_token: 't'.repeat(50_000) }, [], lengthsOf);
    expect(lengthOf(data)).toBeLessThan(ANSWER_LIMIT);
    expect(notes.map(({ code }) => code)).toContain('no_room');
  });
});

describe('cutTexts', () => {
  it('gives strictly smaller data until no text is longer than the least, and touches nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: fc.string({ unit: 'binary', maxLength: 300 }), other: fc.string() })),
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (data, least, share) => {
          const way = cutTexts<typeof data>(['text'], least, ROWS_NOTE);
          let now = data;
          for (let step = way(now, share); step !== undefined; step = way(now, share)) {
            expect(lengthOf(step.data)).toBeLessThan(lengthOf(now));
            now = step.data;
          }
          for (const [at, { text, other }] of now.entries()) {
            expect(text.length).toBeLessThanOrEqual(Math.max(least, 1));
            if ((data[at]?.text.length ?? 0) <= least) expect(text).toBe(data[at]?.text);
            expect(other).toBe(data[at]?.other);
          }
        },
      ),
    );
  });
});

describe('a resource', () => {
  it('is JSON of at most 24,000 characters, whatever its data is, with every note and the sandbox’s mark', () => {
    fc.assert(
      fc.property(anyJson, fc.boolean(), (value, sandbox) => {
        const note = { code: 'reading', text: 'Reading ended early.' };
        const text = jsonText({ data: { value }, notes: [note] }, sandbox);
        expect(text.length).toBeLessThanOrEqual(ANSWER_LIMIT);
        const content: unknown = JSON.parse(text);
        expect(content).toMatchObject({
          note: expect.stringMatching(/^Reading ended early\./),
          ...(sandbox && { sandbox }),
        });
        if (lengthOf(value) < ANSWER_LIMIT / 4) expect(content).toHaveProperty('value', value);
      }),
      HEAVY,
    );
  });
});

it('always keeps fewer than there are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (count, share) => {
        const kept = keepOf(count, share);
        expect(kept).toBeLessThan(count);
        expect(kept).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
