import type { Aggregate } from './aggregate.ts';
import { courseOf } from './course.ts';
import type { Definitions } from './definitions.ts';
import type { Asked, Drawn } from './drawn.ts';
import { entryFigures, type Adjusted } from './entry-figures.ts';
import { binsOf } from './figures.ts';
import { inShort, isOverview, moved } from './overview.ts';
import type { EntryFigures, MetricFigures, TotalFigures } from './shape.ts';
import { baselineSides, sidesOf } from './sides.ts';
import { subjectsOf, type MetricSubjects } from './subject.ts';
import type { Steps } from '../../slices.ts';
import { totalsOf } from './totals.ts';
import { adjusted, countTests } from './verdicts.ts';
import { saidOnce } from './warnings.ts';

/** Figures, and what a reader must be told beside them. */
export interface Summary {
  readonly metrics: MetricFigures[];
  readonly totals: TotalFigures[];
  /** Names of the metrics of which nothing moved, where those are not shown. */
  readonly unchanged: string[];
  /** Entries that are shown in short. */
  readonly short: number;
  /** Changes and trends that were tested. */
  readonly tests: number;
  /** What is shown, before it was put into words and figures. */
  readonly drawn: readonly Drawn[];
}

/**
 * Turns what was counted into figures: each metric, version and source type by itself, never an average over any
 * of them. Verdicts are adjusted over every change and trend of the answer, those shown in short included. In steps:
 * figures of thousands of metrics take a while.
 */
export function* summarise(aggregate: Aggregate, definitions: Definitions, asked: Asked): Steps<Summary> {
  const metrics = yield* subjectsOf(aggregate, definitions, asked.criterion);
  const overview = isOverview(metrics.length);
  const drawn: Drawn[] = [];
  for (const metric of metrics) {
    drawn.push(...draw(metric, overview, asked));
    yield;
  }
  const tested = drawn.flatMap(({ sides, course }) => [
    sides?.comparison.p ?? null,
    course?.trend?.p ?? null,
  ]);
  const ps = adjusted(tested);
  const tests = countTests(tested);

  const entries = new Map<MetricSubjects, EntryFigures[]>(metrics.map((metric) => [metric, []]));
  for (const [place, entry] of drawn.entries()) {
    const p: Adjusted = { change: ps[2 * place] ?? null, trend: ps[2 * place + 1] ?? null, tests };
    entries.get(entry.metric)?.push(entryFigures(entry, p, asked));
    yield;
  }
  const shown = overview ? yield* inOverview(entries, asked) : { entries, unchanged: [], short: 0 };
  const warned = saidOnce([...shown.entries.values()].flat()).values();
  yield;
  const all: MetricFigures[] = [];
  for (const [metric, figures] of shown.entries) {
    all.push({
      ...identityOf(metric),
      ...(asked.detailed && metric.type === 'numerical' && { bins: binsOf(metric.subjects) }),
      entries: figures.map((figure) => warned.next().value ?? figure),
      ...examplesOf(metric, aggregate, asked),
    });
    yield;
  }
  return {
    metrics: all,
    totals: yield* totalsOf(aggregate),
    unchanged: shown.unchanged,
    short: shown.short,
    tests,
    drawn,
  };
}

function draw(metric: MetricSubjects, newestOnly: boolean, asked: Asked): Drawn[] {
  const { compare, baseline, grouping, span } = asked;
  const newest = metric.subjects[0]?.entry.version;
  return metric.subjects
    .filter(({ entry }) => !newestOnly || entry.version === newest)
    .map((subject) => ({
      metric,
      subject,
      sides: baseline ? baselineSides(subject, baseline) : sidesOf(subject, metric.subjects, compare),
      course: grouping ? courseOf(subject, grouping, span) : undefined,
    }));
}

/** What moved stays whole; the rest is short, or beside a baseline only named. */
function* inOverview(
  all: ReadonlyMap<MetricSubjects, readonly EntryFigures[]>,
  { baseline, compare }: Asked,
): Steps<Pick<Summary, 'unchanged' | 'short'> & { entries: Map<MetricSubjects, EntryFigures[]> }> {
  const entries = new Map<MetricSubjects, EntryFigures[]>();
  const unchanged: string[] = [];
  let short = 0;
  for (const [metric, figures] of all) {
    const stay = baseline ? figures.filter(moved) : figures;
    if (stay.length === 0) unchanged.push(metric.name ?? metric.metricId);
    else
      entries.set(
        metric,
        stay.map((figure) => (moved(figure) ? figure : inShort(figure, compare !== 'weekends'))),
      );
    short += stay.filter((figure) => !moved(figure)).length;
    yield;
  }
  return { entries, unchanged, short };
}

function identityOf({ metricId, name, type }: MetricSubjects) {
  return { metric_id: metricId, ...(name !== null && { name }), ...(type !== null && { type }) };
}

function examplesOf({ metricId, type, subjects }: MetricSubjects, aggregate: Aggregate, asked: Asked) {
  const [newest] = subjects;
  const evidence = newest && aggregate.evidence(metricId, newest.entry.version);
  const rows = evidence?.choose(asked.only, type, newest?.measure.criterion !== null) ?? [];
  return rows.length > 0 ? { examples: rows.map(asked.example) } : {};
}
