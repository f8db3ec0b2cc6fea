import type { MetricValue } from '../../amigo/schema.ts';
import { clean, cut } from '../../text/clean.ts';
import { CATEGORY_LENGTH } from '../reading/row.ts';

/** Of values that are no category, so many are told apart: a judge that writes what it likes must not fill an answer. */
export const MOST_OTHERS = 50;

/** A category as Amigo has it, and as it is shown. */
export interface Category {
  readonly name: string;
  readonly shown: string;
}

/** The categories of a version, and what was given beside them. */
export interface Categories {
  /** The version's in its order, never given ones included; then the others, as far as they are common. */
  readonly all: readonly Category[];
  /** How many values were given that are no category of the version. */
  readonly others: number;
  /** Whether two that look alike are told apart by a number. */
  readonly alike: boolean;
}

/** @param counts units by category, of every source type */
export function categoriesOf(value: MetricValue | null, counts: ReadonlyMap<string, number>): Categories {
  const known = value?.type === 'categorical' ? (value.written ?? value.categories) : [];
  const names = new Set(known);
  const others = [...counts].filter(([name]) => !names.has(name));
  const common = others
    .toSorted(([first, n], [second, m]) => m - n || (first < second ? -1 : 1))
    .slice(0, MOST_OTHERS)
    .map(([name]) => name);
  const shown = apart([...known, ...common.sort()]);
  return {
    all: shown,
    others: others.length,
    alike: shown.some(({ name, shown }) => shown !== look(name)),
  };
}

/** What looks like one before it gets a number: ` (2)`. */
function apart(names: readonly string[]): Category[] {
  const times = new Map<string, number>();
  return names.map((name) => {
    const looks = look(name);
    const time = (times.get(looks) ?? 0) + 1;
    times.set(looks, time);
    return { name, shown: time === 1 ? looks : `${looks} (${time})` };
  });
}

function look(name: string): string {
  return cut(clean(name), CATEGORY_LENGTH);
}
