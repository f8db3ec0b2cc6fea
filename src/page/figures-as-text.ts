import type { EntryFigures, Change, MainFigure, MetricFigures, Share } from '../results/figures/shape.ts';
import { cut } from '../text/clean.ts';
import { percent } from '../text/numbers.ts';
import { inline } from '../text/words.ts';
import { html } from './elements.ts';

// Figures as a reader sees them: with the digits of the answer, rates as percent.

export type Form = 'percent' | 'decimal';
export type Interval = readonly [low: number, high: number];

/** A rate or a mean with its interval; what it is a figure of is its name. */
export interface Figure {
  readonly name: 'share passing' | 'share true' | 'mean';
  readonly form: Form;
  readonly value: number | null;
  readonly interval: Interval | null;
}

const NAME_LENGTH = 200;
const NO_FIGURE = '–';

/** The main figure of an entry or a group; undefined of categories, which have shares. */
export function figureOf({ pass_rate, true_rate, mean, ci95 }: MainFigure): Figure | undefined {
  const interval = intervalOf(ci95);
  if (pass_rate !== undefined) return { name: 'share passing', form: 'percent', value: pass_rate, interval };
  if (true_rate !== undefined) return { name: 'share true', form: 'percent', value: true_rate, interval };
  if (mean !== undefined) return { name: 'mean', form: 'decimal', value: mean, interval };
  return undefined;
}

/** Of categories the one that came most often. */
export function commonestOf({ shares = [] }: MainFigure): Share | undefined {
  return shares.toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0))[0];
}

export function intervalOf(ends: readonly number[] | null | undefined): Interval | null {
  const [low, high] = ends ?? [];
  return low === undefined || high === undefined ? null : [low, high];
}

/** `75.9 %` or `3.51`. */
export function valueAsText(value: number | null | undefined, form: Form): string {
  if (value === null || value === undefined) return NO_FIGURE;
  return withMinus(form === 'percent' ? percent(value) : String(value));
}

/** `67.2–82.9 %` or `3.41 to 3.62`; nothing when there is none. */
export function intervalAsText(interval: Interval | null, form: Form): string {
  if (!interval) return '';
  const [low, high] = interval.map((end) => valueAsText(end, form));
  if (low === undefined || high === undefined) return '';
  return form === 'percent' ? `${low.replace(/ %$/, '')}–${high}` : `${low} to ${high}`;
}

/** `+5.3` of points or of a mean, `−0.35`, `0`. */
export function differenceAsText(difference: number | null, form: Form): string {
  if (difference === null) return NO_FIGURE;
  const text = valueAsText(difference, form).replace(/ %$/, '');
  return difference > 0 ? `+${text}` : text;
}

/** `−6.5 to +17.1`. */
export function differencesAsText(interval: Interval | null, form: Form): string {
  return interval === null ? '' : interval.map((end) => differenceAsText(end, form)).join(' to ');
}

/** Of what an entry's figures are. */
export function formOf(entry: EntryFigures): Form {
  return figureOf(entry)?.form ?? 'percent';
}

export function counted(number: number): string {
  return number.toLocaleString('en-US');
}

/** `n 208, 12 n/a`: what a figure rests on, and what is beside it. */
export function unitsOf({ n, results, not_applicable, mismatched }: EntryFigures): string {
  return [
    `n ${counted(n)}`,
    results !== undefined && `${counted(results)} results`,
    not_applicable !== undefined && `${counted(not_applicable)} n/a`,
    mismatched !== undefined && `${counted(mismatched)} of another type`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}

/** `v3`, `post-session`, `v3 post-session`, or of a baseline its figure: what an entry is compared with. */
export function fromAsText(from: Change['from'], form: Form): string {
  if (typeof from === 'number') return `v${from}`;
  if (typeof from === 'string') return shortened(from);
  if ('version' in from) return `v${from.version} ${shortened(from.source_type)}`;
  const figure = figureOf(from);
  return `${figure ? valueAsText(figure.value, form) : 'the baseline'} of ${counted(from.n)}`;
}

export function sourceAsText(source: string | undefined): string {
  return source === undefined ? 'no source type' : shortened(source);
}

export function metricName({ name, metric_id }: MetricFigures): string {
  return name === undefined ? `Metric ${metric_id}` : inline(name);
}

/** Somebody's name for something, cut visibly where it is very long, and whole in its title. */
export function nameElement(text: string): HTMLElement {
  const name = inline(text);
  const shown = shortened(name);
  return html('bdi', shown === name ? {} : { title: name }, shown);
}

export function shortened(text: string): string {
  return cut(inline(text), NAME_LENGTH);
}

/** A hyphen is too short for a minus. */
function withMinus(text: string): string {
  return text.replace(/^-/, '−');
}
