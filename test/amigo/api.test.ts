import { expect, it } from 'vitest';
import { MetricsApi } from '../../src/amigo/api.ts';
import type { Bounds } from '../../src/deadline.ts';
import type { Query } from '../../src/http/types.ts';

const bounds = (deadline: number): Bounds => ({
  signal: new AbortController().signal,
  deadline,
  startBy: deadline,
});
const [FIRST, LATER] = [bounds(1), bounds(2)];

/** An api whose list has three pages, and what it was asked for. */
function threePages() {
  const asked: { readonly query: Query | undefined; readonly bounds: Bounds }[] = [];
  const api = new MetricsApi(async (_, { query }, within) => {
    asked.push({ query, bounds: within });
    const has_more = asked.length < 3;
    return {
      status: 200,
      body: { metrics: [], has_more, continuation_token: has_more ? asked.length : null },
    };
  });
  return { api, asked };
}

it('a list has bounds of its own for the first page that is read, and others for the later ones', async () => {
  const { api, asked } = threePages();
  for await (const page of api.getMetrics({ type: ['boolean'] }, FIRST, { token: 'start', later: LATER }))
    expect(page.rows).toEqual([]);
  expect(asked.map((each) => each.bounds)).toEqual([FIRST, LATER, LATER]);
  expect(asked.map(({ query }) => query)).toEqual(
    ['start', 1, 2].map((continuation_token) => ({ type: ['boolean'], limit: 50, continuation_token })),
  );
});

it('a page is asked for only when it is taken, with the same bounds where none are said for later ones', async () => {
  const { api, asked } = threePages();
  for await (const page of api.getMetrics({ limit: 7 }, FIRST)) if (page.at === 1) break;
  expect(asked).toMatchObject([
    { bounds: FIRST, query: { limit: 7 } },
    { bounds: FIRST, query: { limit: 7 } },
  ]);
});
