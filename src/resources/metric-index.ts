import { ANSWER_LIMIT, keepOf } from '../answers/fit.ts';
import { count, note } from '../text/words.ts';
import type { Metric } from '../amigo/schema.ts';
import { pages } from '../http/follow-pages.ts';
import { jsonText } from './content.ts';
import type { Family } from './resource.ts';
import { gather } from './gather.ts';

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
    const gathered = await gather(
      pages((token, index) =>
        api.getMetrics({ sort_by: ['-updated_at'] }, token, index === 0 ? reads : later),
      ),
      (metric) => metric.id,
      (metrics) => JSON.stringify(metrics.map(entry)).length > ANSWER_LIMIT,
    );
    context.catalogue.remember(gathered.rows);
    const index = {
      metrics: gathered.rows.map(entry),
      complete: gathered.complete,
      note: note(gathered.note, gathered.note && 'get_metrics lists all, page by page.'),
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
