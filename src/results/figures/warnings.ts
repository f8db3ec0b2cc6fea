import type { Entry } from './aggregate.ts';
import type { Cell, Tally } from './cell.ts';
import { FEW_UNITS } from './compare.ts';
import { MOST_OTHERS, othersOf, type Reading } from './figures.ts';
import type { Warning } from './shape.ts';

/** A share of not applicable results that moved by more points than this between versions makes them hard to compare. */
const SHIFT_POINTS = 10;

export interface Subject {
  readonly entry: Entry;
  readonly cell: Cell;
  readonly tally: Tally;
  readonly reading: Reading;
  readonly mixed: boolean;
  /** The criterion is of the entry's type, and no value that the metric can take would tell it apart. */
  readonly criterionOutside: boolean;
  /** The neighbouring older version, where results of it are here. */
  readonly older: { readonly version: number; readonly cell: Cell } | null;
}

/** What a reader must know before resting a decision on an entry's figures. */
export function warningsOf(subject: Subject): Warning[] {
  return RULES.flatMap(([code, message]) => {
    const said = message(subject);
    return said === null ? [] : [{ code, message: said }];
  });
}

const RULES: readonly (readonly [Warning['code'], (subject: Subject) => string | null])[] = [
  [
    'too_few',
    ({ tally: { units } }) =>
      units.size < FEW_UNITS ? `Only ${some(units.size, 'unit')}: a start, no basis.` : null,
  ],
  [
    'repeated',
    ({ tally: { count, units } }) =>
      count > units.size ? `${some(count, 'result')} of ${some(units.size, 'unit')}.` : null,
  ],
  ['mixed_sources', ({ mixed }) => (mixed ? 'See by_source.' : null)],
  [
    'out_of_bounds',
    ({ entry, reading: { value } }) => {
      if (value?.type !== 'numerical') return null;
      const outside = entry.sample.values.reduce(
        (sum, each) => sum + Number(each < value.lower_bound || each > value.upper_bound),
        0,
      );
      return outside > 0
        ? `${some(outside, 'value')} outside ${value.lower_bound} to ${value.upper_bound}.`
        : null;
    },
  ],
  [
    'unknown_category',
    ({ tally, reading: { type, value } }) => {
      if (type !== 'categorical') return null;
      const unknown = othersOf(value, tally).length;
      const listed = unknown > MOST_OTHERS ? ` Only the ${MOST_OTHERS} commonest are listed.` : '';
      if (value?.type === 'categorical')
        return unknown > 0
          ? `${some(unknown, 'value')} beside the categories of this version.${listed}`
          : null;
      return listed === '' ? null : `${unknown} values, and no categories to hold them against.${listed}`;
    },
  ],
  [
    'mismatched',
    ({ cell, reading: { type } }) => {
      const count = cell.mismatched(type);
      return count > 0 ? `${some(count, 'value')} of another type than ${type}: in no figure.` : null;
    },
  ],
  [
    'not_applicable_shift',
    ({ cell, older }) => {
      if (older === null) return null;
      return hasShifted(older.cell, cell)
        ? `Not applicable went from ${percent(share(older.cell))} in v${older.version} to ${percent(share(cell))}: other conversations count.`
        : null;
    },
  ],
  [
    'criterion_outside',
    ({ criterionOutside, reading: { value } }) => {
      if (!criterionOutside) return null;
      return value?.type === 'numerical'
        ? `The threshold lies outside ${value.lower_bound} to ${value.upper_bound}: choose one within.`
        : 'None of expected_values is a category of this version: choose from those listed.';
    },
  ],
];

/** In whole numbers: from 30 % to 40 % is ten points, not a little more. */
function hasShifted(before: Cell, now: Cell): boolean {
  const [was, is] = [before.notApplicable * now.count, now.notApplicable * before.count];
  return Math.abs(is - was) * 100 > SHIFT_POINTS * before.count * now.count;
}

function share({ count, notApplicable }: Cell): number {
  return count > 0 ? notApplicable / count : 0;
}

function some(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}
