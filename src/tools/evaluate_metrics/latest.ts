import { latestVersions } from '../../amigo/latest-versions.ts';
import { bestEffort } from '../../deadline.ts';
import type { CallContext } from '../runner/context.ts';
import { orUndefined } from '../runner/optional-read.ts';

/** The number of each metric's latest version, as far as it can be read at once: an evaluation does not wait for it. */
export async function latestNumbers(
  metricIds: readonly string[],
  call: CallContext,
): Promise<ReadonlyMap<string, number>> {
  const metrics = metricIds.map((id) => ({ id }));
  const read = await orUndefined(latestVersions(metrics, call.catalogue, bestEffort(call.reads), () => {}));
  return new Map([...(read?.versions ?? [])].map(([id, { version }]) => [id, version]));
}
