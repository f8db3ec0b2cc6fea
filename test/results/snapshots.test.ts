import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Extent } from '../../src/results/reading/extent.ts';
import { EVERYTHING, type Order, type ResultFilters } from '../../src/results/reading/filters.ts';
import { Snapshot } from '../../src/results/reading/snapshot.ts';
import { Snapshots } from '../../src/results/reading/snapshots.ts';
import { rowOf, type WorldRow } from '../support/results-worlds.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const rowAt = (place: number, at: number | null, fields: Partial<WorldRow> = {}) => ({
  ...rowOf(place, { metricId: 'b', version: 1, source: 'manual', unit: place, value: true, at }),
  ...fields,
});

interface Asked {
  readonly filters?: Partial<ResultFilters>;
  readonly order?: Order;
  readonly asOf?: number;
  /** Pages of two rows; another one follows the last unless it is whole. */
  readonly pages?: number;
  readonly whole?: boolean;
  readonly origin?: number;
  /** Of each row. */
  readonly justification?: string;
}

function snapshot(asked: Asked = {}): Snapshot {
  const {
    filters,
    order = '-created_at',
    asOf = 5_000,
    pages = 1,
    whole = true,
    origin,
    justification = '',
  } = asked;
  const made = new Snapshot({ ...EVERYTHING, ...filters }, order, asOf, origin);
  for (let page = 0; page < pages; page += 1) {
    const isLast = page + 1 === pages && whole;
    made.add({
      rows: [0, 1].map((row) => rowAt(2 * page + row, 4_000 - page, { justification })),
      unreadable: 1,
      hasMore: !isLast,
      token: 500 * (page + 1),
      at: page === 0 ? origin : 500 * page,
      next: isLast ? undefined : 500 * (page + 1),
    });
  }
  return made;
}

function keeping(...all: readonly Snapshot[]): Snapshots {
  const snapshots = new Snapshots();
  for (const each of all) snapshots.keep(each);
  return snapshots;
}

describe('a new question', () => {
  const everything = { ...EVERYTHING };
  const manual = { ...EVERYTHING, sourceTypes: ['manual'] };

  it('is answered by what was read to its end, of the same or of wider filters, in either order', () => {
    const kept = snapshot();
    expect(keeping(kept).find(everything, '+created_at')).toBe(kept);
    expect(keeping(kept).find(manual, '-created_at')).toBe(kept);
    expect(
      keeping(snapshot({ filters: { sourceTypes: ['manual'] } })).find(everything, '-created_at'),
    ).toBeUndefined();
  });

  it('is answered by what is being read only where filters and order are the same', () => {
    const kept = snapshot({ whole: false });
    const snapshots = keeping(kept);
    expect(snapshots.find(everything, '-created_at')).toBe(kept);
    expect(snapshots.find(everything, '+created_at')).toBeUndefined();
    expect(snapshots.find(manual, '-created_at')).toBeUndefined();
  });

  it('is not answered by what an evaluation changed, or by what begins in the middle', () => {
    const stale = snapshot();
    stale.stale = true;
    expect(keeping(stale, snapshot({ origin: 500 })).find(everything, '-created_at')).toBeUndefined();
  });

  it('is answered by the latest, whichever was used last; of equal ones by the complete one', () => {
    const [early, late] = [snapshot({ asOf: 5_000 }), snapshot({ asOf: 6_000 })];
    expect(keeping(late, early).find(everything, '-created_at')).toBe(late);
    const [begun, complete] = [snapshot({ whole: false }), snapshot()];
    expect(keeping(complete, begun).find(everything, '-created_at')).toBe(complete);
  });
});

describe('a continuation', () => {
  it('is of its own time, its own order, and the list that has its page', () => {
    const [down, up] = [
      snapshot({ pages: 2, whole: false }),
      snapshot({ pages: 2, whole: false, order: '+created_at' }),
    ];
    const snapshots = keeping(down, up);
    const find = (order: Order, asOf: number, page?: number) =>
      snapshots.findContinued({ ...EVERYTHING }, order, asOf, page);
    expect(find('+created_at', 5_000, 500)).toBe(up);
    expect(find('-created_at', 5_000, 500)).toBe(down);
    expect(find('-created_at', 5_000, 1_000)).toBe(down);
    expect(find('-created_at', 5_000, 700)).toBeUndefined();
    expect(find('-created_at', 6_000, 500)).toBeUndefined();
    expect(find('+created_at', 5_000)).toBe(up);
    expect(find('-created_at', 5_000)).toBe(down);
  });

  it('by a row is found in any order of what is complete, and in wider results too', () => {
    const whole = snapshot();
    const manual = { ...EVERYTHING, sourceTypes: ['manual'] };
    expect(keeping(whole).findContinued({ ...EVERYTHING }, '+created_at', 5_000, undefined)).toBe(whole);
    expect(keeping(whole).findContinued(manual, '-created_at', 5_000, undefined)).toBe(whole);
    const begun = keeping(snapshot({ whole: false }));
    expect(begun.findContinued({ ...EVERYTHING }, '+created_at', 5_000, undefined)).toBeUndefined();
    expect(begun.findContinued(manual, '-created_at', 5_000, undefined)).toBeUndefined();
  });
});

it('an evaluation makes stale what its result may belong to, and nothing else', () => {
  const touched = (filters: Partial<ResultFilters>) => {
    const kept = snapshot({ filters });
    keeping(kept).evaluated(['m', 'n'], 'c');
    return kept.stale;
  };
  expect(touched({})).toBe(true);
  expect(touched({ metrics: ['n-2'] })).toBe(true);
  expect(touched({ metrics: ['x-', 'm-'] })).toBe(true);
  expect(touched({ metrics: ['mm-', 'x-1'] })).toBe(false);
  expect(touched({ sourceTypes: ['simulation', 'manual'] })).toBe(true);
  expect(touched({ sourceTypes: ['simulation'] })).toBe(false);
  expect(touched({ conversations: ['d', 'c'] })).toBe(true);
  expect(touched({ conversations: ['d'] })).toBe(false);
  expect(touched({ runs: ['r'] })).toBe(false);
});

describe('what people said', () => {
  it('is kept until ten minutes after its last use', () => {
    const kept = snapshot();
    const snapshots = keeping(kept);
    vi.advanceTimersByTime(9 * 60_000);
    snapshots.keep(kept);
    vi.advanceTimersByTime(10 * 60_000 - 1);
    expect(snapshots.find({ ...EVERYTHING }, '-created_at')).toBe(kept);
    vi.advanceTimersByTime(1);
    expect(snapshots.find({ ...EVERYTHING }, '-created_at')).toBeUndefined();
  });

  it('is kept within so many bytes, the one that was not used for longest going first', () => {
    const [first, second, third] = [1, 2, 3].map((asOf) =>
      snapshot({ asOf, justification: 'x'.repeat(1_000) }),
    );
    if (!first || !second || !third) throw new Error('three snapshots were made');
    // Two rows of a thousand characters each, two bytes a character, and a little for the rest.
    expect(first.columns.bytes).toBeGreaterThan(4_000);
    expect(first.columns.bytes).toBeLessThan(6_000);
    const snapshots = new Snapshots({ mostBytes: 2 * first.columns.bytes });
    for (const each of [first, second, first, third]) expect(snapshots.keep(each)).toBe(true);
    const isKept = ({ asOf }: Snapshot) =>
      snapshots.findContinued({ ...EVERYTHING }, '-created_at', asOf, undefined) !== undefined;
    expect([first, second, third].map(isKept)).toEqual([true, false, true]);
    expect(new Snapshots({ mostBytes: first.columns.bytes - 1 }).keep(first)).toBe(false);
    snapshots.clear();
    expect([first, second, third].map(isKept)).toEqual([false, false, false]);
  });
});

it('where a page begins, in rows and in results that came', () => {
  const made = snapshot({ pages: 2, whole: false });
  expect([undefined, 500, 1_000, 700].map((page) => made.rowsBefore(page))).toEqual([0, 2, 4, undefined]);
  expect([undefined, 500, 1_000, 700].map((page) => made.fetchedBefore(page))).toEqual([0, 3, 6, 6]);
  expect(made.pageOf(1)).toBeUndefined();
  expect(made.pageOf(2)).toBe(500);
});

it('an extent counts rows, and spans the times that they have', () => {
  const extent = new Extent();
  for (const [place, at] of [null, 5, 3, 9, null, 4].entries()) extent.add(rowAt(place, at), place % 2 === 0);
  expect(extent).toMatchObject({ read: 6, fromCache: 3, oldest: 3, newest: 9 });
  const timeless = new Extent();
  timeless.add(rowAt(1, null), false);
  expect(timeless).toMatchObject({ read: 1, fromCache: 0, oldest: null, newest: null });
});
