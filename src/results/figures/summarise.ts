import type { Aggregate } from './aggregate.ts';
import { Cell } from './cell.ts';
import { groupChanges, versionChanges } from './differences.ts';
import type { Criterion } from './criterion.ts';
import type { Definitions } from './definitions.ts';
import type { Only } from './evidence.ts';
import { allFigures, mainFigure, type Reading } from './figures.ts';
import { periodsBetween, type Grouping, type Span } from './grouping.ts';
import type { Row } from '../reading/row.ts';
import type { EntryFigures, Example, GroupChange, GroupFigures, VersionChange } from './shape.ts';
import { inOrder, subjectOf, type Subject } from './subject.ts';
import { warningsOf } from './warnings.ts';

export interface Asked {
  readonly criterion: Criterion | null;
  readonly grouping: Grouping | null;
  readonly only: Only;
  /** Examples are shown of each metric's newest version. */
  readonly example: (row: Row) => Example;
  /** What was read of time. */
  readonly span: Span;
  /** Whether there is more that was not read. */
  readonly partial: boolean;
}

export interface Summary {
  readonly metrics: EntryFigures[];
  readonly versionChanges: VersionChange[];
  /** Null when the groups are not periods. */
  readonly groupChanges: GroupChange[] | null;
  /** Names of the metrics that the criterion does not speak of. */
  readonly withoutCriterion: string[];
}

/** Turns what was counted into figures, each metric and version apart: never one average over versions. */
export function summarise(aggregate: Aggregate, definitions: Definitions, asked: Asked): Summary {
  const metrics = inOrder(aggregate.entries().map((entry) => subjectOf(entry, definitions, asked.criterion)));
  const calendar = asked.grouping?.calendar;
  return {
    metrics: metrics.flatMap((versions) =>
      versions.map((subject, place) => entryFigures(subject, versions[place + 1], place === 0, asked)),
    ),
    versionChanges: metrics.flatMap((versions) => versionChanges(versions, asked.partial)),
    groupChanges: calendar
      ? metrics.flat().flatMap((subject) => groupChanges(subject, calendar, asked.span, asked.partial))
      : null,
    withoutCriterion: withoutCriterion(metrics, asked.criterion),
  };
}

/** Names of the metrics whose values the criterion does not speak of. */
function withoutCriterion(metrics: readonly (readonly Subject[])[], criterion: Criterion | null): string[] {
  if (criterion === null) return [];
  const others = metrics.flat().filter(({ reading }) => reading.type !== criterion.type);
  return [...new Set(others.map(({ name, entry }) => name ?? entry.metricId))];
}

function entryFigures(
  subject: Subject,
  older: Subject | undefined,
  newest: boolean,
  asked: Asked,
): EntryFigures {
  const { entry, name, whole, sources, reading, criterionOutside } = subject;
  const tally = whole.tally(reading.type);
  const mixed = sources.size > 1;
  return {
    metric_id: entry.metricId,
    name,
    version: entry.version,
    type: reading.type,
    count: whole.count,
    applicable: tally.count,
    not_applicable: whole.notApplicable,
    mismatched: whole.mismatched(reading.type),
    units: tally.units.size,
    ...allFigures(entry, tally, reading, mixed),
    warnings: warningsOf({
      entry,
      cell: whole,
      tally,
      reading,
      mixed,
      criterionOutside,
      older: older ? { version: older.entry.version, cell: older.whole } : null,
    }),
    ...(mixed && { by_source: bySource(sources, reading) }),
    ...(asked.grouping && { groups: groupsOf(subject, asked.grouping, asked.span) }),
    ...(newest &&
      entry.evidence && {
        examples: entry.evidence
          .choose(asked.only, reading.type, reading.criterion !== null)
          .map(asked.example),
      }),
  };
}

function bySource(sources: ReadonlyMap<string, Cell>, reading: Reading): EntryFigures['by_source'] {
  return [...sources].map(([source_type, cell]) => {
    const tally = cell.tally(reading.type);
    return { source_type, applicable: tally.count, ...mainFigure(tally, reading, false) };
  });
}

function groupsOf({ entry, reading }: Subject, { calendar }: Grouping, span: Span): GroupFigures[] {
  const groups = entry.byGroup();
  const figures = (group: string, sources: ReadonlyMap<string, Cell> | undefined) => {
    const tally = pooled(sources, reading.type);
    const figure = mainFigure(tally, reading, (sources?.size ?? 0) > 1);
    return { group, applicable: tally.count, ...figure };
  };
  const unknown = groups.has(null) ? [figures('unknown', groups.get(null))] : [];
  if (calendar === null) {
    const named = [...groups].flatMap(([key, sources]) =>
      key === null ? [] : [figures(String(key), sources)],
    );
    return [...named.sort((one, other) => other.applicable - one.applicable), ...unknown];
  }
  const keys = [...groups.keys()].filter((key) => typeof key === 'number');
  const periods = periodsBetween(keys, calendar, span).map(({ key, label, partial }) => ({
    ...figures(label, groups.get(key)),
    ...(partial && { partial }),
  }));
  return [...periods, ...unknown];
}

function pooled(sources: ReadonlyMap<string, Cell> | undefined, type: Reading['type']) {
  const cells = [...(sources?.values() ?? [])];
  const [only] = cells;
  return (only && cells.length === 1 ? only : Cell.of(cells)).tally(type);
}
