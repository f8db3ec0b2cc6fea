import { cleanValue, type Result, type Value } from '../../amigo/result.ts';
import { cut } from '../../text/clean.ts';

/** One evaluation result, as it is kept and questioned. */
export type Row = Result;

/** Longest category that is shown. */
export const CATEGORY_LENGTH = 500;

/** A value as it is shown. */
export function shownValue(value: Value): Value {
  const clean = cleanValue(value);
  return typeof clean === 'string' ? cut(clean, CATEGORY_LENGTH) : clean;
}

/** The name of what was judged; a result that does not say stands for itself. */
export function unitName({ unit, id }: Row): string {
  return unit ?? `result ${id}`;
}
