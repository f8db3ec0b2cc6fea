import type { z } from 'zod';
import type { Bounds } from '../deadline.ts';
import { HttpError } from '../errors.ts';
import { followPages, type Followed, type PageToken, type RawPage } from '../http/follow-pages.ts';
import type { Request, Send } from '../http/types.ts';
import { ID } from './ids.ts';
import { OPERATIONS, type MetricOperation } from './operations.ts';
import type { Result } from './result.ts';
import * as schema from './schema.ts';

/** A page of a list, and where it stands in it. */
export type ApiPage<T> = Followed<schema.Rows<T> & RawPage>;

/** How a list is read. */
export interface Paging {
  /** The page to begin at; the first unless said. */
  readonly token?: PageToken | undefined;
  /** Bounds of every page but the one that is read first; the same as of that one unless said. */
  readonly later?: Bounds | undefined;
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

export type MetricsPage = ApiPage<schema.Metric> & {
  /** On the first page only, and as if the user could see everything. */
  readonly filterValues: schema.FilterValues | null;
};

/**
 * The nine Metric operations, one method each; lists give their pages one by one. Every one throws `HttpError`, and
 * `CallError` when there is nothing to talk to.
 */
export class MetricsApi {
  readonly #send: Send;

  /** @param send brings a request to Amigo */
  constructor(send: Send) {
    this.#send = send;
  }

  /** The metrics that the filters leave, deleted ones only with `is_deleted`. */
  getMetrics(query: MetricListQuery, bounds: Bounds, paging?: Paging): AsyncIterable<MetricsPage> {
    const request = { query: { ...query } };
    return this.#list(OPERATIONS.getMetrics, request, schema.metricsPageSchema, bounds, paging);
  }

  /** The best fifty hits by name. */
  searchMetrics(query: string, filters: MetricFilters, bounds: Bounds): Promise<schema.Rows<schema.Metric>> {
    const request = { query: { query, ...filters } };
    return this.#ask(OPERATIONS.searchMetrics, request, bounds, schema.searchAnswerSchema);
  }

  getMetricVersions(
    metricId: string,
    query: VersionQuery,
    bounds: Bounds,
    paging?: Paging,
  ): AsyncIterable<ApiPage<schema.MetricVersion>> {
    const request = { path: { metric_id: metricId }, query: { ...query } };
    return this.#list(OPERATIONS.getMetricVersions, request, schema.versionsPageSchema, bounds, paging);
  }

  getMetricEvaluationResults(
    query: ResultQuery,
    bounds: Bounds,
    paging?: Paging,
  ): AsyncIterable<ApiPage<Result>> {
    const request = { query: { ...query } };
    return this.#list(
      OPERATIONS.getMetricEvaluationResults,
      request,
      schema.resultsPageSchema,
      bounds,
      paging,
    );
  }

  /** The new metric's id. */
  async createMetric(request: schema.CreateMetricRequest, bounds: Bounds): Promise<string> {
    const operation = OPERATIONS.createMetric;
    const body = schema.createMetricRequestSchema.parse(request);
    const { id } = await this.#ask(operation, { body }, bounds, schema.createdMetricSchema);
    if (typeof id === 'string' && ID.test(id)) return id;
    throw impossible(operation, 'The id that Amigo answers with is none.');
  }

  /** @param version the number that is expected to be next */
  async createMetricVersion(
    metricId: string,
    version: number,
    request: schema.Definition,
    bounds: Bounds,
  ): Promise<void> {
    const operation = OPERATIONS.createMetricVersion;
    const body = schema.definitionRequestSchema.parse(request);
    const sent = { path: { metric_id: metricId }, query: { version }, body };
    const answer = await this.#ask(operation, sent, bounds, schema.createdVersionSchema);
    if (answer.version !== version)
      throw impossible(
        operation,
        `Amigo answers with another version number than ${version}, which was sent.`,
      );
  }

  async updateMetric(metricId: string, request: schema.UpdateMetricRequest, bounds: Bounds): Promise<void> {
    const body = schema.updateMetricRequestSchema.parse(request);
    await this.#send(OPERATIONS.updateMetric, { path: { metric_id: metricId }, body }, bounds);
  }

  async evaluateMetrics(
    request: schema.EvaluateRequest,
    bounds: Bounds,
  ): Promise<schema.Rows<schema.Evaluation>> {
    const body = schema.evaluateRequestSchema.parse(request);
    return this.#ask(OPERATIONS.evaluateMetrics, { body }, bounds, schema.evaluateAnswerSchema);
  }

  async deleteMetric(metricId: string, bounds: Bounds): Promise<void> {
    await this.#send(OPERATIONS.deleteMetric, { path: { metric_id: metricId } }, bounds);
  }

  async #ask<T>(
    operation: MetricOperation,
    request: Request,
    bounds: Bounds,
    answer: z.ZodType<T>,
  ): Promise<T> {
    const { body, status } = await this.#send(operation, request, bounds);
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

  /** Asks for a page when it is taken: whoever stops taking them stops asking. */
  #list<P extends RawPage>(
    operation: MetricOperation,
    { path, query }: Request,
    answer: z.ZodType<P>,
    bounds: Bounds,
    { token, later = bounds }: Paging = {},
  ): AsyncIterable<Followed<P>> {
    const limit = query?.['limit'] ?? operation.pageSize;
    return followPages((at, index) => {
      const request = { ...(path && { path }), query: { ...query, limit, continuation_token: at } };
      return this.#ask(operation, request, index === 0 ? bounds : later, answer);
    }, token);
  }
}

/** The error of a write that was answered with success, by something that cannot be right. */
function impossible(operation: MetricOperation, message: string): HttpError {
  return new HttpError(message, { code: 'upstream_error', operation: operation.id, executed: 'claimed' });
}
