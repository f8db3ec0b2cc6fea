import { isObject } from '../json.ts';
import { cut } from '../text/clean.ts';

/** What a text and a list may be, from generous to whatever fits. Ids, and fifty verdicts, stay to the last. */
const LEVELS = [
  { characters: 1_000, entries: 100 },
  { characters: 300, entries: 50 },
  { characters: 80, entries: 50 },
  { characters: 80, entries: 8 },
] as const;
type Level = (typeof LEVELS)[number];

/** Of a long piece, what stands behind it: an id in brackets, a closing quote. */
const END = 60;
/** These say how to go on, and mean nothing when they are cut. */
const WHOLE = new Set(['continuation_token', 'next', 'note', 'uri']);
const NOTE =
  'Very long texts are cut with …, and very long lists to their beginning, to the length of one answer.';

interface Forms {
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
}

/**
 * The last resort for an answer that its tool's own cuts could not bring to `limit` characters: megabytes in a
 * name, thousands of tags. Cuts every long text and list, and says so; an answer that fits stays as it is.
 */
export function shortened(answer: Forms, limit: number): Forms {
  let short = answer;
  for (const level of LEVELS) {
    if (Math.max(short.text.length, JSON.stringify(short.structured).length) <= limit) break;
    short = { text: shortText(answer.text, level), structured: noted(shortFields(answer.structured, level)) };
  }
  return short;
}

/** Line by line, and within a line of a table cell by cell, so that ids stay where they are. */
function shortText(text: string, level: Level): string {
  const short = (line: string) =>
    /^(?:continuation_token: |- \w+ \{)/.test(line)
      ? line
      : line
          .split(' | ')
          .map((cell) => shortPiece(cell, level.characters))
          .join(' | ');
  return [...text.split('\n').map(short), `Note: ${NOTE}`].join('\n');
}

/** The end begins at a space: behind a backslash a quotation mark of somebody's text would close its quotes. */
function shortPiece(piece: string, characters: number): string {
  if (piece.length <= characters + END) return piece;
  const end = /\s.*$/u.exec(piece.slice(-END))?.[0] ?? '';
  return cut(piece, characters) + end;
}

function shortFields(fields: Forms['structured'], level: Level): Record<string, unknown> {
  const entries = Object.entries(fields);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, WHOLE.has(key) ? value : shortValue(value, level)]),
  );
}

function shortValue(value: unknown, level: Level): unknown {
  if (typeof value === 'string') return cut(value, level.characters);
  if (Array.isArray(value)) return value.slice(0, level.entries).map((each) => shortValue(each, level));
  return isObject(value) ? shortFields(value, level) : value;
}

/** The note stands beside the data, or in its page or coverage. */
function noted(fields: Record<string, unknown>): Record<string, unknown> {
  if ('note' in fields) return { ...fields, note: [fields['note'], NOTE].filter(Boolean).join(' ') };
  const [place, page] = Object.entries(fields).find(([, value]) => isObject(value) && 'note' in value) ?? [];
  return place !== undefined && isObject(page) ? { ...fields, [place]: noted({ ...page }) } : fields;
}
