import type { Row } from '../reading/row.ts';
import type { Aggregate } from './aggregate.ts';
import type { Course } from './course.ts';
import type { Criterion } from './criterion.ts';
import type { Only } from './evidence.ts';
import type { Grouping, Span } from './grouping.ts';
import type { ResultRow } from './shape.ts';
import type { CompareMode, Sides } from './sides.ts';
import type { MetricSubjects, Subject } from './subject.ts';

/** What is asked of the results that were read. */
export interface Asked {
  readonly criterion: Criterion | null;
  readonly grouping: Grouping | null;
  readonly compare: CompareMode;
  /** The results of the other period; null when none was asked for. */
  readonly baseline: Aggregate | null;
  readonly only: Only;
  /** Whether one metric is asked for, and so everything about it. */
  readonly detailed: boolean;
  /** What was read of time. */
  readonly span: Span;
  /** An example as it is shown. */
  readonly example: (row: Row) => ResultRow;
}

/** An entry of the answer, before its p-values are adjusted for each other. */
export interface Drawn {
  readonly metric: MetricSubjects;
  readonly subject: Subject;
  readonly sides: Sides | undefined;
  readonly course: Course | undefined;
}
