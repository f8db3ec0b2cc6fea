import { ANSWER_LIMIT, keepOf, type Cut } from '../answers/fit.ts';
import { count } from '../text/words.ts';
import { readUntil } from '../amigo/read-until.ts';
import type { Metric } from '../amigo/schema.ts';
import { ELSEWHERE, jsonText, readingNotes } from './content.ts';
import type { ResourceKind } from './resource.ts';

/** `amigo://metrics`: which metrics there are, the one changed last first. */
export const metricIndex: ResourceKind = {
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
    const notes = readingNotes(listing, 'metric', 'get_metrics lists all, page by page.');
    const data = { metrics: listing.rows.map(entry), complete: notes.length === 0 };
    return jsonText({ data, notes, cuts: [fewerMetrics] }, sandbox);
  },
};

interface Index {
  readonly metrics: readonly ReturnType<typeof entry>[];
  readonly complete: boolean;
}

const fewerMetrics: Cut<Index> = ({ metrics }, share) => {
  const kept = keepOf(metrics.length, share);
  if (kept === 0) return undefined;
  const only =
    kept === 1 ? 'Only the metric changed last fits' : `Only the ${count(kept, 'metric')} changed last fit`;
  return {
    data: { metrics: metrics.slice(0, kept), complete: false },
    note: { code: ELSEWHERE, text: `${only} here; get_metrics lists all, page by page.` },
  };
};

function entry({ id, name, metric_value_type }: Metric) {
  return { id, name, type: metric_value_type, uri: `${metricIndex.uri}/${id}` };
}
