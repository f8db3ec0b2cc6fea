import { isObject } from '../json.ts';
import type { MetricFigures } from '../results/figures/shape.ts';
import type { Drawing } from './drawing.ts';
import { html } from './elements.ts';
import { intervalAsText, intervalOf, nameElement, valueAsText, type Form } from './figures-as-text.ts';
import { pictureBlock, tableElement, type Cell, type Table } from './table.ts';

/** What is said of the labels that people gave, under its name in the answer. */
const FIGURES: readonly (readonly [field: string, name: string, form: Form])[] = [
  ['labelled', 'labelled', 'decimal'],
  ['found', 'found', 'decimal'],
  ['agreement', 'agreement', 'percent'],
  ['kappa', 'kappa', 'decimal'],
  ['exact', 'exact', 'percent'],
  ['within_one', 'within one', 'percent'],
  ['mean_difference', 'mean difference', 'decimal'],
  ['sd_of_differences', 'sd of differences', 'decimal'],
  ['right_when_true', 'right when true', 'percent'],
  ['right_when_false', 'right when false', 'percent'],
  ['corrected_rate', 'corrected rate', 'percent'],
];

/** How often the judge said what people say: label by value, and the figures beside it. */
export function agreementTables(metric: MetricFigures, drawing: Drawing): HTMLElement[] {
  const agreement: unknown = 'agreement' in metric ? metric.agreement : undefined;
  if (!isObject(agreement)) return [];
  const title = 'Agreement with people';
  const byLabel = labelByValue(agreement['table']);
  const figures: Table = { head: ['figure', 'value', '95 % interval'], rows: figureRows(agreement) };
  return [
    pictureBlock(
      title,
      html(
        'div',
        { class: 'tables' },
        byLabel && tableElement(byLabel, 'Label by value'),
        figures.rows.length > 0 && tableElement(figures, title),
        disagreementList(agreement['disagreements'], drawing),
      ),
      byLabel ?? figures,
    ),
  ];
}

/** A line a label, a column a value, how often they met. */
function labelByValue(table: unknown): Table | undefined {
  if (!Array.isArray(table)) return undefined;
  const cells = table
    .filter(isObject)
    .map(({ label, value, n }) => ({ label: plain(label), value: plain(value), n }));
  const [labels, values] = [
    [...new Set(cells.map(({ label }) => label))],
    [...new Set(cells.map(({ value }) => value))],
  ];
  if (labels.length === 0) return undefined;
  return {
    head: ['label', ...values.map((value) => `judged ${value}`)],
    rows: labels.map((label) => [
      label,
      ...values.map((value): Cell => {
        const n = cells.find((cell) => cell.label === label && cell.value === value)?.n;
        return typeof n === 'number' ? n : 0;
      }),
    ]),
  };
}

function figureRows(agreement: Readonly<Record<string, unknown>>): Cell[][] {
  return FIGURES.flatMap(([field, name, form]) => {
    const found = agreement[field];
    const [value, ends] = isObject(found)
      ? [found['rate'] ?? found['share'], found['ci95']]
      : [found, agreement[`${field}_ci95`]];
    if (typeof value !== 'number') return found === null ? [[name, 'none', '']] : [];
    const interval = intervalOf(Array.isArray(ends) ? ends.filter((end) => typeof end === 'number') : null);
    return [[name, { shown: valueAsText(value, form), copied: value }, intervalAsText(interval, form)]];
  });
}

function disagreementList(disagreements: unknown, drawing: Drawing): HTMLElement | undefined {
  if (!Array.isArray(disagreements) || disagreements.length === 0) return undefined;
  return html(
    'ul',
    { class: 'examples' },
    ...disagreements
      .filter(isObject)
      .map(({ value, label, conversation_id, justification }) =>
        html(
          'li',
          {},
          `judged ${plain(value)}, labelled `,
          nameElement(plain(label)),
          ...(typeof conversation_id === 'string' ? [', ', drawing.conversation(conversation_id)] : []),
          typeof justification === 'string' && html('p', { dir: 'auto' }, justification),
        ),
      ),
  );
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '–';
}
