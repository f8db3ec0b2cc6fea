import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readUntil } from '../../src/amigo/read-until.ts';
import { HttpError, type HttpErrorCode } from '../../src/errors.ts';

interface Page {
  readonly rows: readonly number[];
  readonly unreadable?: number;
  readonly next?: number;
  readonly cut?: 'missing_token';
}

/** These pages, then a failure, should there be one; `taken` tells how many were asked for. */
function list(pages: readonly Page[], failure?: unknown) {
  const state = { taken: 0 };
  async function* iterate() {
    for (const { unreadable = 0, next, ...page } of pages) {
      state.taken += 1;
      yield { ...page, unreadable, next };
    }
    if (failure) throw failure;
  }
  return { state, pages: iterate() };
}

const key = (row: number) => row;
const broken = (code: HttpErrorCode) =>
  new HttpError('It broke.', { code, operation: 'get-metrics', executed: 'maybe' });

it('gathers each row once, counts the unreadable ones, and knows the end', async () => {
  const { pages } = list([
    { rows: [3, 1], unreadable: 1, next: 1 },
    { rows: [], next: 2 },
    { rows: [1, 2], unreadable: 2 },
  ]);
  expect(await readUntil(pages, { key })).toEqual({
    rows: [3, 1, 2],
    unreadable: 3,
    whole: true,
    brokeOff: false,
    failure: undefined,
  });
});

it('takes no page more than is enough, and tells of each', async () => {
  const { pages, state } = list([
    { rows: [1], next: 1 },
    { rows: [2], next: 2 },
    { rows: [3], next: 3 },
  ]);
  const told: number[] = [];
  const listing = await readUntil(pages, {
    key,
    enough: (rows) => rows.length >= 2,
    onPage: (rows) => told.push(rows.length),
  });
  expect(listing).toMatchObject({ rows: [1, 2], whole: false, brokeOff: false, failure: undefined });
  expect(state.taken).toBe(2);
  expect(told).toEqual([1, 2]);
});

it('is whole when the last page was enough', async () => {
  expect(await readUntil(list([{ rows: [1] }]).pages, { key, enough: () => true })).toMatchObject({
    whole: true,
  });
});

it('says that the list broke off', async () => {
  const { pages } = list([
    { rows: [1], next: 1 },
    { rows: [2], cut: 'missing_token' },
  ]);
  expect(await readUntil(pages, { key })).toMatchObject({ rows: [1, 2], whole: false, brokeOff: true });
});

it('keeps what came before a page that fails, and why it failed', async () => {
  const failure = broken('forbidden');
  const { pages } = list([{ rows: [1], unreadable: 1, next: 1 }], failure);
  expect(await readUntil(pages, { key })).toEqual({
    rows: [1],
    unreadable: 1,
    whole: false,
    brokeOff: false,
    failure,
  });
});

it.each([
  ['the first page', [], broken('network')],
  ['a page after empty ones', [{ rows: [], next: 1 }], broken('network')],
  ['a page for which nobody waits any longer', [{ rows: [1], next: 1 }], broken('cancelled')],
  ['the program itself', [{ rows: [1], next: 1 }], new TypeError('a fault of our own')],
])('throws what %s throws', async (_, before, failure) => {
  await expect(readUntil(list(before, failure).pages, { key })).rejects.toBe(failure);
});

it('gives what a plain look over the pages gives, however they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(20))), fc.nat(25), async (cut, wanted) => {
      const pages = cut.map((rows, at) => ({ rows, ...(at < cut.length - 1 && { next: at + 1 }) }));
      const { pages: following, state } = list(pages);
      const { rows, whole } = await readUntil(following, { key, enough: ({ length }) => length >= wanted });
      const firsts = cut.map((_row, at) => [...new Set(cut.slice(0, at + 1).flat())]);
      const at = firsts.findIndex((each) => each.length >= wanted);
      const last = at < 0 ? cut.length - 1 : at;
      expect(rows).toEqual(firsts[last] ?? []);
      expect(state.taken).toBe(last + 1);
      expect(whole).toBe(last === cut.length - 1);
    }),
  );
});
