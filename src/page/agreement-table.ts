import type { LabelAgreement, MetricFigures } from '../results/figures/shape.ts';
import type { Drawing } from './drawing.ts';
import { html } from './elements.ts';
import {
  intervalAsText,
  intervalOf,
  nameElement,
  sourceAsText,
  valueAsText,
  type Form,
} from './figures-as-text.ts';
import { pictureBlock, tableElement, tableOf, type Cell, type Table } from './table.ts';

/** A figure about labels: what it says, and the labels and the interval that it has of its own. */
interface LabelFigure {
  readonly name: string;
  readonly form: Form;
  readonly value: number | null | undefined;
  readonly n?: number | undefined;
  readonly ci95?: readonly number[] | null | undefined;
}

/** How often the judge said what people say: label by value, and the figures beside it. */
export function agreementTables({ agreement }: MetricFigures, drawing: Drawing): HTMLElement[] {
  if (!agreement) return [];
  const { version, source_type, table, disagreements = [] } = agreement;
  const title = `Agreement with people, v${version} ${sourceAsText(source_type)}`;
  const byLabel = labelByValue(table);
  const tables = html(
    'div',
    {},
    table.length > 0 && tableElement(byLabel, 'Label by value'),
    tableElement(figureTable(agreement), title),
  );
  return [
    pictureBlock(title, tables, table.length > 0 ? byLabel : figureTable(agreement)),
    ...(disagreements.length > 0 ? [disagreementList(disagreements, drawing)] : []),
  ];
}

/** A line a label, a column a value, how often they met. */
function labelByValue(cells: LabelAgreement['table']): Table {
  const [labels, values] = [
    [...new Set(cells.map(({ label }) => label))],
    [...new Set(cells.map(({ value }) => value))],
  ];
  return {
    head: ['label', ...values.map((value) => `judged ${value}`)],
    rows: labels.map((label) => [
      String(label),
      ...values.map(
        (value): Cell => cells.find((cell) => cell.label === label && cell.value === value)?.n ?? 0,
      ),
    ]),
  };
}

function figureTable(agreement: LabelAgreement): Table {
  return tableOf(figuresOf(agreement), [
    ['figure', ({ name }) => name],
    ['value', ({ value, form }) => (value === null ? 'none' : shownAs(value, form))],
    ['n', ({ n }) => n],
    ['95 % interval', ({ ci95, form }) => intervalAsText(intervalOf(ci95), form)],
  ]);
}

function figuresOf(agreement: LabelAgreement): LabelFigure[] {
  const { labelled, found, right_when_true: whenTrue, right_when_false: whenFalse } = agreement;
  const corrected = agreement.corrected_rate;
  const figures: readonly LabelFigure[] = [
    { name: 'labelled', form: 'decimal', value: labelled },
    { name: 'found', form: 'decimal', value: found },
    { name: 'agreement', form: 'percent', value: agreement.agreement },
    { name: 'kappa', form: 'decimal', value: agreement.kappa },
    { name: 'exact', form: 'percent', value: agreement.exact },
    { name: 'within one', form: 'percent', value: agreement.within_one },
    { name: 'mean difference', form: 'decimal', value: agreement.mean_difference },
    { name: 'sd of differences', form: 'decimal', value: agreement.sd_of_differences },
    { ...whenTrue, name: 'right when true', form: 'percent', value: whenTrue?.rate },
    { ...whenFalse, name: 'right when false', form: 'percent', value: whenFalse?.rate },
    { ...corrected, name: 'corrected rate', form: 'percent', value: corrected && corrected.rate },
  ];
  return figures.filter(({ value }) => value !== undefined);
}

function shownAs(value: number | undefined, form: Form): Cell {
  return value === undefined ? '' : { shown: valueAsText(value, form), copied: value };
}

function disagreementList(
  disagreements: NonNullable<LabelAgreement['disagreements']>,
  drawing: Drawing,
): HTMLElement {
  return html(
    'section',
    { class: 'notes' },
    html('h3', {}, 'Disagreements'),
    html(
      'ul',
      { class: 'examples' },
      ...disagreements.map(({ value, label, conversation_id, justification }) =>
        html(
          'li',
          {},
          'judged ',
          html('b', {}, nameElement(String(value))),
          ', labelled ',
          html('b', {}, nameElement(String(label))),
          ', conversation ',
          drawing.conversation(conversation_id),
          justification !== undefined && html('p', { dir: 'auto' }, justification),
        ),
      ),
    ),
  );
}
