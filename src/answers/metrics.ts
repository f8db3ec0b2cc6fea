import * as z from 'zod';
import type { LatestVersions } from '../amigo/latest-versions.ts';
import type { Metric, MetricValue, MetricVersion } from '../amigo/schema.ts';
import type { PageShape } from './page.ts';
import { minute } from '../text/times.ts';
import { are, barEscaped, inCell, inline, quoted, table } from '../text/words.ts';
import { cut } from '../text/clean.ts';
import { cutTexts, keepOf, type Cut } from './fit.ts';

/** Notes share so many characters of a table, and none is cut below the least. */
const ALL_NOTES = 4_000;
const SHORT_NOTES = 80;
/** A text is not cut below this. */
const LEAST_TEXT = 160;

// What an answer shows of an API object, field by field: an API object never passes through.

export const userShape = z.object({ org_id: z.string(), user_id: z.string() });
export const tagShape = z.object({ key: z.string(), value: z.string().nullable() });

export const metricValueShape = z.object({
  type: z.string(),
  lower_bound: z.number().optional(),
  upper_bound: z.number().optional(),
  categories: z.array(z.string()).optional(),
});
export type MetricValueShape = z.infer<typeof metricValueShape>;

const latestVersionShape = z.object({
  version: z.int(),
  description: z.string(),
  metric_value: metricValueShape,
});
export type LatestVersionShape = z.infer<typeof latestVersionShape>;

export const metricShape = z.object({
  id: z.string(),
  name: z.string(),
  metric_value_type: z.string(),
  applied_to_services: z.array(z.string()),
  additional_notes: z.string().nullable(),
  tags: z.array(tagShape),
  creator: userShape.nullable(),
  updated_by: userShape.nullable(),
  is_deleted: z.boolean(),
  created_at: z.string().nullable(),
  updated_at: z.string().nullable(),
  latest_version: latestVersionShape.optional(),
});
export type MetricShape = z.infer<typeof metricShape>;

export function shapeMetric(metric: Metric, latest?: MetricVersion): MetricShape {
  return {
    id: metric.id,
    name: metric.name,
    metric_value_type: metric.metric_value_type,
    applied_to_services: [...metric.applied_to_services],
    additional_notes: metric.additional_notes,
    tags: metric.tags.map(({ key, value }) => ({ key, value })),
    creator: metric.creator && { org_id: metric.creator.org_id, user_id: metric.creator.user_id },
    updated_by: metric.updated_by && { org_id: metric.updated_by.org_id, user_id: metric.updated_by.user_id },
    is_deleted: metric.is_deleted,
    created_at: metric.created_at,
    updated_at: metric.updated_at,
    ...(latest && { latest_version: shapeLatest(latest) }),
  };
}

export function shapeLatest(version: MetricVersion): LatestVersionShape {
  return {
    version: version.version,
    description: version.description,
    metric_value: shapeValue(version.metric_value),
  };
}

/** What is missing of the latest versions that were asked for, and why; null when nothing is. */
export function missingLatest(
  metrics: readonly unknown[],
  { versions, failure }: LatestVersions,
): string | null {
  const missing = metrics.length - versions.size;
  if (missing === 0) return null;
  const wait = failure?.retryAfterSeconds;
  const why = failure ? ` (${failure.code}${wait === undefined ? '' : `, again in ${wait} s`})` : '';
  return `${missing} of them without latest_version${why}: get_metric_versions reads it.`;
}

export function shapeValue(value: MetricValue): MetricValueShape {
  switch (value.type) {
    case 'boolean':
      return { type: value.type };
    case 'numerical':
      return { type: value.type, lower_bound: value.lower_bound, upper_bound: value.upper_bound };
    case 'categorical':
      return { type: value.type, categories: [...value.categories] };
  }
}

/** What a value can be, in a few words: `boolean`, `1 to 5`, `one of "a", "b"`. */
export function valueInWords(value: MetricValueShape): string {
  switch (value.type) {
    case 'numerical':
      return `number from ${value.lower_bound} to ${value.upper_bound}`;
    case 'categorical':
      return `one of ${(value.categories ?? []).map(quoted).join(', ')}`;
    default:
      return value.type;
  }
}

/** Metrics as a table; what is the same for all of them is said once, above it. */
export function metricsInWords(metrics: readonly MetricShape[]): string {
  const notesLength = Math.max(SHORT_NOTES, Math.floor(ALL_NOTES / Math.max(1, metrics.length)));
  const columns: readonly (readonly [string, (metric: MetricShape) => string])[] = [
    ['name', (metric) => inCell(metric.name)],
    ['id', (metric) => metric.id],
    ['type', (metric) => inCell(metric.metric_value_type)],
    ['tags', (metric) => metric.tags.map(tagInWords).join(', ')],
    ['services', (metric) => metric.applied_to_services.map(inCell).join(', ')],
    ['creator', ({ creator }) => (creator ? inCell(`${creator.org_id},${creator.user_id}`) : '')],
    ['notes', ({ additional_notes: notes }) => (notes ? barEscaped(quoted(cut(notes, notesLength))) : '')],
    ['updated (UTC)', (metric) => minute(metric.updated_at)],
    ['state', (metric) => (metric.is_deleted ? 'deleted' : '')],
  ];
  const shared = columns.filter(([head, cell]) => {
    const [first, ...rest] = metrics.map(cell);
    return head !== 'name' && rest.length > 1 && first !== '' && rest.every((text) => text === first);
  });
  const [example] = metrics;
  const forAll =
    example && shared.length > 0
      ? `For all: ${shared.map(([head, cell]) => `${head} ${cell(example)}`).join('; ')}.`
      : '';
  const own = columns.filter((column) => !shared.includes(column));
  const rows = metrics.map((metric) => own.map(([, cell]) => cell(metric)));
  return [
    forAll,
    table(
      own.map(([head]) => head),
      rows,
    ),
    ...metrics.flatMap(definitionInWords),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function definitionInWords({ name, latest_version }: MetricShape): string[] {
  if (!latest_version) return [];
  const { version, description, metric_value } = latest_version;
  return [`${inline(name)} v${version}, ${valueInWords(metric_value)}: ${quoted(description)}`];
}

function tagInWords({ key, value }: { readonly key: string; readonly value: string | null }): string {
  return inCell(value === null ? key : `${key}:${value}`);
}

interface MetricsData {
  readonly metrics: readonly MetricShape[];
  readonly page: PageShape;
}

/** Shortens descriptions and notes, and says so. */
export function cutMetricTexts<T extends MetricsData>(): Cut<T> {
  return cutTexts(['additional_notes', 'description'], LEAST_TEXT, {
    code: 'metric_texts',
    text: 'Long texts are cut: get_metric_versions has descriptions whole, the resource amigo://metrics/{id} notes too.',
  });
}

/** Drops the last metrics; `tokenAfter` continues behind those that stay, where that is possible. */
export function cutMetrics<T extends MetricsData>(
  total: number,
  tokenAfter: ((shown: number) => string) | null,
): Cut<T> {
  return (data, share) => {
    const kept = keepOf(data.metrics.length, share);
    if (kept === 0) return undefined;
    const shown = `Cut to the length of one answer: ${kept} of ${total} ${are(kept)} shown`;
    const page: PageShape = {
      ...data.page,
      returned: kept,
      complete: false,
      ...(tokenAfter && { continuation_token: tokenAfter(kept) }),
    };
    return {
      data: { ...data, metrics: data.metrics.slice(0, kept), page },
      note: {
        code: 'metrics',
        text: tokenAfter
          ? `${shown}, continuation_token goes on behind them.`
          : `${shown}. Ask more narrowly for the others.`,
      },
    };
  };
}
