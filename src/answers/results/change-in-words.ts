import type { Change, Trend } from '../../results/figures/shape.ts';
import { decimal, percent, signed } from '../../text/numbers.ts';
import { count, inline } from '../../text/words.ts';

/** An entry's change: from what, by how much, and what can be said of it; rates in percent, means as decimals. */
export function changeInWords(change: Change, form: 'percent' | 'decimal'): string {
  const { from, difference, ci95, verdict, reason, p_adjusted, strata } = change;
  const [low, high] = ci95 ?? [];
  const range =
    low === undefined || high === undefined ? '' : ` (${signed(low, form)} to ${signed(high, form)})`;
  const moved =
    difference === null ? '' : ` ${signed(difference, form)}${form === 'percent' ? ' points' : ''}${range}`;
  return [
    `from ${fromInWords(from)}:${moved} ${verdict}${reason === undefined ? '' : ` (${reason})`}`,
    // Of what is not clear it says nothing more.
    p_adjusted !== undefined && verdict !== 'no clear change' && `p ${p_adjusted}`,
    strata !== undefined && `in ${count(strata, 'unit test')}`,
    ...pairsInWords(change),
  ]
    .filter((part) => part !== false)
    .join(', ');
}

export function trendInWords({ verdict, p_adjusted }: Trend): string {
  return `${verdict}, p ${p_adjusted}`;
}

function fromInWords(from: Change['from']): string {
  if (typeof from === 'number') return `v${from}`;
  if (typeof from === 'string') return inline(from);
  if ('version' in from) return `v${from.version} ${inline(from.source_type)}`;
  const rate = from.pass_rate ?? from.true_rate;
  const figure =
    rate === undefined ? (from.mean === undefined ? '' : `${decimal(from.mean)} `) : `${percent(rate)} `;
  return `${figure}of ${from.n}`;
}

function pairsInWords({ paired, flips = [], kappa, not_applicable_both }: Change): string[] {
  if (paired === undefined) return [];
  const [up = 0, down] = flips;
  const flipped = down === undefined ? `${up} differ` : `${up} up and ${down} down`;
  return [
    `${count(paired, 'pair')}: ${flipped}`,
    ...(typeof kappa === 'number' ? [`kappa ${kappa}`] : []),
    ...(not_applicable_both === undefined ? [] : [`${not_applicable_both} more n/a both times`]),
  ];
}
