import type { Steps } from '../../slices.ts';
import type { Aggregate, Entry } from './aggregate.ts';
import type { TotalFigures } from './shape.ts';
import { bySource } from './subject.ts';

/** What there is of each source type, whatever the metric. */
export function* totalsOf(aggregate: Aggregate): Steps<TotalFigures[]> {
  const sources = new Map<string | null, Entry[]>();
  for (const entry of aggregate.entries()) {
    const entries = sources.get(entry.sourceType) ?? [];
    sources.set(entry.sourceType, entries);
    entries.push(entry);
  }
  const totals: TotalFigures[] = [];
  /** By the number of a unit, the source that it was last seen in. */
  const seen = new Uint32Array(aggregate.units);
  const inOrder = [...sources].sort(([one], [other]) => bySource({ sourceType: one }, { sourceType: other }));
  for (const [sourceType, entries] of inOrder) {
    const source = totals.length + 1;
    const total = { results: 0, not_applicable: 0, metrics: new Set<string>(), units: 0 };
    for (const { metricId, whole } of entries) {
      total.results += whole.results;
      total.not_applicable += whole.units(null).results;
      total.metrics.add(metricId);
      for (const { units } of whole.all())
        for (const unit of units) {
          if (seen[unit] !== source) total.units += 1;
          seen[unit] = source;
        }
      yield;
    }
    totals.push({
      ...(sourceType !== null && { source_type: sourceType }),
      ...total,
      metrics: total.metrics.size,
    });
  }
  return totals;
}
