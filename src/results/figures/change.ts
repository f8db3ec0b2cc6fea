import { mainFigure } from './figures.ts';
import { RATE, rounded, roundedP, roundedWith } from './rounding.ts';
import type { Change } from './shape.ts';
import type { Sides } from './sides.ts';
import type { Subject } from './subject.ts';
import { verdictOf } from './verdicts.ts';

/** The p-value of a change, adjusted; null where there is none. */
export interface AdjustedChange {
  readonly change: number | null;
  /** Tests of the answer that it is adjusted for. */
  readonly tests: number;
}

/** A change as it is shown, with the verdict that its adjusted p-value carries. */
export function changeOf(sides: Sides, subject: Subject, p: AdjustedChange): Change {
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
