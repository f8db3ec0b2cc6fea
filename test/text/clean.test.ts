import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, comparable, cut } from '../../src/text/clean.ts';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/u;
/** Signs before Arabic, Syriac and Kaithi numbers and words: format characters by their class, and drawn. */
const DRAWN = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/gu;
const anyText = fc.string({ unit: 'binary', maxLength: 80 });

describe('clean', () => {
  it.each([
    ['bidi override', 'a\u202egnp.exe', 'agnp.exe'],
    ['bidi isolate', '\u2066x\u2069', 'x'],
    ['zero-width space', 'pass\u200bword', 'password'],
    ['byte order mark', '\ufeffname', 'name'],
    ['soft hyphen', 'co\u00adop', 'coop'],
    ['tag characters', `ok${String.fromCodePoint(0xe0041, 0xe0042)}`, 'ok'],
    ['escape sequence', '\u001b[31mred', '[31mred'],
    ['joiner between letters', 'a\u200db', 'ab'],
    ['lone surrogate', 'a\ud83d', 'a'],
    ['line breaks of every kind', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
  ])('removes %s', (_, text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
  });

  it.each(['Größe ≥ 5', 'two\tcolumns\nand lines', '👩‍⚕️', '👨‍👩‍👧‍👦', 'नमस्ते', '日本語'])(
    'leaves %s alone',
    (text) => {
      expect(clean(text)).toBe(text);
    },
  );

  it('leaves nothing unseen but line breaks, tabs and joiners, and does so once and for all', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cleaned = clean(text);
        expect(cleaned.replace(/[\n\t\u200d]/g, '').replace(DRAWN, '')).not.toMatch(UNSEEN);
        expect(clean(cleaned)).toBe(cleaned);
      }),
    );
  });

  it('knows every character of Unicode that is not drawn', () => {
    const characters = Array.from({ length: 0x110000 }, (_, at) => String.fromCodePoint(at));
    const kept = characters.filter((each) => UNSEEN.test(each) && clean(each) === each);
    expect(kept.join('').replace(DRAWN, '')).toBe('\t\n');
  });

  it('compares names without what cannot be seen, and with any white space the same', () => {
    expect(comparable('  Empathy\u200b \n score ')).toBe('Empathy score');
  });
});

describe('cut', () => {
  it('never gives more than was asked for, marks what it cut, and halves no character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 1, max: 120 }),
        (text, length) => {
          const short = cut(text, length);
          expect(short.length).toBeLessThanOrEqual(Math.max(length, 1));
          if (text.length <= length) expect(short).toBe(text);
          else expect(short.endsWith('…')).toBe(true);
          expect(short).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
        },
      ),
    );
  });

  it('cuts at a word when one ends near', () => {
    expect(cut('the agent names the worry', 20)).toBe('the agent names…');
  });
});
