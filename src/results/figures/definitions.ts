import type { Catalogue } from '../../amigo/catalogue.ts';
import type { Metric, MetricValue } from '../../amigo/schema.ts';
import { eachOf, type Bounds } from '../../deadline.ts';
import { HttpError } from '../../errors.ts';
import { cut } from '../../text/clean.ts';
import type { ValueType } from './cell.ts';

const AT_ONCE = 6;
/** An answer has no room for more. */
const MOST_NAMED = 200;
const NAME_LENGTH = 500;

/** What is known of the metrics that results belong to; what could not be read is missing. */
export interface Definitions {
  readonly name: (metricId: string) => string | null;
  /** The value type of every version: it cannot change. */
  type(metricId: string): ValueType | null;
  value(metricId: string, version: number): MetricValue | null;
  /** Metrics whose name or definitions could not be read. */
  readonly unread: readonly string[];
  /** Metrics that Amigo does not know. */
  readonly unknown: readonly string[];
}

/**
 * Reads names, types and the bounds and categories of the versions met, as far as time and quota allow: without
 * them the figures still stand. What needs bounds to be compared comes first.
 * @param met version numbers by metric id; names are read of the first two hundred
 */
export async function readDefinitions(
  met: ReadonlyMap<string, readonly number[]>,
  catalogue: Catalogue,
  within: Bounds,
): Promise<Definitions> {
  // The question is about the only metric: whether its versions can be compared depends on what is read of it.
  const bounds = { ...within, isOptional: within.isOptional === true && met.size > 1 };
  const ids = [...met.keys()];
  const named = ids.slice(0, MOST_NAMED);
  const listed = await catalogue.metrics(named, bounds).catch((error: unknown) => {
    if (!isFailure(error, bounds)) throw error;
    return undefined;
  });
  const metrics = new Map([...catalogue.known(ids), ...(listed ?? [])]);
  const unknown = new Set(listed ? named.filter((id) => !metrics.has(id)) : []);

  const ranged = [...met]
    .filter(([id, numbers]) => numbers.length > 0 && !unknown.has(id) && hasRange(metrics.get(id)))
    .map(([id, numbers]) => ({ id, numbers, isCompared: numbers.length > 1 && isNumerical(metrics.get(id)) }))
    .sort((first, second) => Number(second.isCompared) - Number(first.isCompared));
  let isHeldBack = false;
  await eachOf(ranged, AT_ONCE, async ({ id, numbers }) => {
    // What needs no request is known all the same, below.
    if (isHeldBack) return;
    try {
      await catalogue.versions(id, numbers, bounds);
    } catch (error) {
      if (!isFailure(error, bounds)) throw error;
      isHeldBack ||= error.isHeldBack;
    }
  });
  const versions = new Map(ranged.map(({ id }) => [id, catalogue.knownVersions(id)]));

  const value = (id: string, version: number) => versions.get(id)?.get(version)?.metric_value ?? null;
  const undefinedOnes = ranged.filter(({ id, numbers }) =>
    numbers.some((version) => value(id, version) === null),
  );
  const nameless = ids.filter((id) => !metrics.has(id) && !unknown.has(id));
  return {
    name: (id) => cut(metrics.get(id)?.name ?? '', NAME_LENGTH) || null,
    type: (id) => valueType(metrics.get(id)?.metric_value_type),
    value,
    unread: [...new Set([...undefinedOnes.map(({ id }) => id), ...nameless])],
    unknown: [...unknown],
  };
}

/** Whether an answer can do without what was to be read. */
function isFailure(error: unknown, { signal }: Bounds): error is HttpError {
  return error instanceof HttpError && !signal.aborted;
}

function isNumerical(metric: Metric | undefined): boolean {
  return metric?.metric_value_type === 'numerical';
}

/** Whether the metric's versions say more than its type does. */
function hasRange(metric: Metric | undefined): boolean {
  return metric?.metric_value_type !== 'boolean';
}

/** Null for a type that this program does not know. */
export function valueType(type: string | undefined): ValueType | null {
  return type === 'boolean' || type === 'numerical' || type === 'categorical' ? type : null;
}
