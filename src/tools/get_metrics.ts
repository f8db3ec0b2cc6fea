import * as z from 'zod';
import type { MetricListQuery, MetricsPage } from '../amigo/api.ts';
import { latestVersions } from '../amigo/latest-versions.ts';
import { readUntil } from '../amigo/read-until.ts';
import type { Metric } from '../amigo/schema.ts';
import {
  cutFilterValues,
  filterValuesShape,
  filtersInWords,
  shapeFilterValues,
} from '../answers/filter-values.ts';
import {
  cutMetrics,
  cutMetricTexts,
  metricsInWords,
  metricShape,
  missingLatest,
  shapeMetric,
} from '../answers/metrics.ts';
import { listingNotes, MORE, pageShape } from '../answers/page.ts';
import type { NextCall } from '../answers/render.ts';
import { decodeToken, encodeToken } from './runner/token.ts';
import { count, inline, note, quoted } from '../text/words.ts';
import { refuseContradictions } from './runner/continuation.ts';
import type { CallContext } from './runner/context.ts';
import { defineTool } from './runner/define-tool.ts';
import { continuationToken, includeLatestVersion, list, metric, metricFilters } from './params.ts';

const KIND = 'metrics';
const DEFAULT_LIMIT = 25;
const DEFAULT_SORT = '-updated_at';
const MOVED = 'The list has changed since the last call: a metric may be missing here or shown twice.';
const sortBy = z.enum(['+updated_at', '-updated_at']);

const inputSchema = z.strictObject({
  id: list(metric).optional().describe('Only these metrics, each an id or exact name'),
  ...metricFilters,
  is_deleted: z.boolean().optional().describe('true: only deleted metrics'),
  sort_by: sortBy.optional().describe(`Default ${DEFAULT_SORT}`),
  limit: z.int().min(1).max(100).default(DEFAULT_LIMIT).describe('Metrics shown'),
  continuation_token: continuationToken,
  include_latest_version: includeLatestVersion,
});
type Input = z.output<typeof inputSchema>;

const outputSchema = z.object({
  metrics: z.array(metricShape),
  filter_values: filterValuesShape.optional(),
  page: pageShape,
});
type Output = z.output<typeof outputSchema>;

const strings = z.array(z.string()).optional();
const position = z.object({
  token: z.union([z.string(), z.number()]).optional(),
  shown: z.int(),
  last: z.string().optional(),
});
/** Where in an upstream page a listing stands: that page's token, its rows gone through, the last one's id. */
type Position = z.infer<typeof position>;
/** A question, and how far it was answered: what a token carries. */
const questionSchema = z.object({
  id: strings,
  applied_to_service: strings,
  type: strings,
  creator: strings,
  tag: strings,
  is_deleted: z.boolean().optional(),
  sort_by: sortBy,
  include_latest_version: z.boolean(),
  position,
});
type Question = z.infer<typeof questionSchema>;

export const getMetrics = defineTool({
  name: 'get_metrics',
  title: 'List metrics',
  description:
    'Lists metrics with their ids, value types, tags and services, newest update first. Filters narrow the list; search_metrics finds by name. Definitions (description, bounds, categories) come with include_latest_version or get_metric_versions. Deleted metrics are listed only with is_deleted true.',
  access: 'read',
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: inputSchema,
  output: outputSchema,

  async run(input, call) {
    const question = await questionOf(input, call);
    const listing = await readListing(question, input.limit, call);
    const metrics = listing.rows.map(({ metric }) => metric);
    const latest = question.include_latest_version
      ? await latestVersions(metrics, call.catalogue, call.pages, call.progress)
      : undefined;

    const tokenAfter = (shown: number) =>
      encodeToken(KIND, { ...question, position: listing.rows[shown - 1]?.after ?? question.position });
    const token = listing.next && encodeToken(KIND, { ...question, position: listing.next });
    const data: Output = {
      metrics: metrics.map((metric) => shapeMetric(metric, latest?.versions.get(metric.id))),
      ...(listing.filterValues && { filter_values: listing.filterValues }),
      page: {
        returned: listing.rows.length,
        complete: token === undefined && !listing.brokeOff,
        ...(token && { continuation_token: token }),
        note: note(token && MORE, listing.note, latest && missingLatest(metrics, latest)),
      },
    };
    return {
      data,
      cuts: [cutFilterValues<Output>, cutMetricTexts(), cutMetrics(listing.rows.length, tokenAfter)],
      next: nextCalls(data),
    };
  },

  text({ metrics, filter_values, page }) {
    const head = metrics.length === 0 ? 'No metrics match.' : `${count(metrics.length, 'metric')}.`;
    return [
      head,
      ...(metrics.length > 0 ? [metricsInWords(metrics)] : []),
      ...(filter_values ? [filtersInWords(filter_values)] : []),
      ...(page.note ? [`Note: ${page.note}`] : []),
      ...(page.continuation_token ? [`continuation_token: ${page.continuation_token}`] : []),
    ].join('\n');
  },
});

/** The question that a call asks: its own, or the one that its token carries. */
async function questionOf(input: Input, call: CallContext): Promise<Question> {
  const { limit: _, continuation_token: token, ...asked } = input;
  const ids = asked.id && (await call.catalogue.resolveAll(asked.id, call.reads)).map(({ id }) => id);
  if (token === undefined) {
    return {
      ...asked,
      id: ids,
      sort_by: asked.sort_by ?? DEFAULT_SORT,
      include_latest_version: asked.include_latest_version ?? false,
      position: { shown: 0 },
    };
  }
  const question = decodeToken(KIND, token, questionSchema);
  refuseContradictions({ ...asked, id: ids }, { is_deleted: false, ...question });
  return question;
}

interface PlacedMetric {
  readonly metric: Metric;
  /** Where a listing stands that has shown it. */
  readonly after: Position;
}

async function readListing(question: Question, limit: number, call: CallContext) {
  const { position: start, include_latest_version: _, sort_by, ...filters } = question;
  const query: MetricListQuery = { ...filters, sort_by: [sort_by] };
  const read: MetricsPage[] = [];
  async function* placed(pages: AsyncIterable<MetricsPage>) {
    for await (const page of pages) {
      read.push(page);
      const rows = page.rows.map((metric, index): PlacedMetric => {
        return { metric, after: { token: page.at, shown: index + 1, last: metric.id } };
      });
      yield { ...page, rows: rows.slice(read.length === 1 ? placeOf(start, page.rows) : 0) };
    }
  }

  const pages = call.api.getMetrics(query, call.reads, { token: start.token, later: call.pages });
  const listing = await readUntil(placed(pages), {
    key: ({ metric }) => metric.id,
    enough: (rows) => rows.length >= limit,
    onPage(rows) {
      const shown = Math.min(rows.length, limit);
      call.progress(shown, undefined, `${count(shown, 'metric')} read`);
    },
  });
  call.catalogue.remember(listing.rows.map(({ metric }) => metric));
  const rows = listing.rows.slice(0, limit);
  const hasMore = rows.length < listing.rows.length || !(listing.whole || listing.brokeOff);
  const [first] = read;
  return {
    rows,
    /** Where to go on; undefined when nothing is left. */
    next: hasMore ? (rows.at(-1)?.after ?? start) : undefined,
    filterValues: start.shown === 0 ? shapeFilterValues(first?.filterValues) : undefined,
    brokeOff: listing.brokeOff,
    note: note(isAt(start, first?.rows ?? []) ? null : MOVED, ...listingNotes(listing, 'metric', true)),
  };
}

/** Whether the last metric that was shown still stands where it stood in its page. */
function isAt({ shown, last }: Position, rows: readonly Metric[]): boolean {
  return shown === 0 || rows[shown - 1]?.id === last;
}

/** How many rows of the page are behind us: the last one shown tells, where the list has moved meanwhile. */
function placeOf(position: Position, rows: readonly Metric[]): number {
  if (isAt(position, rows)) return position.shown;
  return rows.findIndex(({ id }) => id === position.last) + 1 || Math.min(position.shown, rows.length);
}

function nextCalls({ metrics }: Output): NextCall[] {
  const [first] = metrics;
  if (!first) return [{ tool: 'get_metrics', arguments: {}, why: 'list every metric' }];
  return [
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
  ];
}
