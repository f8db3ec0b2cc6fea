import type { z } from 'zod';
import type { Bounds } from '../deadline.ts';
import { HttpError } from '../errors.ts';
import type { PageToken } from '../http/follow-pages.ts';
import type { Query, Request, Send } from '../http/types.ts';
import { OPERATIONS, type MetricOperation } from './operations.ts';
import * as schema from './schema.ts';

/** Rows that could be read, and how many could not. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly unreadable: number;
}

export interface ApiPage<T> extends Rows<T> {
  readonly hasMore: boolean;
  /** As it came: an integer by the contract, opaque in fact. */
  readonly token: unknown;
}

export interface MetricFilters {
  readonly applied_to_service?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  /** Each `org_id,user_id`. */
  readonly creator?: readonly string[] | undefined;
  /** Each `key:value`, `key:*` or `key:`. */
  readonly tag?: readonly string[] | undefined;
}

export interface MetricListQuery extends MetricFilters, PageQuery {
  readonly id?: readonly string[] | undefined;
  readonly is_deleted?: boolean | undefined;
  readonly sort_by?: readonly string[] | undefined;
}

export interface VersionQuery {
  /** `3`, `latest`, `2-5` or `1-latest`. */
  readonly version?: string | undefined;
  readonly sort_by?: readonly string[] | undefined;
}

/** How much of a list is asked for at once. */
interface PageQuery {
  /** Rows at most; the largest page unless said: requests are what the quota counts. */
  readonly limit?: number | undefined;
}

export interface ResultQuery extends PageQuery {
  readonly timestamp_after?: string | undefined;
  readonly timestamp_before?: string | undefined;
  /** Each `<id>-<version>`, or `<id>-` for every version. */
  readonly metric_id_and_version?: readonly string[] | undefined;
  readonly source_type?: readonly string[] | undefined;
  readonly conversation_id?: readonly string[] | undefined;
  readonly simulation_unit_test_set_run_id?: readonly string[] | undefined;
  readonly sort_by?: readonly string[] | undefined;
}

export interface MetricsPage extends ApiPage<schema.Metric> {
  /** On the first page only, and as if the user could see everything. */
  readonly filterValues: schema.FilterValues | null;
}

/** The nine Metric operations, one method each. Every one throws `HttpError`. */
export type MetricsApi = ReturnType<typeof createApi>;

/** Gives the operations their words on the wire; `send` brings them there. */
export function createApi(send: Send) {
  async function ask<T>(
    operation: MetricOperation,
    request: Request,
    bounds: Bounds,
    answer: z.ZodType<T>,
  ): Promise<T> {
    const { body, status } = await send(operation, request, bounds);
    const read = answer.safeParse(body);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    throw new HttpError(`The answer breaks the contract at ${issue?.path.join('.') || 'its root'}.`, {
      code: 'upstream_error',
      operation: operation.id,
      status,
      executed: 'maybe',
    });
  }

  function page(operation: MetricOperation, query: Query, token: PageToken | undefined): Query {
    return { ...query, limit: query['limit'] ?? operation.pageSize, continuation_token: token };
  }

  return {
    async getMetrics(
      query: MetricListQuery,
      token: PageToken | undefined,
      bounds: Bounds,
    ): Promise<MetricsPage> {
      const operation = OPERATIONS.getMetrics;
      const answer = await ask(
        operation,
        { query: page(operation, { ...query }, token) },
        bounds,
        schema.metricsPageSchema,
      );
      return {
        ...readRows(schema.listedMetricSchema, answer.metrics),
        hasMore: answer.has_more,
        token: answer.continuation_token,
        filterValues: answer.filter_values ?? null,
      };
    },

    async searchMetrics(query: string, filters: MetricFilters, bounds: Bounds): Promise<Rows<schema.Metric>> {
      const answer = await ask(
        OPERATIONS.searchMetrics,
        { query: { query, ...filters } },
        bounds,
        schema.searchAnswerSchema,
      );
      return readRows(schema.foundMetricSchema, answer.metrics);
    },

    async getMetricVersions(
      metricId: string,
      query: VersionQuery,
      token: PageToken | undefined,
      bounds: Bounds,
    ): Promise<ApiPage<schema.MetricVersion>> {
      const operation = OPERATIONS.getMetricVersions;
      const answer = await ask(
        operation,
        { path: { metric_id: metricId }, query: page(operation, { ...query }, token) },
        bounds,
        schema.versionsPageSchema,
      );
      return {
        ...readRows(schema.versionSchema, answer.metric_versions),
        hasMore: answer.has_more,
        token: answer.continuation_token,
      };
    },

    async getMetricEvaluationResults(
      query: ResultQuery,
      token: PageToken | undefined,
      bounds: Bounds,
    ): Promise<ApiPage<schema.Result>> {
      const operation = OPERATIONS.getMetricEvaluationResults;
      const answer = await ask(
        operation,
        { query: page(operation, { ...query }, token) },
        bounds,
        schema.resultsPageSchema,
      );
      return {
        ...readRows(schema.resultSchema, answer.metric_evaluation_results),
        hasMore: answer.has_more,
        token: answer.continuation_token,
      };
    },

    /** The new metric's id. */
    async createMetric(request: schema.CreateMetricRequest, bounds: Bounds): Promise<string> {
      const body = schema.createMetricRequestSchema.parse(request);
      return (await ask(OPERATIONS.createMetric, { body }, bounds, schema.createdMetricSchema)).id;
    },

    /** The new version's number; `version` is the one that is expected to be next. */
    async createMetricVersion(
      metricId: string,
      version: number,
      request: schema.Definition,
      bounds: Bounds,
    ): Promise<number> {
      const body = schema.definitionRequestSchema.parse(request);
      const answer = await ask(
        OPERATIONS.createMetricVersion,
        { path: { metric_id: metricId }, query: { version }, body },
        bounds,
        schema.createdVersionSchema,
      );
      return answer.version;
    },

    async updateMetric(metricId: string, request: schema.UpdateMetricRequest, bounds: Bounds): Promise<void> {
      const body = schema.updateMetricRequestSchema.parse(request);
      await send(OPERATIONS.updateMetric, { path: { metric_id: metricId }, body }, bounds);
    },

    async evaluateMetrics(request: schema.EvaluateRequest, bounds: Bounds): Promise<Rows<schema.Evaluation>> {
      const body = schema.evaluateRequestSchema.parse(request);
      const answer = await ask(OPERATIONS.evaluateMetrics, { body }, bounds, schema.evaluateAnswerSchema);
      return readRows(schema.evaluationSchema, answer.metrics);
    },

    async deleteMetric(metricId: string, bounds: Bounds): Promise<void> {
      await send(OPERATIONS.deleteMetric, { path: { metric_id: metricId } }, bounds);
    },
  };
}

function readRows<T>(row: z.ZodType<T>, unread: readonly unknown[]): Rows<T> {
  const rows: T[] = [];
  for (const candidate of unread) {
    const read = row.safeParse(candidate);
    if (read.success) rows.push(read.data);
  }
  return { rows, unreadable: unread.length - rows.length };
}
