import type { Entry } from './aggregate.ts';
import type { Cell } from './cell.ts';
import type { Criterion } from './criterion.ts';
import { entryType, type Definitions } from './definitions.ts';
import { categoriesOf, type Reading } from './figures.ts';

/** An entry with all that its figures are made from. */
export interface Subject {
  readonly entry: Entry;
  readonly name: string | null;
  readonly whole: Cell;
  readonly sources: ReadonlyMap<string, Cell>;
  readonly reading: Reading;
  readonly criterionOutside: boolean;
}

export function subjectOf(entry: Entry, definitions: Definitions, criterion: Criterion | null): Subject {
  const type = entryType(entry, definitions);
  const value = definitions.value(entry.metricId, entry.version);
  const whole = entry.whole();
  const outside = criterion?.type === type && isOutside(criterion, value);
  const reading: Reading = {
    type,
    value,
    criterion: criterion?.type === type && !outside ? criterion : null,
    categories: categoriesOf(value, whole.tally(type)),
  };
  const name = definitions.name(entry.metricId);
  return { entry, name, whole, sources: entry.bySource(), reading, criterionOutside: outside };
}

/** Whether no value that the version allows could tell the criterion apart. */
export function isOutside(criterion: Criterion, value: Reading['value']): boolean {
  if (criterion.type === 'numerical' && value?.type === 'numerical')
    return criterion.threshold < value.lower_bound || criterion.threshold > value.upper_bound;
  if (criterion.type === 'categorical' && value?.type === 'categorical')
    return !criterion.expected.some((each) => value.categories.includes(each));
  return false;
}

/** One list a metric, newest version first; the metrics with the most results first. */
export function inOrder(subjects: readonly Subject[]): Subject[][] {
  const metrics = new Map<string, Subject[]>();
  for (const subject of subjects) {
    const { metricId } = subject.entry;
    metrics.set(metricId, [...(metrics.get(metricId) ?? []), subject]);
  }
  const total = (versions: readonly Subject[]) => versions.reduce((sum, { whole }) => sum + whole.count, 0);
  return [...metrics.values()].sort((one, other) => total(other) - total(one));
}
