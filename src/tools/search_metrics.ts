import * as z from 'zod';
import { latestVersions } from '../amigo/latest-versions.ts';
import { SEARCH_HITS } from '../amigo/operations.ts';
import {
  cutMetrics,
  cutMetricTexts,
  metricsInWords,
  metricShape,
  missingLatest,
  shapeMetric,
} from '../answers/metrics.ts';
import { neighboursInWords } from '../amigo/names.ts';
import { bestEffort, optional } from '../deadline.ts';
import { orUndefined } from './runner/optional-read.ts';
import { pageShape, unreadableNotes } from '../answers/page.ts';
import { count, inline, note, quoted } from '../text/words.ts';
import { defineTool } from './runner/define-tool.ts';
import { includeLatestVersion, metricFilters, NAME_LENGTH } from './params.ts';

/** Said where nearer names, or a deleted metric of that name, may be missing from the answer. */
const UNREAD =
  'The list could not be read now: other names may be nearer, and whether a deleted metric has this name is not known.';

export const searchMetrics = defineTool({
  name: 'search_metrics',
  title: 'Search metrics by name',
  description:
    'Finds metrics by name, best match first, at most 50. Names only: descriptions are not searched. Use get_metrics to list or to filter without a name.',
  access: 'read',
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },

  input: z.strictObject({
    query: z.string().trim().min(1, 'must not be blank').max(NAME_LENGTH).describe('Part of a name'),
    ...metricFilters,
    include_latest_version: includeLatestVersion,
  }),
  output: z.object({ metrics: z.array(metricShape), page: pageShape }),

  async run({ query, include_latest_version, ...filters }, call) {
    const { rows: hits, unreadable } = await call.api.searchMetrics(query, filters, call.reads);
    call.catalogue.remember(hits);
    const latest = include_latest_version
      ? await latestVersions(hits, call.catalogue, call.pages, call.progress)
      : undefined;
    const nothing = hits.length === 0 && unreadable === 0;
    const newest = nothing && (await orUndefined(call.catalogue.newest(optional(bestEffort(call.reads)))));
    const known = newest || [...call.catalogue.known().values()];
    const full = hits.length + unreadable >= SEARCH_HITS;
    const [first] = hits;
    return {
      data: {
        metrics: hits.map((metric) => shapeMetric(metric, latest?.versions.get(metric.id))),
        page: {
          returned: hits.length,
          complete: !full && unreadable === 0,
          note: note(
            nothing && neighboursInWords(query, known),
            nothing && !newest && UNREAD,
            full && `A search shows at most ${SEARCH_HITS}: there may be more. Search more narrowly.`,
            ...unreadableNotes(unreadable, 'metric'),
            latest && missingLatest(hits, latest),
          ),
        },
      },
      cuts: [cutMetricTexts(), cutMetrics(hits.length, null)],
      next: first
        ? [
            {
              tool: 'get_metric_versions',
              arguments: { metric_id: first.id },
              why: `read what ${quoted(inline(first.name))} asks`,
            },
            {
              tool: 'get_metric_evaluation_results',
              arguments: { metric_id: [first.id] },
              why: 'question its results',
            },
          ]
        : [{ tool: 'get_metrics', arguments: {}, why: 'look through every metric' }],
    };
  },

  text: ({ metrics, page }) =>
    [
      metrics.length === 0
        ? 'No metric has such a name.'
        : `${count(metrics.length, 'metric')}, best match first.`,
      ...(metrics.length > 0 ? [metricsInWords(metrics)] : []),
      ...(page.note ? [`Note: ${page.note}`] : []),
    ].join('\n'),
});
