import type { Aggregate } from './aggregate.ts';
import { without } from './ascending.ts';
import { Cell } from './cell.ts';
import { compare, comparePairs, type Comparison, type Kind } from './compare.ts';
import { WEEKEND, WORKING_DAYS } from './grouping.ts';
import { figureOf, type Measure } from './measure.ts';
import type { Change } from './shape.ts';
import type { Subject } from './subject.ts';

// Which two sides an entry's change is between.

/** A change before it is judged: adjusting needs all of them. */
export interface Sides {
  readonly from: Change['from'];
  /** Why the same number does not mean the same on both sides. */
  readonly reason?: string;
  readonly comparison: Comparison;
  /** The results of the other side. */
  readonly other: Cell;
  /** Units that both sides judged, and found the metric not applicable to. */
  readonly notApplicableBoth: number;
}

export type CompareMode = 'versions' | 'sources' | 'weekends';

/** The change of an entry among the entries of its metric; undefined where there is nothing to compare it with. */
export function sidesOf(subject: Subject, all: readonly Subject[], mode: CompareMode): Sides | undefined {
  switch (mode) {
    case 'versions':
      return versionSides(subject, all);
    case 'sources':
      return sourceSides(subject, all);
    case 'weekends':
      return weekendSides(subject);
  }
}

/**
 * An entry's change from the version before it: over pairs first, then within its source type. Conversations that
 * were judged when they ended, and by hand by the next version, are how a version is tried on old calls.
 */
function versionSides(subject: Subject, all: readonly Subject[]): Sides | undefined {
  const { version, sourceType } = subject.entry;
  const before = (source: string | null) =>
    all.find(({ entry }) => entry.version < version && entry.sourceType === source);
  const same = before(sourceType);
  const alike = same && between(same.entry.version, same, subject, differing(same.measure, subject.measure));
  const crossed = sourceType === 'manual' ? before('post-session') : undefined;
  if (!crossed || alike?.comparison.paired) return alike;
  const from = { version: crossed.entry.version, source_type: 'post-session' };
  const tried = between(from, crossed, subject, differing(crossed.measure, subject.measure));
  return tried.comparison.paired ? tried : alike;
}

function sourceSides(subject: Subject, all: readonly Subject[]): Sides | undefined {
  const { version, sourceType } = subject.entry;
  const other = all.find(({ entry }) => entry.version === version && entry.sourceType === 'post-session');
  return other && sourceType !== 'post-session'
    ? between('post-session', other, subject, undefined)
    : undefined;
}

function weekendSides(subject: Subject): Sides | undefined {
  const { groups } = subject.entry;
  const [week, weekend] = [groups.get(WORKING_DAYS), groups.get(WEEKEND)];
  return week && weekend && sides(WORKING_DAYS, week, { ...subject, cell: weekend }, undefined, true);
}

/** An entry's change from the same version and source type in another period. */
export function baselineSides(subject: Subject, baseline: Aggregate): Sides {
  const { metricId, version, sourceType } = subject.entry;
  const other = baseline
    .entries()
    .find(
      (entry) => entry.metricId === metricId && entry.version === version && entry.sourceType === sourceType,
    );
  const from = { n: other ? subject.valuesOf(other.whole).units.length : 0 };
  return sides(from, other?.whole ?? new Cell(), whole(subject), other ? undefined : 'other version', false);
}

/** An entry's change from another one over the units that both judged; undefined where they share none. */
export function pairedSides(before: Subject, after: Subject): Sides | undefined {
  const { version, sourceType } = before.entry;
  const why = differing(before.measure, after.measure) ?? whyNot(after);
  const comparison = comparePairs(before.values, after.values, kindOf(after));
  if (!comparison) return undefined;
  return {
    from: { version, source_type: sourceType ?? 'unknown' },
    ...(why !== undefined && { reason: why }),
    comparison: why !== undefined && kindOf(after) !== 'category' ? NOTHING : comparison,
    other: before.entry.whole,
    notApplicableBoth: notApplicableBoth(before, after),
  };
}

function notApplicableBoth(before: Subject, after: Subject): number {
  const is = after.entry.whole.notApplicable();
  return is.length - without(is, before.entry.whole.notApplicable()).length;
}

function whyNot({ figure }: Pick<Subject, 'figure'>): string | undefined {
  return figure === 'shares' ? 'no criterion' : undefined;
}

function kindOf({ figure }: Pick<Subject, 'figure'>): Kind {
  return figure === 'mean' ? 'mean' : figure === 'shares' ? 'category' : 'rate';
}

function between(from: Change['from'], before: Subject, after: Subject, reason: string | undefined): Sides {
  const made = sides(from, before.entry.whole, whole(after), reason, true, before);
  return { ...made, notApplicableBoth: made.comparison.paired ? notApplicableBoth(before, after) : 0 };
}

function whole(subject: Subject): Subject & { readonly cell: Cell } {
  return { ...subject, cell: subject.entry.whole };
}

/** @param readBy how the other side is to be read, where that is not as the entry is */
function sides(
  from: Change['from'],
  other: Cell,
  { cell, ...subject }: Subject & { readonly cell: Cell },
  reason: string | undefined,
  mayPair: boolean,
  readBy: Pick<Subject, 'valuesOf'> = subject,
): Sides {
  const why = reason ?? whyNot(subject);
  const kind = kindOf(subject);
  const comparison =
    why !== undefined && kind !== 'category'
      ? NOTHING
      : compare(readBy.valuesOf(other), subject.valuesOf(cell), kind, mayPair);
  return { from, ...(why !== undefined && { reason: why }), comparison, other, notApplicableBoth: 0 };
}

const NOTHING: Comparison = { difference: null, ci95: null, p: null, few: false };

/** Why a number does not mean the same under two versions; undefined when it does. */
function differing(from: Measure, to: Measure): string | undefined {
  if (from.type !== to.type) return 'types differ';
  const [one, other] = [from.value, to.value];
  if (one?.type === 'numerical' && other?.type === 'numerical') {
    if (one.lower_bound !== other.lower_bound || one.upper_bound !== other.upper_bound)
      return 'bounds differ';
  } else if (one?.type === 'categorical' && other?.type === 'categorical') {
    const all = new Set([...one.categories, ...other.categories]).size;
    const judged = from.criterion ?? to.criterion;
    if (judged && (all !== one.categories.length || all !== other.categories.length))
      return 'categories differ';
  } else if (to.type !== 'boolean' && figureOf(to) !== 'shares') return 'definition unread';
  return figureOf(from) === figureOf(to) ? undefined : 'no criterion';
}
