import { ANSWER_LIMIT, keepOf, type Cut } from '../answers/fit.ts';
import { readUntil } from '../amigo/read-until.ts';
import { ELSEWHERE, jsonText, readingNotes } from './content.ts';
import type { ResourceKind } from './resource.ts';
import { orAbsent } from './metric-definition.ts';
import { shapeVersion } from './metric-version.ts';

/** `amigo://metrics/{metric_id}/versions`: every version, the newest first. */
export const versions: ResourceKind = {
  uri: 'amigo://metrics/{metric_id}/versions',
  name: 'metric_versions',
  title: 'Every version of a metric',
  description: 'What the judge was asked in each version of a metric, the newest first.',
  mimeType: 'application/json',
  priority: 0.5,

  async read({ metric_id }, { context, reads, pages: later }) {
    const { catalogue, connection } = context;
    const found = (await catalogue.metrics([metric_id], reads)).get(metric_id);
    if (!found) return undefined;
    const pages = connection.api.getMetricVersions(metric_id, { sort_by: ['-version'] }, reads, { later });
    const listing = await orAbsent(
      readUntil(pages, {
        key: ({ version }) => version,
        enough: (all) => JSON.stringify(all.map(shapeVersion)).length > ANSWER_LIMIT,
      }),
    );
    if (!listing) return undefined;
    catalogue.rememberVersions(metric_id, listing.rows);

    const notes = readingNotes(listing, 'version', `Read ${singleVersions(metric_id)}`);
    const data = {
      metric_id,
      name: found.name,
      versions: listing.rows.map(shapeVersion),
      complete: notes.length === 0,
    };
    return jsonText({ data, notes, cuts: [fewerVersions] }, connection.sandbox);
  },
};

function singleVersions(metricId: string): string {
  return `any version by itself: amigo://metrics/${metricId}/versions/{version}.`;
}

interface Versions {
  readonly metric_id: string;
  readonly name: string;
  readonly versions: readonly ReturnType<typeof shapeVersion>[];
  readonly complete: boolean;
}

const fewerVersions: Cut<Versions> = (data, share) => {
  const versions = data.versions.slice(0, Math.max(1, keepOf(data.versions.length, share)));
  const oldest = versions.at(-1);
  if (!oldest || versions.length === data.versions.length) return undefined;
  return {
    data: { ...data, versions, complete: false },
    note: {
      code: ELSEWHERE,
      text: `Versions before ${oldest.version} are left out for length; read ${singleVersions(data.metric_id)}`,
    },
  };
};
