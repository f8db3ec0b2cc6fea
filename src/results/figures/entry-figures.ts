import { mainFigure, sharesOf, spreadOf, binsOf } from './figures.ts';
import { changeOf, type AdjustedChange } from './change.ts';
import type { EntryFigures } from './shape.ts';
import type { Asked, Drawn } from './drawn.ts';
import { trendVerdict } from './verdicts.ts';
import { warningsOf } from './warnings.ts';

/** The p-values of an entry's change and trend, adjusted; null where there is none. */
export interface Adjusted extends AdjustedChange {
  readonly trend: number | null;
}

/** Everything about an entry; what says nothing is left out. */
export function entryFigures(
  { metric, subject, sides, course }: Drawn,
  p: Adjusted,
  asked: Asked,
): EntryFigures {
  const { entry, measure, figure, values, categories, categoryOf } = subject;
  const { version, sourceType, whole } = entry;
  const n = values.units.length;
  const results = measure.type === null ? 0 : whole.units(measure.type).results;
  const notApplicable = whole.notApplicable().length;
  const mismatched = measure.type === null ? 0 : whole.mismatched(measure.type);
  const shares = figure === 'shares' ? sharesOf(values, categories.all, categoryOf, asked.detailed) : [];
  const change = sides && changeOf(sides, subject, p);
  const trend = course?.trend && p.trend !== null ? trendVerdict(course.trend.slope, p.trend) : undefined;
  const warnings = warningsOf(subject, sides?.other);
  return {
    version,
    ...(sourceType !== null && { source_type: sourceType }),
    n,
    ...(results > n && { results }),
    ...(notApplicable > 0 && { not_applicable: notApplicable }),
    ...(mismatched > 0 && { mismatched }),
    ...mainFigure(values, figure, measure, shares),
    ...(asked.detailed && figure === 'mean' && spreadOf(values, measure.value, binsOf(metric.subjects))),
    ...(change && { change }),
    ...(trend && { trend }),
    ...(course && { groups: [...course.groups] }),
    ...(warnings.length > 0 && { warnings }),
  };
}
