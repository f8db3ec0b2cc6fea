// What the sandbox's organization is made of. Times are epoch milliseconds.

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
  readonly created_at: number;
}

/** How likely the rule's verdicts are for one metric, and what it says for them. */
export interface VerdictProfile {
  /**
   * One figure for each version of the seed, from 0 to 1: the chance of true, or the place of the mean between the bounds.
   * For categories it moves weight from the last ones (0) to the first ones (1).
   */
  readonly levels: readonly number[];
  /** Chance of "not applicable", from 0 to 1. */
  readonly notApplicable: number;
  /** What is said to have happened: for true or a high value, for false or a low one, for not applicable. */
  readonly evidence: { readonly high: string; readonly low: string; readonly none: string };
}

export interface Judgement {
  readonly value: Value;
  readonly justification: string;
  /** Ids of the interactions that the verdict rests on. */
  readonly references: readonly string[];
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
  /** How the judge's rule leans on this metric. */
  readonly profile: VerdictProfile;
}

export interface Conversation {
  readonly id: string;
  readonly service: string;
  readonly started_at: number;
  /** Ids in the order of speaking. */
  readonly interactions: readonly string[];
}

/** What a result came from; its references are the judge's. */
type Origin =
  | { readonly type: 'post-session'; readonly conversation_id: string }
  | {
      readonly type: 'manual';
      readonly conversation_id: string;
      readonly evaluate_to_interaction_id: string | null;
      readonly invoked_by: User;
    }
  | {
      readonly type: 'simulation';
      readonly simulation_unit_test_set_run_id: string;
      readonly unit_test_id: string;
      readonly run_index: number;
    };

export interface Result {
  readonly id: string;
  readonly metric_id: string;
  readonly metric_version: number;
  readonly origin: Origin;
  readonly created_at: number;
  /** Judges when it is asked: of thousands of seeded results most are never read. */
  readonly judgement: () => Judgement;
}
