import { ANSWER_LIMIT, keepOf } from '../answers/fit.ts';
import { count, note } from '../text/words.ts';
import { readUntil } from '../amigo/read-until.ts';
import type { Metric } from '../amigo/schema.ts';
import { jsonText, leftOut } from './content.ts';
import type { Family } from './resource.ts';

/** `amigo://metrics`: which metrics there are, the one changed last first. */
export const metricIndex: Family = {
  uri: 'amigo://metrics',
  name: 'metrics',
  title: 'All metrics',
  description: 'Every metric with its id, name, value type and the URI of its definition.',
  mimeType: 'application/json',
  priority: 0.6,

  async read(_, { context, reads, pages: later }) {
    const { api, sandbox } = context.connection;
    const listing = await readUntil(api.getMetrics({ sort_by: ['-updated_at'] }, reads, { later }), {
      key: ({ id }) => id,
      enough: (metrics) => JSON.stringify(metrics.map(entry)).length > ANSWER_LIMIT,
    });
    context.catalogue.remember(listing.rows);
    const left = leftOut(listing, 'metric');
    const index = {
      metrics: listing.rows.map(entry),
      complete: left === null,
      note: note(left, left && 'get_metrics lists all, page by page.'),
    };
    const fewer = (data: typeof index, share: number) => {
      const kept = keepOf(data.metrics.length, share);
      if (kept === 0) return undefined;
      const said = `Only the ${count(kept, 'metric')} changed last fit here; get_metrics lists all, page by page.`;
      return { metrics: data.metrics.slice(0, kept), complete: false, note: said };
    };
    return jsonText(index, [fewer], sandbox);
  },
};

function entry({ id, name, metric_value_type }: Metric) {
  return { id, name, type: metric_value_type, uri: `${metricIndex.uri}/${id}` };
}
