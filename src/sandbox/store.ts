import type { Conversation, Metric, MetricVersion, Result } from './model.ts';

/** The version that evaluations use. */
export function latestVersion(metric: Metric): MetricVersion {
  return metric.versions.at(-1) ?? metric.versions[0];
}

interface Judged {
  readonly conversations: readonly Conversation[];
  readonly results: readonly Result[];
}

/** What one sandbox remembers, in memory and until it ends. */
export class Store {
  /** In the order of creation. */
  readonly metrics = new Map<string, Metric>();
  readonly #makeJudged: () => Judged;
  #judged:
    { readonly conversations: ReadonlyMap<string, Conversation>; readonly results: Result[] } | undefined;

  /** @param makeJudged called once, when either is first asked for: most sessions begin with metrics */
  constructor(metrics: readonly Metric[], makeJudged: () => Judged) {
    for (const metric of metrics) this.metrics.set(metric.id, metric);
    this.#makeJudged = makeJudged;
  }

  get conversations(): ReadonlyMap<string, Conversation> {
    return this.#made.conversations;
  }

  /** Oldest first. */
  get #results(): Result[] {
    return this.#made.results;
  }

  get #made() {
    if (!this.#judged) {
      const { conversations, results } = this.#makeJudged();
      this.#judged = {
        conversations: new Map(conversations.map((conversation) => [conversation.id, conversation])),
        results: results.toSorted((a, b) => a.created_at - b.created_at),
      };
    }
    return this.#judged;
  }

  get results(): readonly Result[] {
    return this.#results;
  }

  /** The manual result of this conversation and metric, whatever its version was: there is one at most. */
  manualResult(conversationId: string, metricId: string): Result | undefined {
    return this.#results.find(
      ({ origin, metric_id }) =>
        metric_id === metricId && origin.type === 'manual' && origin.conversation_id === conversationId,
    );
  }

  /** Adds a result; one that has the same id is overwritten. */
  put(result: Result): void {
    const earlier = this.#results.findIndex(({ id }) => id === result.id);
    if (earlier >= 0) this.#results.splice(earlier, 1);
    const place = this.#results.findLastIndex(({ created_at }) => created_at <= result.created_at);
    this.#results.splice(place + 1, 0, result);
  }
}
