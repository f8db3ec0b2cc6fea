import { isObject, mapStrings } from '../json.ts';
import { linesOf, type Fields, type Lines } from './csv-lines.ts';

/** What a spreadsheet takes for the beginning of a formula; the wide forms it takes for the narrow ones. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** What a cell must be quoted for. The semicolon parts cells where the comma is the decimal sign. */
const QUOTED = /[",;\t\r\n]|^\s|\s$/;

/**
 * The list of an answer as CSV: RFC 4180, a header, a line feed after a carriage return at the end of each line.
 * Undefined when answers of the tool have no list.
 * @param options.conversationUrl address of a conversation, with `{conversation_id}` in it; null for none
 * @param options.redact takes secrets out of a text
 */
export function csvOf(
  tool: string,
  answer: Fields,
  { conversationUrl, redact }: { conversationUrl: string | null; redact: (text: string) => string },
): string | undefined {
  const lines = linesOf(tool)?.(mapStrings(answer, redact));
  return lines && written(conversationUrl === null ? lines : withLinks(lines, conversationUrl));
}

/** Whether answers of the tool have a list. */
export function hasList(tool: string): boolean {
  return linesOf(tool) !== undefined;
}

/** What a reader of the list must know and its lines cannot say: why it is not whole, and how it goes on. */
export function besideTheList(answer: Fields): string[] {
  const { coverage, metrics, page, unchanged } = answer;
  const about = isObject(coverage) ? coverage : isObject(page) ? page : answer;
  const { note, continuation_token: token } = about;
  return [
    ...(Array.isArray(unchanged) ? [`Unchanged, without a line: ${unchanged.join(', ')}.`] : []),
    ...(Array.isArray(metrics) && metrics.some((metric) => isObject(metric) && 'agreement' in metric)
      ? ['The agreement with people has no line; --json shows it.']
      : []),
    ...(typeof note === 'string' ? [`Note: ${note}`] : []),
    ...(typeof token === 'string' ? [`continuation_token: ${token}`] : []),
  ];
}

/** Conversations with their address behind them. */
function withLinks({ columns, rows }: Lines, url: string): Lines {
  const at = columns.indexOf('conversation_id');
  if (at === -1) return { columns, rows };
  return {
    columns: columns.toSpliced(at + 1, 0, 'link'),
    rows: rows.map((row) => {
      const id = row['conversation_id'];
      return typeof id === 'string' ? { ...row, link: url.replaceAll('{conversation_id}', id) } : row;
    }),
  };
}

function written({ columns, rows }: Lines): string {
  const header = columns.map((column) => column.replaceAll('.', '_'));
  const lines = rows.map((row) => columns.map((column) => cellOf(valueAt(row, column))));
  return [header, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** The value at a path of names, as in `change.verdict`. */
function valueAt(row: Fields, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), row);
}

/** A list of plain values with semicolons between them, anything else that has parts as JSON. */
function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return textCell(value);
  const isPlain = Array.isArray(value) && value.every((part) => typeof part !== 'object');
  return textCell(isPlain ? value.join('; ') : JSON.stringify(value));
}

function textCell(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
