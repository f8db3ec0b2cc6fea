import { mainFigure, sharesOf, spreadOf, binsOf } from './figures.ts';
import { RATE, rounded, roundedP, roundedWith } from './rounding.ts';
import type { Change, EntryFigures } from './shape.ts';
import type { Sides } from './sides.ts';
import type { Subject } from './subject.ts';
import type { Asked, Drawn } from './drawn.ts';
import { trendVerdict, verdictOf } from './verdicts.ts';
import { warningsOf } from './warnings.ts';

/** The p-values of an entry's change and trend, adjusted; null where there is none. */
export interface Adjusted {
  readonly change: number | null;
  readonly trend: number | null;
  /** Tests of the answer that they are adjusted for. */
  readonly tests: number;
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
  const notApplicable = whole.notApplicable().size;
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

function changeOf(sides: Sides, subject: Subject, p: Adjusted): Change {
  const { comparison, reason } = sides;
  const { paired, strata } = comparison;
  const precision =
    subject.figure === 'mean'
      ? { least: Number.NEGATIVE_INFINITY, marks: [0] }
      : { least: RATE.least, marks: [0] };
  const shown = roundedWith(comparison.difference, comparison.ci95, { ...precision, scale: null });
  const judged =
    reason === undefined
      ? verdictOf(comparison, p.change, p.tests)
      : { verdict: 'not comparable' as const, reason };
  return {
    from: fromOf(sides, subject),
    difference: shown.value,
    ci95: shown.ci95,
    verdict: judged.verdict,
    ...(judged.reason !== undefined && { reason: judged.reason }),
    ...('pAdjusted' in judged &&
      judged.pAdjusted !== undefined && { p_adjusted: roundedP(judged.pAdjusted) }),
    ...(paired && {
      paired: paired.pairs.length,
      flips: [...paired.flips],
      agreement: share(paired.agreement),
      ...(paired.kappa !== undefined && { kappa: paired.kappa === null ? null : share(paired.kappa) }),
    }),
    ...(strata !== undefined && { strata }),
    ...(sides.notApplicableBoth > 0 && { not_applicable_both: sides.notApplicableBoth }),
  };
}

/** Of a baseline, its figure under its own name. */
function fromOf({ from, other }: Sides, { figure, measure, valuesOf }: Subject): Change['from'] {
  if (typeof from !== 'object' || !('n' in from) || from.n === 0 || figure === 'shares') return from;
  const { sd: _, ci95: __, ...shown } = mainFigure(valuesOf(other), figure, measure, []);
  return { n: from.n, ...shown };
}

function share(fraction: number): number {
  return rounded([fraction], { ...RATE, scale: 1 })[0] ?? fraction;
}
