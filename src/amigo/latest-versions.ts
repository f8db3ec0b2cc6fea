import { eachOf, type Bounds } from '../deadline.ts';
import { HttpError } from '../errors.ts';
import type { Catalogue } from './catalogue.ts';
import type { Metric, MetricVersion } from './schema.ts';

const AT_ONCE = 6;

export interface LatestVersions {
  /** By metric id. */
  readonly versions: ReadonlyMap<string, MetricVersion>;
  /** Why the others could not be read any more; undefined when each was asked for. */
  readonly failure: HttpError | undefined;
}

/**
 * The latest version of each metric as it is now, as many as the bounds allow.
 * @param progress called after each; the metrics themselves are the half that is done already
 */
export async function latestVersions(
  metrics: readonly Pick<Metric, 'id'>[],
  catalogue: Catalogue,
  bounds: Bounds,
  progress: (done: number, total: number, message: string) => void,
): Promise<LatestVersions> {
  const versions = new Map<string, MetricVersion>();
  let failure: HttpError | undefined;
  await eachOf(metrics, AT_ONCE, async ({ id }) => {
    if (failure) return;
    try {
      const version = await catalogue.latestVersion(id, bounds);
      if (version) versions.set(id, version);
      const [read, total] = [versions.size, metrics.length];
      progress(total + read, 2 * total, `${read} of ${total} latest versions read`);
    } catch (error) {
      if (!(error instanceof HttpError) || bounds.signal.aborted) throw error;
      failure ??= error;
    }
  });
  return { versions, failure };
}
