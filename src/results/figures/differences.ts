import { compare } from './compare.ts';
import { periodsBetween, type Span } from './grouping.ts';
import type { GroupChange, VersionChange } from './shape.ts';
import type { Calendar } from '../statistics/calendar.ts';
import type { Subject } from './subject.ts';

/**
 * How the main figure moved between neighbouring versions of a metric, for each source type that both have.
 * @param versions of one metric, newest first
 */
export function versionChanges(versions: readonly Subject[], partial: boolean): VersionChange[] {
  return versions.flatMap((to, place) => {
    const from = versions[place + 1];
    if (!from) return [];
    return [...to.sources].flatMap(([source_type, cell]) => {
      const before = from.sources.get(source_type);
      if (!before) return [];
      return [
        {
          metric_id: to.entry.metricId,
          name: to.name,
          source_type,
          from: from.entry.version,
          to: to.entry.version,
          ...compare({ cell: before, reading: from.reading }, { cell, reading: to.reading }),
          ...(partial && { partial }),
        },
      ];
    });
  });
}

/** How the main figure of an entry moved in its last full period against the one before, for each source type. */
export function groupChanges(
  subject: Subject,
  calendar: Calendar,
  span: Span,
  partial: boolean,
): GroupChange[] {
  const { entry, name, reading } = subject;
  const groups = entry.byGroup();
  const keys = [...groups.keys()].filter((key) => typeof key === 'number');
  const full = periodsBetween(keys, calendar, span).filter((period) => !period.partial);
  const [to, from] = [full.at(-1), full.at(-2)];
  if (!to || !from || from.key !== to.key - 1) return [];
  return [...(groups.get(to.key) ?? [])].flatMap(([source_type, cell]) => {
    const before = groups.get(from.key)?.get(source_type);
    if (!before) return [];
    return [
      {
        metric_id: entry.metricId,
        name,
        version: entry.version,
        source_type,
        from: from.label,
        to: to.label,
        ...compare({ cell: before, reading }, { cell, reading }),
        ...(partial && { partial }),
      },
    ];
  });
}
