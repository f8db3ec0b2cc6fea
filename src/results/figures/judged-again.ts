import type { Row } from '../reading/row.ts';
import { Aggregate, COUNTS_ONLY } from './aggregate.ts';
import { changeOf } from './change.ts';
import type { Definitions } from './definitions.ts';
import type { Change } from './shape.ts';
import { pairedSides, type Sides } from './sides.ts';
import { atOnce } from '../../slices.ts';
import { subjectsOf, type MetricSubjects, type Subject } from './subject.ts';
import { adjusted, countTests } from './verdicts.ts';

/** What was judged now, and how it differs from the results that there were. */
export interface JudgedAgain {
  /** By metric id. */
  readonly now: ReadonlyMap<string, MetricSubjects>;
  /** By metric id: a change for each version and source type before, newest first. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
}

/**
 * Compares each metric's new verdicts with the earlier results of the same conversations, version by version and source
 * type by source type, in pairs. Verdicts are adjusted over all of these changes.
 */
export function judgedAgain(
  now: Iterable<Row>,
  before: Iterable<Row>,
  definitions: Definitions,
): JudgedAgain {
  const earlier = new Aggregate(COUNTS_ONLY);
  for (const row of before) earlier.add(row);
  const fresh = new Aggregate(COUNTS_ONLY, earlier);
  for (const row of now) fresh.add(row);

  const past = byId(atOnce(subjectsOf(earlier, definitions, null)));
  const present = byId(atOnce(subjectsOf(fresh, definitions, null)));
  const drawn = [...present.values()].flatMap(({ metricId, subjects }) =>
    subjects.flatMap((after) =>
      (past.get(metricId)?.subjects ?? []).flatMap((subject) => compared(metricId, subject, after)),
    ),
  );
  const tested = drawn.map(({ sides }) => sides.comparison.p);
  const ps = adjusted(tested);
  const tests = countTests(tested);
  const changes = new Map<string, Change[]>();
  for (const [place, { metricId, sides, after }] of drawn.entries()) {
    const ofMetric = changes.get(metricId) ?? [];
    changes.set(metricId, ofMetric);
    ofMetric.push(changeOf(sides, after, { change: ps[place] ?? null, tests }));
  }
  return { now: present, changes };
}

function compared(metricId: string, before: Subject, after: Subject): Drawn[] {
  const sides = pairedSides(before, after);
  return sides ? [{ metricId, sides, after }] : [];
}

interface Drawn {
  readonly metricId: string;
  readonly sides: Sides;
  readonly after: Subject;
}

function byId(metrics: readonly MetricSubjects[]): Map<string, MetricSubjects> {
  return new Map(metrics.map((metric) => [metric.metricId, metric]));
}
