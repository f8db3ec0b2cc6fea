import type { Aggregate } from './aggregate.ts';
import type { TotalFigures } from './shape.ts';
import { bySource } from './subject.ts';

/** What there is of each source type, whatever the metric. */
export function totalsOf(aggregate: Aggregate): TotalFigures[] {
  const totals = new Map<string | null, Total>();
  for (const { sourceType, metricId, whole } of aggregate.entries()) {
    const total = totals.get(sourceType) ?? new Total(sourceType, aggregate.units);
    totals.set(sourceType, total);
    total.metrics.add(metricId);
    total.results += whole.results;
    total.notApplicable += whole.units(null).results;
    for (const { units } of whole.all()) for (const unit of units) total.judged[unit] = 1;
  }
  return [...totals.values()]
    .toSorted(bySource)
    .map(({ sourceType, results, notApplicable, metrics, judged }) => ({
      ...(sourceType !== null && { source_type: sourceType }),
      results,
      not_applicable: notApplicable,
      metrics: metrics.size,
      units: judged.reduce((sum, each) => sum + each, 0),
    }));
}

class Total {
  readonly sourceType: string | null;
  results = 0;
  notApplicable = 0;
  readonly metrics = new Set<string>();
  /** By the number of a unit, 1 where there is a result of it. */
  readonly judged: Uint8Array;

  constructor(sourceType: string | null, units: number) {
    this.sourceType = sourceType;
    this.judged = new Uint8Array(units);
  }
}
