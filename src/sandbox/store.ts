import type { Leaning } from './judge.ts';

export type MetricValue =
  | { readonly type: 'boolean' }
  | { readonly type: 'numerical'; readonly lower_bound: number; readonly upper_bound: number }
  | { readonly type: 'categorical'; readonly categories: readonly string[] };

/** Null: the metric was not applicable. */
export type Value = number | boolean | string | null;

export interface User {
  readonly org_id: string;
  readonly user_id: string;
}

export interface Tag {
  readonly key: string;
  readonly value: string | null;
}

export interface MetricVersion {
  readonly version: number;
  readonly description: string;
  readonly metric_value: MetricValue;
  readonly creator: User;
  /** Epoch milliseconds, as every time in the store. */
  readonly created_at: number;
}

export interface Metric {
  readonly id: string;
  readonly name: string;
  applied_to_services: readonly string[];
  additional_notes: string | null;
  tags: readonly Tag[];
  readonly creator: User;
  updated_by: User;
  is_deleted: boolean;
  readonly created_at: number;
  updated_at: number;
  /** Oldest first, at least one; the version's number is its place, counted from 1. */
  readonly versions: [MetricVersion, ...MetricVersion[]];
  /** The simulation unit test that uses the metric, which therefore cannot be deleted. */
  readonly lockedBy: string | null;
  /** How the judge's rule leans on this metric; the latest version's for versions that it does not know. */
  readonly leaning: Leaning;
}

export interface Conversation {
  readonly id: string;
  readonly service: string;
  readonly started_at: number;
  /** Ids in the order of speaking. */
  readonly interactions: readonly string[];
}

export type Source =
  | { readonly type: 'post-session'; readonly conversation_id: string; readonly references: readonly string[] }
  | {
      readonly type: 'manual';
      readonly conversation_id: string;
      readonly evaluate_to_interaction_id: string | null;
      readonly invoked_by: User;
      readonly references: readonly string[];
    }
  | {
      readonly type: 'simulation';
      readonly simulation_unit_test_set_run_id: string;
      readonly unit_test_id: string;
      readonly run_index: number;
      readonly references: readonly string[];
    };

export interface Result {
  readonly id: string;
  readonly metric_id: string;
  readonly metric_version: number;
  readonly result: Value;
  readonly justification: string;
  readonly source: Source;
  readonly created_at: number;
}

export function latestVersion(metric: Metric): MetricVersion {
  return metric.versions.at(-1) ?? metric.versions[0];
}

/** What one sandbox remembers, in memory and until it ends. */
export class Store {
  /** In the order of creation. */
  readonly metrics = new Map<string, Metric>();
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** Oldest first. */
  readonly #results: Result[];

  constructor(
    metrics: readonly Metric[],
    conversations: readonly Conversation[],
    results: readonly Result[],
  ) {
    for (const metric of metrics) this.metrics.set(metric.id, metric);
    this.conversations = new Map(conversations.map((conversation) => [conversation.id, conversation]));
    this.#results = results.toSorted((one, other) => one.created_at - other.created_at);
  }

  get results(): readonly Result[] {
    return this.#results;
  }

  /** The manual result of this conversation and metric, whatever its version was: there is one at most. */
  manualResult(conversationId: string, metricId: string): Result | undefined {
    return this.#results.find(
      ({ source, metric_id }) =>
        metric_id === metricId && source.type === 'manual' && source.conversation_id === conversationId,
    );
  }

  /** Adds a result; one that has the same id is overwritten. */
  keep(result: Result): void {
    const earlier = this.#results.findIndex(({ id }) => id === result.id);
    if (earlier >= 0) this.#results.splice(earlier, 1);
    const place = this.#results.findLastIndex(({ created_at }) => created_at <= result.created_at);
    this.#results.splice(place + 1, 0, result);
  }
}
