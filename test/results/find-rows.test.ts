import { describe, expect, it } from 'vitest';
import { MetricsApi } from '../../src/amigo/api.ts';
import { EVERYTHING, type Order, type ResultFilters } from '../../src/results/reading/filters.ts';
import { RowFinder } from '../../src/results/reading/find-rows.ts';
import type { Row } from '../../src/results/reading/row.ts';
import { Snapshot } from '../../src/results/reading/snapshot.ts';
import { Snapshots } from '../../src/results/reading/snapshots.ts';
import { Source, type Continued } from '../../src/results/reading/source.ts';

const AS_OF = 1_000_000;
const PAGE = 5;
const never = new AbortController().signal;
const bounds = { signal: never, deadline: Infinity, startBy: Infinity };

/** Results r0, r1, r2 … on pages of five: even ones true, every third by hand. */
function addPage(snapshot: Snapshot, last: boolean): void {
  const first = snapshot.columns.length;
  snapshot.add({
    rows: Array.from({ length: PAGE }, (_, place) => ({
      id: `r${first + place}`,
      metricId: 'm',
      version: 1,
      value: (first + place) % 2 === 0,
      justification: '',
      at: AS_OF - first - place,
      sourceType: (first + place) % 3 === 0 ? 'manual' : 'post-session',
      conversationId: `c${first + place}`,
      interactionId: null,
      runId: null,
      unitTestId: null,
      runIndex: null,
      unit: `c${first + place}`,
      references: [],
    })),
    unreadable: 0,
    hasMore: !last,
    token: first + PAGE,
    at: first === 0 ? undefined : first,
    next: last ? undefined : first + PAGE,
  });
}

interface Seen {
  readonly pages: number;
  readonly complete?: boolean;
  readonly filters?: Partial<ResultFilters>;
  readonly order?: Order;
  readonly from?: Continued;
}

/** A source over pages that are here, and its snapshot. */
async function open({ pages, complete = false, filters = {}, order = '-created_at', from }: Seen) {
  const snapshots = new Snapshots();
  const snapshot = new Snapshot(EVERYTHING, '-created_at', AS_OF);
  for (let page = 1; page <= pages; page += 1) addPage(snapshot, complete && page === pages);
  snapshots.keep(snapshot);
  const source = await Source.open({ filters: { ...EVERYTHING, ...filters }, order }, from ?? null, false, {
    connection: {
      api: new MetricsApi(() => Promise.reject(new Error('nothing is read'))),
      quota: () => ({ free: 0, nextInMs: 0 }),
      amigoNow: () => AS_OF,
    },
    catalogue: { remember: () => {} },
    snapshots,
    signal: never,
    reads: bounds,
    pages: bounds,
  });
  return { source, snapshot };
}

const isTrue = ({ value }: Row) => value === true;
const idsOf = (finder: RowFinder) => finder.found.map(({ row }) => row.id);
const continued = (finder: RowFinder, shown?: number): Continued => ({
  asOf: AS_OF,
  place: finder.placeAfter(shown),
});

describe('rows are found', () => {
  it('page by page, until there are enough, each row gone through once', async () => {
    const { source, snapshot } = await open({ pages: 1 });
    const finder = new RowFinder(source, null, 4, isTrue);
    finder.feed();
    expect([idsOf(finder), finder.isFull]).toEqual([['r0', 'r2', 'r4'], false]);
    addPage(snapshot, false);
    finder.feed();
    finder.feed();
    expect([idsOf(finder), finder.isFull, finder.extent.read]).toEqual([['r0', 'r2', 'r4', 'r6'], true, 7]);
    expect(finder.extent).toMatchObject({ fromCache: 5, newest: AS_OF, oldest: AS_OF - 6 });
    expect([...finder.met.keys()]).toEqual(['m']);
    expect(finder.isMoreHere).toBe(true);
  });

  it('behind the row where an earlier call stopped, or behind the last one that it showed', async () => {
    const first = new RowFinder((await open({ pages: 2 })).source, null, 3, isTrue);
    first.feed();
    const second = new RowFinder(
      (await open({ pages: 2, from: continued(first) })).source,
      continued(first),
      9,
      isTrue,
    );
    second.feed();
    expect(idsOf(second)).toEqual(['r6', 'r8']);
    const cut = new RowFinder(
      (await open({ pages: 2, from: continued(first, 1) })).source,
      continued(first, 1),
      9,
      isTrue,
    );
    cut.feed();
    expect([idsOf(cut), cut.moved]).toEqual([['r2', 'r4', 'r6', 'r8'], false]);
  });

  it('in the other order of a complete snapshot, and through narrower filters', async () => {
    const asked = {
      pages: 2,
      complete: true,
      filters: { sourceTypes: ['manual'] },
      order: '+created_at' as const,
    };
    const finder = new RowFinder((await open(asked)).source, null, 2, () => true);
    finder.feed();
    expect(idsOf(finder)).toEqual(['r9', 'r6']);
    const rest = new RowFinder(
      (await open({ ...asked, from: continued(finder) })).source,
      continued(finder),
      9,
      () => true,
    );
    rest.feed();
    expect([idsOf(rest), rest.isMoreHere]).toEqual([['r3', 'r0'], false]);
  });

  it('from the page on where the row has gone from the list, which is said', async () => {
    const from = { asOf: AS_OF, place: { page: PAGE, row: 'gone' } };
    const finder = new RowFinder((await open({ pages: 2, from })).source, from, 9, isTrue);
    finder.feed();
    expect([idsOf(finder), finder.moved]).toEqual([['r6', 'r8'], true]);
  });

  it('only where they turn out to be wanted', async () => {
    const finder = new RowFinder((await open({ pages: 1 })).source, null, 2, isTrue);
    finder.feed();
    finder.keep(({ id }) => id !== 'r0');
    expect(finder.isFull).toBe(false);
    finder.feed();
    expect(idsOf(finder)).toEqual(['r2', 'r4']);
  });

  it('not among rows that another call has let go meanwhile, which is said', async () => {
    const { source, snapshot } = await open({ pages: 1 });
    const finder = new RowFinder(source, null, 9, isTrue);
    addPage(snapshot, false);
    snapshot.release();
    finder.feed();
    expect([idsOf(finder), finder.moved]).toEqual([['r6', 'r8'], true]);
  });
});
