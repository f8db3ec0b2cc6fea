// Text from Amigo was written by somebody else: a colleague, a judge model, the end user of a conversation.
// What cannot be seen on a screen must not reach the model either.

/* oxlint-disable no-control-regex, no-misleading-character-class -- to find them is what it is for */
const INVISIBLE =
  // C0 and C1 controls but tab and line feed, soft hyphen, bidi marks, overrides and isolates, zero-width
  // characters and invisible operators, line and paragraph separators, byte order mark, interlinear
  // annotation, controls of hieroglyphs, shorthand and music, tags and the second block of variation selectors,
  // lone surrogates.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\p{Cs}]/u;
/* oxlint-enable no-control-regex, no-misleading-character-class */
/** Latin letters and punctuation, as most text is: seeing that is far cheaper than looking for what is not. */
const PLAIN = /^[\n\t\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e]*$/;
const EVERY_INVISIBLE = new RegExp(INVISIBLE.source, 'gu');
const JOINER = '\u200d';
const EMOJI_BEFORE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;

/**
 * The text without control characters (line breaks and tabs aside), bidi controls, zero-width characters
 * (joiners inside an emoji aside) and Unicode tags. Any kind of line break becomes a line feed.
 */
export function clean(text: string): string {
  if (PLAIN.test(text) || !INVISIBLE.test(text)) return text;
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(EVERY_INVISIBLE, (found, at: number, whole: string) => {
      const joins =
        found === JOINER &&
        EMOJI_BEFORE.test(whole.slice(Math.max(0, at - 2), at)) &&
        EMOJI_AFTER.test(whole.slice(at + 1, at + 3));
      return joins ? found : '';
    });
}

/** The form in which names are near enough: cleaned, white space folded, the ends trimmed. */
export function comparable(name: string): string {
  return clean(name).replace(/\s+/gu, ' ').trim();
}

/** At most `length` characters, cut at a word where one ends near, and marked with `…` when cut. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1);
  const word = head.search(/\s\S*$/u);
  const beginning = word >= length * 0.7 ? head.slice(0, word) : head;
  // A surrogate pair is never halved.
  return `${beginning.replace(/[\ud800-\udbff]$/u, '').trimEnd()}…`;
}
