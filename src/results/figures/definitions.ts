import type { Catalogue } from '../../amigo/catalogue.ts';
import type { Metric, MetricValue, MetricVersion } from '../../amigo/schema.ts';
import { eachOf, type Bounds } from '../../deadline.ts';
import { HttpError } from '../../errors.ts';
import { cut } from '../../text/clean.ts';
import type { ValueType } from './cell.ts';

const AT_ONCE = 6;
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
 * them the figures still stand.
 * @param met version numbers by metric id
 */
export async function readDefinitions(
  met: ReadonlyMap<string, readonly number[]>,
  catalogue: Catalogue,
  bounds: Bounds,
): Promise<Definitions> {
  const unread = new Set<string>();
  const listed = await attempt(() => catalogue.metrics(met.keys(), bounds), bounds);
  const metrics = listed ?? new Map<string, Metric>();
  const versions = new Map<string, ReadonlyMap<number, MetricVersion>>();
  const ranged = [...met].filter(
    ([id, numbers]) => numbers.length > 0 && (!listed || metrics.has(id)) && hasRange(metrics.get(id)),
  );
  await eachOf(ranged, AT_ONCE, async ([id, numbers]) => {
    const read = await attempt(() => catalogue.versions(id, numbers, bounds), bounds);
    if (read) versions.set(id, read);
    else unread.add(id);
  });

  const missing = [...met.keys()].filter((id) => !metrics.has(id));
  return {
    name: (id) => cut(metrics.get(id)?.name ?? '', NAME_LENGTH) || null,
    type: (id) => valueType(metrics.get(id)?.metric_value_type),
    value: (id, version) => versions.get(id)?.get(version)?.metric_value ?? null,
    unread: [...new Set([...unread, ...(listed ? [] : missing)])],
    unknown: listed ? missing : [],
  };
}

async function attempt<T>(read: () => Promise<T>, { signal }: Bounds): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof HttpError) || signal.aborted) throw error;
    return undefined;
  }
}

/** Whether the metric's versions say more than its type does. */
function hasRange(metric: Metric | undefined): boolean {
  return metric?.metric_value_type !== 'boolean';
}

/** Null for a type that this program does not know. */
export function valueType(type: string | undefined): ValueType | null {
  return type === 'boolean' || type === 'numerical' || type === 'categorical' ? type : null;
}
