/**
 * The cells of a text in the form of RFC 4180, by its grammar alone: every line ends with CRLF, and a quote stands only
 * around a cell, or doubled within such quotes.
 * @throws for anything else
 */
export function readCsv(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/uy;
  while (cell.lastIndex < text.length) {
    const start = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) throw new Error(`no cell of RFC 4180 at ${start}: ${text.slice(start, start + 60)}`);
    const [, quoted, plain = '', end] = found;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    lines.push(cells);
    cells = [];
  }
  if (cells.length > 0) throw new Error('the last line has no end');
  const [header] = lines;
  if (lines.some((line) => line.length !== header?.length)) throw new Error('lines differ in length');
  return lines;
}

/** Its lines by the names of the header. */
export function recordsOf(text: string): Record<string, string>[] {
  const [header = [], ...lines] = readCsv(text);
  return lines.map((line) => Object.fromEntries(header.map((name, at) => [name, line[at] ?? ''])));
}
