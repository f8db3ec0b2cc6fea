import type { LabelAgreement } from '../../results/figures/shape.ts';
import { between, decimal, percent } from '../../text/numbers.ts';
import { inline, quoted } from '../../text/words.ts';
import { valueInWords } from '../judged-metrics.ts';

/** How far the judge agrees with people: figures, the table, and where they differ. */
export function agreementInWords(agreement: LabelAgreement): string[] {
  const { version, source_type, labelled, found, table, disagreements = [], corrected_rate } = agreement;
  const { right_when_true: whenTrue, right_when_false: whenFalse } = agreement;
  const right = (share: typeof whenTrue, verdict: string) =>
    share && `right when ${verdict} ${percent(share.rate)}${between(share.ci95, 'percent')} of ${share.n}`;
  const figures = [
    agreement.agreement !== undefined && `agreement ${percent(agreement.agreement)}`,
    agreement.kappa !== undefined && `kappa ${decimal(agreement.kappa)}`,
    right(whenTrue, 'true'),
    right(whenFalse, 'false'),
    corrected_rate &&
      `corrected rate ${percent(corrected_rate.rate)}${between(corrected_rate.ci95, 'percent')}`,
    agreement.exact !== undefined && `the same ${percent(agreement.exact)}`,
    agreement.within_one !== undefined && `within one ${percent(agreement.within_one)}`,
    agreement.mean_difference !== undefined &&
      `judge minus label ${decimal(agreement.mean_difference)}, sd ${decimal(agreement.sd_of_differences)}`,
  ].filter((part) => typeof part === 'string');
  const source = source_type === undefined ? '' : ` ${inline(source_type)}`;
  return [
    `People: ${labelled} labelled, ${found} found in v${version}${source}${found > 0 ? `; ${figures.join('; ')}` : ''}`,
    ...(table.length > 0
      ? [
          `  label → value: ${table.map(({ label, value, n }) => `${valueInWords(label)} → ${valueInWords(value)} ${n}`).join(', ')}`,
        ]
      : []),
    ...(corrected_rate
      ? ['  The corrected rate holds as long as the calls to label were chosen at random or by the verdict.']
      : []),
    ...(corrected_rate === null ? ['  No corrected rate: it needs ten labels beside either verdict.'] : []),
    ...disagreements.map(
      ({ conversation_id, label, value, justification }) =>
        `  ${conversation_id}: people ${valueInWords(label)}, judge ${valueInWords(value)}${justification === undefined ? '' : `, because ${quoted(justification)}`}`,
    ),
  ];
}
