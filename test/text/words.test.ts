import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { are, count, inCell, table, whole } from '../../src/text/words.ts';

/** A row of a table as Markdown readers cut it: a bar ends a cell unless an odd number of backslashes is before it. */
function cellsOf(row: string): string[] {
  const cells = [''];
  for (let at = 0; at < row.length; at += 1) {
    const character = row[at] ?? '';
    const next = row[at + 1] ?? '';
    if (character === '\\' && (next === '\\' || next === '|')) {
      cells.push(`${cells.pop() ?? ''}${next}`);
      at += 1;
    } else if (character === '|') cells.push('');
    else cells.push(`${cells.pop() ?? ''}${character}`);
  }
  return cells.map((cell) => cell.trim());
}

describe('a cell of a table', () => {
  it.each([
    ['a|b', String.raw`a\|b`],
    [String.raw`a\|b`, String.raw`a\\\|b`],
    [String.raw`a\\|b`, String.raw`a\\\\\|b`],
    [String.raw`C:\calls`, String.raw`C:\calls`],
    ['a\n b', 'a b'],
  ])('%j is written %s', (text, written) => {
    expect(inCell(text)).toBe(written);
  });

  it('is one cell, whatever its text is', () => {
    const text = fc.array(fc.constantFrom('|', '\\', 'a', ' ', '\n')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (name, other) => {
        const rows = table(['name', 'other', 'end'], [[`x${inCell(name)}`, `x${inCell(other)}`, 'end']]);
        expect(cellsOf(rows.split('\n')[1] ?? '')).toHaveLength(3);
      }),
    );
  });

  it('is written in time that grows with its length alone', () => {
    expect(inCell('\\'.repeat(1_000_000))).toHaveLength(1_000_000);
    expect(inCell('\\|'.repeat(500_000))).toHaveLength(2_000_000);
  });
});

it('agrees with its verb', () => {
  const said = [0, 1, 2].map((number) => `${count(number, 'version')} ${are(number)} not shown`);
  expect(said).toEqual(['0 versions are not shown', '1 version is not shown', '2 versions are not shown']);
});

test('a whole number is written as its locale would', () => {
  const numbers = fc.oneof(fc.integer(), fc.maxSafeInteger());
  fc.assert(
    fc.property(numbers, (n) => {
      expect(whole(n)).toBe(n.toLocaleString('en-US'));
    }),
  );
});
