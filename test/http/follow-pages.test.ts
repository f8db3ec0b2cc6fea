import { expect, test } from 'vitest';
import { firstPage, followPages, type PageToken } from '../../src/http/follow-pages.ts';

interface Page {
  readonly rows: readonly string[];
  readonly hasMore: boolean;
  readonly token: unknown;
}

/** What following these pages yields, and the tokens that were sent for them. */
async function follow(list: readonly Page[], start?: PageToken) {
  const sent: unknown[] = [];
  const yielded = [];
  const fetch = async (token: PageToken | undefined, index: number) => {
    sent.push(token);
    const page = list[index];
    if (!page) throw new Error('beyond the list');
    return page;
  };
  for await (const page of followPages(fetch, start)) yielded.push(page);
  return { sent, yielded };
}

const page = (hasMore: boolean, token: unknown, ...rows: readonly string[]): Page => ({
  rows,
  hasMore,
  token,
});

test('an empty page ends nothing, has_more false does, whatever the token', async () => {
  const list = [page(true, 1, 'a'), page(true, 2), page(true, 'three', 'b'), page(false, 4)];
  const { sent, yielded } = await follow(list);
  expect(sent).toEqual([undefined, 1, 2, 'three']);
  expect(yielded.map(({ at, next, cut }) => ({ at, next, cut }))).toEqual([
    { at: undefined, next: 1, cut: undefined },
    { at: 1, next: 2, cut: undefined },
    { at: 2, next: 'three', cut: undefined },
    { at: 'three', next: undefined, cut: undefined },
  ]);
});

test('zero is a token', async () => {
  expect((await follow([page(true, 0), page(false, null)])).sent).toEqual([undefined, 0]);
});

test.each([undefined, null, '', {}, true])('more without a token (%j): the list is cut', async (token) => {
  const { yielded } = await follow([page(true, token, 'a')]);
  expect(yielded).toMatchObject([{ rows: ['a'], next: undefined, cut: 'missing_token' }]);
});

test('a token that was used before, in either form: the list is cut', async () => {
  const { sent, yielded } = await follow([page(true, 1), page(true, 2), page(true, '1', 'kept')]);
  expect(sent).toEqual([undefined, 1, 2]);
  expect(yielded.at(-1)).toMatchObject({ rows: ['kept'], next: undefined, cut: 'repeated_token' });
});

test('it starts where it is told to, and counts that token as used', async () => {
  const { sent, yielded } = await follow([page(true, 5)], 5);
  expect(sent).toEqual([5]);
  expect(yielded).toMatchObject([{ at: 5, cut: 'repeated_token' }]);
});

test('the first page alone is asked for where no other is wanted', async () => {
  const sent: unknown[] = [];
  const pages = followPages(async (token) => {
    sent.push(token);
    return page(true, 1, 'a');
  });
  expect(await firstPage(pages)).toMatchObject({ rows: ['a'], next: 1 });
  expect(sent).toEqual([undefined]);
});
