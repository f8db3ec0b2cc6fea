import type { Cut } from '../fit.ts';
import type { ResultsData } from './results-shape.ts';

export function cutsOf(_whole: ResultsData, _tokenAfter: (shown: number) => string): Cut<ResultsData>[] {
  return [];
}
