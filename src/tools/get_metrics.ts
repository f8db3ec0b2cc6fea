import * as z from 'zod';
import type { MetricListQuery } from '../amigo/api.ts';
import type { FilterValues, Metric } from '../amigo/schema.ts';
import {
  cutMetrics,
  cutMetricTexts,
  metricsInWords,
  metricShape,
  shapeMetric,
  userShape,
} from '../answers/metrics.ts';
import { pageShape, MORE } from '../answers/page.ts';
import type { NextCall } from '../answers/render.ts';
import { decodeToken, encodeToken } from './runner/token.ts';
import { keepOf, type Cut } from '../answers/fit.ts';
import { are, count, inline, note, quoted } from '../text/words.ts';
import { HttpError } from '../errors.ts';
import { pages } from '../http/follow-pages.ts';
import { refuseContradictions } from './runner/continuation.ts';
import type { CallContext } from './runner/context.ts';
import { defineTool } from './runner/define-tool.ts';
import { readLatest } from './runner/read-latest.ts';
import { continuationToken, includeLatestVersion, list, metric, metricFilters } from './params.ts';

const KIND = 'metrics';
const DEFAULT_LIMIT = 25;
const DEFAULT_SORT = '-updated_at';
const sortBy = z.enum(['+updated_at', '-updated_at']);

const input = z.strictObject({
  id: list(metric).optional().describe('Only these metrics, each an id or exact name'),
  ...metricFilters,
  is_deleted: z.boolean().optional().describe('true: only deleted metrics'),
  sort_by: sortBy.optional().describe(`Default ${DEFAULT_SORT}`),
  limit: z.int().min(1).max(100).default(DEFAULT_LIMIT).describe('Metrics shown'),
  continuation_token: continuationToken,
  include_latest_version: includeLatestVersion,
});
type Input = z.output<typeof input>;

const output = z.object({
  metrics: z.array(metricShape),
  filter_values: z
    .object({
      applied_to_services_ids: z.array(z.string()),
      creators: z.array(userShape),
      tags: z.array(z.string()),
      types: z.array(z.string()),
    })
    .optional()
    .describe('What filters can take; first page only'),
  page: pageShape,
});
type Output = z.output<typeof output>;

const strings = z.array(z.string()).optional();
const position = z.object({
  token: z.union([z.string(), z.number()]).optional(),
  shown: z.int(),
  last: z.string().optional(),
});
/** Where in an upstream page a listing stands: that page's token, its rows gone through, the last one's id. */
type Position = z.infer<typeof position>;
const carried = z.object({
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
type Carried = z.infer<typeof carried>;

export const getMetrics = defineTool({
  name: 'get_metrics',
  title: 'List metrics',
  description:
    'Lists metrics with their ids, value types, tags and services, newest update first. Filters narrow the list; search_metrics finds by name. Definitions (description, bounds, categories) come with include_latest_version or get_metric_versions. Deleted metrics are listed only with is_deleted true.',
  access: 'read',
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input,
  output,

  async run(given, call) {
    const question = await questionOf(given, call);
    const listing = await readListing(question, given.limit, call);
    const latest = question.include_latest_version
      ? await readLatest(
          listing.rows.map((row) => row.metric),
          call,
        )
      : undefined;

    const tokenAfter = (shown: number) =>
      encodeToken(KIND, { ...question, position: listing.rows[shown - 1]?.after ?? question.position });
    const token = listing.next && encodeToken(KIND, { ...question, position: listing.next });
    const data: Output = {
      metrics: listing.rows.map(({ metric }) => shapeMetric(metric, latest?.versions.get(metric.id))),
      ...(says(listing.filterValues) && { filter_values: listing.filterValues }),
      page: {
        returned: listing.rows.length,
        complete: token === undefined && !listing.cut,
        ...(token && { continuation_token: token }),
        note: note(token && MORE, listing.note, latest?.note),
      },
    };
    return {
      data,
      cuts: [cutFilterValues, cutMetricTexts(), cutMetrics(listing.rows.length, tokenAfter)],
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

/** Fewer values of each kind, at last none; the note says how many there are. */
const cutFilterValues: Cut<Output> = ({ filter_values: values, ...data }, share) => {
  if (!values) return undefined;
  const most = Math.max(...Object.values(values).map((each) => each.length));
  const kept = keepOf(most, share);
  const fewer = {
    applied_to_services_ids: values.applied_to_services_ids.slice(0, kept),
    creators: values.creators.slice(0, kept),
    tags: values.tags.slice(0, kept),
    types: values.types.slice(0, kept),
  };
  const text =
    kept > 0
      ? `For length, filter_values hold the first ${kept} of a kind.`
      : 'For length, filter_values are left out.';
  return {
    data: { ...data, ...(kept > 0 && { filter_values: fewer }) },
    note: { code: 'filter_values', text },
  };
};

/** The question that a call asks: its own, or the one that its token carries. */
async function questionOf(given: Input, call: CallContext): Promise<Carried> {
  const { limit: _, continuation_token: token, ...asked } = given;
  const ids = asked.id && (await call.catalogue.resolveAll(asked.id, call.reads)).map((each) => each.id);
  if (token === undefined) {
    return {
      ...asked,
      id: ids,
      sort_by: asked.sort_by ?? DEFAULT_SORT,
      include_latest_version: asked.include_latest_version ?? false,
      position: { shown: 0 },
    };
  }
  const question = decodeToken(KIND, token, carried);
  refuseContradictions({ ...asked, id: ids }, { is_deleted: false, ...question });
  return question;
}

interface Listing {
  readonly rows: readonly { readonly metric: Metric; readonly after: Position }[];
  /** Where to go on; undefined when nothing is left. */
  readonly next: Position | undefined;
  readonly filterValues: FilterValues | null;
  /** The list ended before its end. */
  readonly cut: boolean;
  readonly note: string | null;
}

async function readListing(question: Carried, limit: number, call: CallContext): Promise<Listing> {
  const { position: start, include_latest_version: _, sort_by, ...filters } = question;
  const query: MetricListQuery = { ...filters, sort_by: [sort_by] };
  const rows: { metric: Metric; after: Position }[] = [];
  const seen = new Set<string>();
  const notes = new Set<string>();
  let filterValues: FilterValues | null = null;
  let unreadable = 0;
  let more = true;
  let cut = false;

  const following = pages(
    (token, index) => call.api.getMetrics(query, token, index === 0 ? call.reads : call.pages),
    start,
  );
  try {
    for await (const page of following) {
      call.catalogue.remember(page.rows);
      unreadable += page.unreadable;
      const atStart = page.at === start.token;
      if (atStart && start.shown === 0) ({ filterValues } = page);
      const ahead = page.rows.slice(atStart ? placeOf(start, page.rows, notes) : 0);
      const behind = page.rows.length - ahead.length;
      let shown = 0;
      for (const metric of ahead) {
        if (rows.length === limit) break;
        shown += 1;
        if (seen.has(metric.id)) continue;
        seen.add(metric.id);
        rows.push({ metric, after: { token: page.at, shown: behind + shown, last: metric.id } });
      }
      call.progress(rows.length, undefined, `${count(rows.length, 'metric')} read`);
      more = shown < ahead.length || page.next !== undefined;
      if (page.cut) {
        cut = true;
        notes.add('Amigo’s list broke off: it says that there is more, without a way to it.');
      }
      if (rows.length === limit && more) break;
    }
  } catch (error) {
    if (!(error instanceof HttpError) || call.signal.aborted || rows.length === 0) throw error;
    notes.add(`Stopped early (${error.code}): continuation_token goes on from here.`);
  }
  if (unreadable > 0)
    notes.add(`${count(unreadable, 'metric')} could not be read and ${are(unreadable)} not shown.`);
  return {
    rows,
    next: more ? (rows.at(-1)?.after ?? start) : undefined,
    filterValues,
    cut,
    note: note(...notes),
  };
}

/** How many rows of the page are behind us. The last one shown tells whether the list has moved meanwhile. */
function placeOf(position: Position, rows: readonly Metric[], notes: Set<string>): number {
  if (position.shown === 0) return 0;
  if (rows[position.shown - 1]?.id === position.last) return position.shown;
  notes.add('The list has changed since the last call: a metric may be missing here or shown twice.');
  return rows.findIndex((metric) => metric.id === position.last) + 1 || Math.min(position.shown, rows.length);
}

function says(values: FilterValues | null): values is FilterValues {
  return values !== null && Object.values(values).some((each) => each.length > 0);
}

function filtersInWords(values: NonNullable<Output['filter_values']>): string {
  const parts = [
    ['type', values.types.map(inline)],
    ['tag', values.tags.map(inline)],
    ['applied_to_service', values.applied_to_services_ids.map(inline)],
    ['creator', values.creators.map(({ org_id, user_id }) => inline(`${org_id},${user_id}`))],
  ] as const;
  const said = parts.filter(([, each]) => each.length > 0).map(([name, each]) => `${name} ${each.join(' ')}`);
  return `Filters can take: ${said.join('; ')}.`;
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
