import type { Value } from '../../amigo/result.ts';
import type { Row } from '../reading/row.ts';
import { passes, type Criterion } from './criterion.ts';

interface Newest {
  at: number;
  value: Value;
}

/** Which conversations a metric's value passes in. */
export class PassingConversations {
  /** By conversation, then source type. */
  readonly #newest = new Map<string, Map<string | null, Newest[]>>();

  add({ conversationId, sourceType, at, value }: Row): void {
    if (conversationId === null) return;
    const sources = this.#newest.get(conversationId) ?? new Map<string | null, Newest[]>();
    this.#newest.set(conversationId, sources);
    const known = sources.get(sourceType) ?? [];
    const time = at ?? Number.NEGATIVE_INFINITY;
    const newest = known[0]?.at ?? Number.NEGATIVE_INFINITY;
    if (known.length > 0 && time < newest) return;
    const result = { at: time, value };
    sources.set(sourceType, time > newest ? [result] : [...known, result]);
  }

  /** Conversations whose newest results, of every source type, all share one value, and that one passes. */
  where(criterion: Criterion): ReadonlySet<string> {
    const passing = [...this.#newest].filter(([, sources]) => {
      const [first, ...others] = [...sources.values()].flat().map(({ value }) => value);
      return (
        first !== undefined && others.every((value) => value === first) && passes(criterion, first) === true
      );
    });
    return new Set(passing.map(([conversation]) => conversation));
  }
}
