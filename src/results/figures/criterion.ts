import type { Value } from '../../amigo/result.ts';
import { clean, cut } from '../../text/clean.ts';
import { quoted } from '../../text/words.ts';

/** A long category is told apart by its beginning. */
const SHOWN_LENGTH = 60;

export const VERBS = ['==', '!=', '<', '<=', '>', '>='] as const;
type Verb = (typeof VERBS)[number];

/** What counts as passing: one of three forms, each for metrics of one value type. */
export type Criterion =
  | { readonly type: 'boolean'; readonly expected: boolean }
  | { readonly type: 'numerical'; readonly verb: Verb; readonly threshold: number }
  /** `none`: a value passes when it is none of the expected ones. */
  | { readonly type: 'categorical'; readonly expected: readonly string[]; readonly none: boolean };

const HOLDS: Readonly<Record<Verb, (value: number, threshold: number) => boolean>> = {
  '==': (value, threshold) => value === threshold,
  '!=': (value, threshold) => value !== threshold,
  '<': (value, threshold) => value < threshold,
  '<=': (value, threshold) => value <= threshold,
  '>': (value, threshold) => value > threshold,
  '>=': (value, threshold) => value >= threshold,
};

/** Whether a value passes; null when the criterion does not speak of such values, or the metric did not apply. */
export function passes(criterion: Criterion, value: Value): boolean | null {
  switch (criterion.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value === criterion.expected : null;
    case 'numerical':
      return typeof value === 'number' ? HOLDS[criterion.verb](value, criterion.threshold) : null;
    case 'categorical':
      return typeof value === 'string' ? criterion.expected.includes(clean(value)) !== criterion.none : null;
  }
}

/** `true`, `>= 4`, `one of "a", "b"`, `none of "a"`. */
export function criterionInWords(criterion: Criterion): string {
  switch (criterion.type) {
    case 'boolean':
      return String(criterion.expected);
    case 'numerical':
      return `${criterion.verb} ${criterion.threshold}`;
    case 'categorical': {
      const categories = criterion.expected.map((category) => quoted(cut(category, SHOWN_LENGTH)));
      return `${criterion.none ? 'none' : 'one'} of ${categories.join(', ')}`;
    }
  }
}
