import { ANSWER_LIMIT, keepOf } from '../answers/fit.ts';
import { note } from '../text/words.ts';
import { readUntil } from '../amigo/read-until.ts';
import { jsonText, leftOut } from './content.ts';
import type { Family } from './resource.ts';
import { orAbsent } from './metric-definition.ts';
import { shapeVersion } from './metric-version.ts';

/** `amigo://metrics/{metric_id}/versions`: every version, the newest first. */
export const versions: Family = {
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

    const left = leftOut(listing, 'version');
    const where = `any version by itself: amigo://metrics/${metric_id}/versions/{version}.`;
    const all = {
      metric_id,
      name: found.name,
      versions: listing.rows.map(shapeVersion),
      complete: left === null,
      note: note(left, left && `Read ${where}`),
    };
    const fewer = (data: typeof all, share: number) => {
      const kept = data.versions.slice(0, keepOf(data.versions.length, share));
      const oldest = kept.at(-1);
      if (!oldest) return undefined;
      const said = `Versions before ${oldest.version} are left out for length; read ${where}`;
      return { ...data, versions: kept, complete: false, note: said };
    };
    return jsonText(all, [fewer], connection.sandbox);
  },
};
