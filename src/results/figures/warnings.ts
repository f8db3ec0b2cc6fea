import { count } from '../../text/words.ts';
import { percent } from '../../text/numbers.ts';
import { MOST_OTHERS } from './categories.ts';
import type { Cell } from './cell.ts';
import { FEW_UNITS } from './compare.ts';
import type { EntryFigures, Warning } from './shape.ts';
import type { Subject } from './subject.ts';

/** A share of units without an answer that moves by more points than this makes two sides hard to compare. */
const SHIFT_POINTS = 10;

/** What a warning is about: an entry, and the other side of its change where that is an entry too. */
interface Case {
  readonly subject: Subject;
  readonly other: Cell | undefined;
}

/** What a reader must know before resting a decision on an entry's figures. */
export function warningsOf(subject: Subject, other: Cell | undefined): Warning[] {
  return RULES.flatMap(([code, rule]) => {
    const message = rule({ subject, other });
    return message === null ? [] : [{ code, message }];
  });
}

const RULES: readonly (readonly [Warning['code'], (about: Case) => string | null])[] = [
  [
    'too_few',
    ({ subject: { values } }) =>
      values.units.length < FEW_UNITS
        ? `Only ${count(values.units.length, 'unit')}: a start, no basis.`
        : null,
  ],
  [
    'repeated',
    ({ subject }) => {
      const { type } = subject.measure;
      const units = type === null ? undefined : subject.entry.whole.units(type);
      return units && units.results > units.units.length
        ? `${count(units.results, 'result')} of ${count(units.units.length, 'unit')}: each unit counts once.`
        : null;
    },
  ],
  [
    'no_spread',
    ({ subject: { figure, values } }) =>
      figure === 'mean' &&
      values.values.length > 1 &&
      values.values.every((value) => value === values.values[0])
        ? `All ${count(values.values.length, 'unit')} have the same value: there is no interval.`
        : null,
  ],
  [
    'out_of_bounds',
    ({ subject }) => {
      const { value } = subject.measure;
      if (value?.type !== 'numerical') return null;
      const { lower_bound, upper_bound } = value;
      const outside = subject.entry.whole
        .units('numerical')
        .count((each) => each < lower_bound || each > upper_bound);
      return outside > 0 ? `${count(outside, 'value')} outside ${lower_bound} to ${upper_bound}.` : null;
    },
  ],
  [
    'unknown_category',
    ({ subject: { measure, categories, figure } }) => {
      if (figure !== 'shares') return null;
      const listed = categories.others > MOST_OTHERS ? ` Only the ${MOST_OTHERS} commonest are listed.` : '';
      if (measure.value?.type === 'categorical')
        return categories.others > 0
          ? `${count(categories.others, 'value')} beside the categories of this version.${listed}`
          : null;
      return listed === ''
        ? null
        : `${categories.others} values, and no categories to hold them against.${listed}`;
    },
  ],
  [
    'mismatched',
    ({ subject: { entry, measure } }) => {
      if (measure.type === null) return null;
      const mismatched = entry.whole.mismatched(measure.type);
      return mismatched > 0
        ? `${count(mismatched, 'value')} of another type than ${measure.type}: in no figure.`
        : null;
    },
  ],
  [
    'not_applicable_shift',
    ({ subject, other }) => {
      if (!other) return null;
      const [was, is] = [shareWithout(other, subject), shareWithout(subject.entry.whole, subject)];
      // In whole numbers: from 30 % to 40 % is ten points, not a little more.
      const moved = Math.abs(is.without * was.all - was.without * is.all) * 100;
      return moved > SHIFT_POINTS * was.all * is.all
        ? `Not applicable went from ${wholePercent(was)} to ${wholePercent(is)} of units: other conversations count.`
        : null;
    },
  ],
  [
    'criterion_outside',
    ({ subject: { measure } }) => {
      if (!measure.criterionOutside) return null;
      return measure.value?.type === 'numerical'
        ? `The threshold lies outside ${measure.value.lower_bound} to ${measure.value.upper_bound}: choose one within.`
        : 'None of expected_values is a category of this version: choose from those listed.';
    },
  ],
];

function wholePercent({ without, all }: { readonly without: number; readonly all: number }): string {
  return percent(Number((without / all).toFixed(2)));
}

function shareWithout(cell: Cell, { measure }: Subject) {
  const without = cell.notApplicable().length;
  const judged = measure.type === null ? 0 : cell.units(measure.type).units.length;
  return { without, all: without + judged };
}

/** More entries than this with the same warning say it once. */
const MOST_TIMES = 3;

/** Says a warning that many entries share once, at the first of them, with how many. */
export function saidOnce(entries: readonly EntryFigures[]): EntryFigures[] {
  const times = new Map<Warning['code'], number>();
  for (const { warnings = [] } of entries)
    for (const { code } of warnings) times.set(code, (times.get(code) ?? 0) + 1);
  const told = new Set<Warning['code']>();
  return entries.map(({ warnings: all = [], ...entry }) => {
    const warnings = all.flatMap(({ code, message }): Warning[] => {
      const others = (times.get(code) ?? 1) - 1;
      if (others < MOST_TIMES) return [{ code, message }];
      if (told.has(code)) return [];
      told.add(code);
      return [{ code, message: `${message} Likewise ${count(others, 'more entry', 'more entries')}.` }];
    });
    return { ...entry, ...(warnings.length > 0 && { warnings }) };
  });
}
