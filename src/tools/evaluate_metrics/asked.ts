import type { RunningEvaluation } from '../../amigo/running-evaluations.ts';
import type { Result } from '../../amigo/result.ts';
import type { Evaluation, Metric } from '../../amigo/schema.ts';

/** What is known of the metrics that are evaluated. */
export interface Names {
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly name: (metricId: string) => string | null;
}

/** What the call was asked for, as answers need it. */
export interface Asked {
  readonly evaluate_to_interaction_id?: string | undefined;
  readonly compare_with_previous: boolean;
}

/** One metric's verdict on a conversation. */
export interface Verdict {
  readonly running: RunningEvaluation;
  readonly evaluation: Evaluation;
  /** The manual result before, else the newest post-session one. */
  readonly before: Result | undefined;
}
