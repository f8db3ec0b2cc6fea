import type { ResultsData } from '../answers/results/results-shape.ts';
import { isObject } from '../json.ts';

/** What the tool was asked. */
export type Arguments = Readonly<Record<string, unknown>>;

const WITHOUT_PICTURE = new Set<unknown>(['rows', 'coverage']);

/** Whether this is an answer of the tool: its fields were checked by the server that sent it. */
export function isResultsData(data: unknown): data is ResultsData {
  return (
    isObject(data) &&
    isObject(data['coverage']) &&
    (data['metrics'] === undefined || Array.isArray(data['metrics']))
  );
}

/**
 * Whether there is nothing to draw: single results, or only what has been read.
 * @param asked undefined where the host does not say
 */
export function takesNoRoom(data: unknown, asked: Arguments | undefined): boolean {
  if (asked && WITHOUT_PICTURE.has(asked['view'])) return true;
  if (!isResultsData(data)) return false;
  return (
    data.results !== undefined ||
    (asked === undefined && data.metrics === undefined && data.unchanged === undefined)
  );
}
