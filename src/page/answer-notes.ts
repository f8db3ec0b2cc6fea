import type { Coverage, ResultsData } from '../answers/results/results-shape.ts';
import type { MetricFigures, ResultRow, TotalFigures } from '../results/figures/shape.ts';
import { count } from '../text/words.ts';
import { minute } from '../text/times.ts';
import type { Drawing } from './drawing.ts';
import { html, type Child } from './elements.ts';
import { counted, nameElement, sourceAsText, valueAsText } from './figures-as-text.ts';
import { inlineSymbol } from './marks.ts';

/** What the figures rest on, in a line. */
export function coverageLine({ read, complete, oldest, newest, as_of, from, to }: Coverage): HTMLElement {
  const asked =
    from || to ? [from ? `from ${minute(from)}` : '', to ? `to ${minute(to)}` : ''].join(' ').trim() : '';
  return html(
    'p',
    { class: 'small coverage' },
    `${count(read, 'result')}, `,
    complete ? 'complete' : html('strong', {}, 'not complete'),
    oldest && newest && `, ${oldest.slice(0, 10)} to ${newest.slice(0, 10)}`,
    `, as of ${minute(as_of)} UTC`,
    asked !== '' && `, asked for ${asked} UTC`,
    '.',
  );
}

/** The note of the answer, the metrics of which nothing moved, and what was read by source type. */
export function closingNotes({ coverage, totals = [], unchanged = [] }: ResultsData): HTMLElement[] {
  return [
    ...(coverage.note === undefined ? [] : [html('p', { dir: 'auto' }, coverage.note)]),
    ...(unchanged.length === 0
      ? []
      : [html('p', {}, 'Unchanged: ', ...listed(unchanged.map((name) => nameElement(name))), '.')]),
    ...(totals.length === 0 ? [] : [html('p', {}, 'Read: ', ...listed(totals.map(totalElement)), '.')]),
  ];
}

function totalElement({ source_type, results, not_applicable, metrics, units }: TotalFigures): HTMLElement {
  const without = not_applicable > 0 ? `, ${counted(not_applicable)} not applicable` : '';
  const by = metrics > 1 ? ` by ${counted(metrics)} metrics` : '';
  return html(
    'span',
    {},
    `${sourceAsText(source_type)} ${count(results, 'result')} of ${count(units, 'unit')}${by}${without}`,
  );
}

function listed(items: readonly HTMLElement[]): Child[] {
  return items.flatMap((item, i) => (i === 0 ? [item] : ['; ', item]));
}

/** What a reader must know before resting a decision on a figure. */
export function warningList({ entries = [] }: MetricFigures): HTMLElement | undefined {
  const items = entries.flatMap(({ version, source_type, warnings = [] }) =>
    warnings.map(({ code, message }) =>
      html('li', {}, `v${version} ${sourceAsText(source_type)}: ${code.replaceAll('_', ' ')} – ${message}`),
    ),
  );
  if (items.length === 0) return undefined;
  return html('section', { class: 'notes' }, html('h3', {}, 'Warnings'), html('ul', {}, ...items));
}

/** Single results that show what a figure means, with the judge's reason. */
export function exampleList({ examples = [] }: MetricFigures, drawing: Drawing): HTMLElement | undefined {
  if (examples.length === 0) return undefined;
  return html(
    'section',
    { class: 'notes' },
    html('h3', {}, 'Examples'),
    html('ul', { class: 'examples' }, ...examples.map((row) => exampleItem(row, drawing))),
  );
}

function exampleItem(row: ResultRow, drawing: Drawing): HTMLElement {
  const { result, passed, version, source_type, created_at, justification } = row;
  const value: Child =
    typeof result === 'string'
      ? nameElement(result)
      : result === null
        ? 'not applicable'
        : typeof result === 'number'
          ? valueAsText(result, 'decimal')
          : String(result);
  return html(
    'li',
    {},
    html('b', {}, value),
    passed !== undefined && (passed ? ' passes' : ' fails'),
    `, v${version} `,
    inlineSymbol(source_type),
    ` ${sourceAsText(source_type)}, `,
    ...whereOf(row, drawing),
    created_at !== undefined && `, ${minute(created_at)} UTC`,
    justification !== undefined && html('p', { dir: 'auto' }, justification),
  );
}

function whereOf(row: ResultRow, drawing: Drawing): Child[] {
  const { conversation_id, unit_test_id, simulation_unit_test_set_run_id: run, run_index } = row;
  if (conversation_id !== undefined) return ['conversation ', drawing.conversation(conversation_id)];
  const parts = [
    unit_test_id !== undefined && `unit test ${unit_test_id}`,
    run !== undefined && `run ${run}`,
    run_index !== undefined && `#${run_index}`,
  ].filter((part) => part !== false);
  return [parts.join(' ') || 'nothing named'];
}
