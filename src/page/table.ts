import { inline } from '../text/words.ts';
import { html, type Child } from './elements.ts';
import { nameElement, valueAsText, type Interval } from './figures-as-text.ts';

/** A figure is seen as its picture shows it, and copied as the answer has it. */
export type Cell = string | number | { readonly shown: string; readonly copied: number } | null | undefined;

/** The figures of a picture as a table. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A column of a table: its name, and what it says of a row. */
export type Column<Row> = readonly [name: string, of: (row: Row) => Cell];

/** Columns in which no row says anything are left out. */
export function tableOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Table {
  const cells = rows.map((row) => columns.map(([, of]) => of(row)));
  const isUsed = columns.map((_, i) => cells.some((row) => (row[i] ?? '') !== ''));
  return {
    head: columns.filter((_, i) => isUsed[i]).map(([name]) => name),
    rows: cells.map((row) => row.filter((_, i) => isUsed[i])),
  };
}

/** A figure and the ends of its interval. */
export function figureColumns<Row>(
  name: string,
  of: (row: Row) => { readonly value: number | null | undefined; readonly interval: Interval | null },
  asText: (value: number) => string,
): Column<Row>[] {
  const cell = (value: number | null | undefined): Cell =>
    typeof value === 'number' ? { shown: asText(value), copied: value } : null;
  return [
    [name, (row) => cell(of(row).value)],
    ['95 % low', (row) => cell(of(row).interval?.[0])],
    ['95 % high', (row) => cell(of(row).interval?.[1])],
  ];
}

/** A spreadsheet would take such a text for a formula. */
const FORMULA = /^[=+\-@]/;

/** Tab-separated, a line a row. */
function asTabs({ head, rows }: Table): string {
  return [head, ...rows].map((row) => row.map(copied).join('\t')).join('\n');
}

function copied(cell: Cell): string {
  if (typeof cell === 'object' && cell !== null) return copied(cell.copied);
  if (typeof cell !== 'string') return String(cell ?? '');
  const text = inline(cell);
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The same for eyes and screen readers. */
export function tableElement({ head, rows }: Table, caption: string): HTMLTableElement {
  const isNumeric = head.map((_, column) =>
    rows.every((row) => typeof row[column] !== 'string' || row[column] === ''),
  );
  const cellOf = (cell: Cell, column: number): HTMLElement => {
    const attributes = isNumeric[column] ? { class: 'number' } : {};
    return column === 0
      ? html('th', { ...attributes, scope: 'row' }, shownIn(cell))
      : html('td', attributes, shownIn(cell));
  };
  const headOf = (name: string, column: number) =>
    html('th', { scope: 'col', ...(isNumeric[column] && { class: 'number' }) }, nameElement(name));
  return html(
    'table',
    { class: 'figures' },
    html('caption', { class: 'unseen' }, caption),
    html('thead', {}, html('tr', {}, ...head.map(headOf))),
    html('tbody', {}, ...rows.map((row) => html('tr', {}, ...row.map(cellOf)))),
  );
}

function shownIn(cell: Cell): Child {
  if (typeof cell === 'string') return nameElement(cell);
  if (typeof cell === 'number') return valueAsText(cell, 'decimal');
  return cell?.shown ?? '';
}

/**
 * A button that copies a table, by a selection and the command that needs no permission: the clipboard's own interface
 * is closed to a page in a frame.
 */
function copyButton(table: Table, what: string): HTMLElement {
  const outcome = html('span', { role: 'status' });
  const button = html('button', { type: 'button', 'aria-label': `Copy table: ${what}` }, 'Copy table');
  button.addEventListener('click', () => {
    outcome.textContent = copy(asTabs(table)) ? ' copied' : ' could not be copied';
    button.focus();
  });
  return html('span', { class: 'copy' }, button, outcome);
}

function copy(text: string): boolean {
  const area = html('textarea', { class: 'to-copy', readonly: '', 'aria-hidden': 'true', tabindex: -1 });
  area.value = text;
  document.body.append(area);
  area.select();
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- the only way that asks for no permission
    return document.execCommand('copy');
  } finally {
    area.remove();
  }
}

/** A picture under its title, with its table to copy and, where the picture is none itself, to see. */
export function pictureBlock(
  title: string,
  picture: Element,
  table: Table,
  {
    behind = false,
    wide = false,
    notes = [],
  }: { readonly behind?: boolean; readonly wide?: boolean; readonly notes?: readonly Child[] } = {},
): HTMLElement {
  return html(
    'figure',
    { class: wide ? 'picture wide' : 'picture' },
    html(
      'figcaption',
      {},
      html('span', { class: 'title' }, title),
      ' ',
      ...(behind ? [] : [copyButton(table, title)]),
    ),
    picture,
    ...notes,
    behind &&
      html('details', {}, html('summary', {}, 'Table'), copyButton(table, title), tableElement(table, title)),
  );
}
