import type { MetricVersion } from '../amigo/schema.ts';
import { shapeLatest } from '../answers/metrics.ts';
import { jsonText } from './content.ts';
import type { ResourceKind } from './resource.ts';
import { orAbsent } from './metric-definition.ts';

/** `amigo://metrics/{metric_id}/versions/{version}`: one version; it never changes, but `latest` moves on. */
export const version: ResourceKind = {
  uri: 'amigo://metrics/{metric_id}/versions/{version}',
  name: 'metric_version',
  title: 'One version of a metric',
  description: 'What the judge was asked in one version, a number or `latest`.',
  mimeType: 'application/json',
  priority: 0.5,

  async read({ metric_id, version }, { context, reads }) {
    const { catalogue, connection } = context;
    const found = (await catalogue.metrics([metric_id], reads)).get(metric_id);
    if (!found) return undefined;
    const read =
      version === 'latest'
        ? await orAbsent(catalogue.latestVersion(metric_id, reads))
        : (await orAbsent(catalogue.versions(metric_id, [Number(version)], reads)))?.get(Number(version));
    if (!read) return undefined;
    return jsonText({ data: { metric_id, name: found.name, ...shapeVersion(read) } }, connection.sandbox);
  },
};

/** A version as answers show it. */
export function shapeVersion(version: MetricVersion) {
  const { creator } = version;
  return {
    ...shapeLatest(version),
    creator: creator && { org_id: creator.org_id, user_id: creator.user_id },
    created_at: version.created_at,
  };
}
