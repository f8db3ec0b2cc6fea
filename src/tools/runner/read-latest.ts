import type { Metric, MetricVersion } from '../../amigo/schema.ts';
import { eachOf } from '../../deadline.ts';
import { HttpError } from '../../errors.ts';
import type { CallContext } from './context.ts';

const AT_ONCE = 6;

export interface LatestVersions {
  readonly versions: ReadonlyMap<string, MetricVersion>;
  /** Why some are missing; null when none are. */
  readonly note: string | null;
}

/** The latest version of each metric, as many as the time and the quota of one call allow. */
export async function readLatest(metrics: readonly Metric[], call: CallContext): Promise<LatestVersions> {
  const versions = new Map<string, MetricVersion>();
  let stopped: HttpError | undefined;
  await eachOf(metrics, AT_ONCE, async (metric) => {
    if (stopped) return;
    try {
      const version = await call.catalogue.latestVersion(metric.id, call.pages);
      if (version) versions.set(metric.id, version);
      const read = metrics.length + versions.size;
      call.progress(read, 2 * metrics.length, `${versions.size} of ${metrics.length} latest versions read`);
    } catch (error) {
      if (!(error instanceof HttpError) || call.signal.aborted) throw error;
      stopped ??= error;
    }
  });

  const missing = metrics.length - versions.size;
  if (missing === 0) return { versions, note: null };
  const wait = stopped?.retryAfterSeconds;
  const why = stopped ? ` (${stopped.code}${wait === undefined ? '' : `, again in ${wait} s`})` : '';
  return {
    versions,
    note: `${missing} of them without latest_version${why}: get_metric_versions reads it.`,
  };
}
