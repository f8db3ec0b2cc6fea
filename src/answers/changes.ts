import type { Definition } from '../amigo/schema.ts';
import { cut } from '../text/clean.ts';
import { count, quoted, whole } from '../text/words.ts';
import { commonWords } from '../text/word-diff.ts';

/** How many pieces of a kind are shown, and how long each may be. */
const SHOWN = 3;
const PIECE_LENGTH = 78;
/** With less than this share of the shorter text in common, pieces tell less than saying that it is new. */
const REWRITTEN_BELOW = 0.3;
/** Shorter texts are shown as they were and are. */
const WORTH_COUNTING = 20;

/**
 * What differs between two neighbouring versions of a metric, in words, a line for each kind of change: value
 * type, bounds, categories, and the words of the description. Never empty: `no change` when nothing differs.
 */
export function describeChanges(from: Definition, to: Definition): string[] {
  const changes = [
    ...valueChanges(from.metric_value, to.metric_value),
    ...descriptionChanges(from.description, to.description),
  ];
  return changes.length > 0 ? changes : ['no change'];
}

function valueChanges(from: Definition['metric_value'], to: Definition['metric_value']): string[] {
  if (from.type === 'numerical' && to.type === 'numerical') {
    const [before, after] = [bounds(from), bounds(to)];
    return before === after ? [] : [`bounds ${before} → ${after}`];
  }
  if (from.type === 'categorical' && to.type === 'categorical') {
    return categoryChanges(from.categories, to.categories);
  }
  return from.type === to.type ? [] : [`type ${from.type} → ${to.type}`];
}

function bounds(value: { lower_bound: number; upper_bound: number }): string {
  return `${value.lower_bound}–${value.upper_bound}`;
}

function categoryChanges(from: readonly string[], to: readonly string[]): string[] {
  const removed = from.filter((category) => !to.includes(category));
  const added = to.filter((category) => !from.includes(category));
  const shared = from.filter((category) => to.includes(category));
  const sharedNow = to.filter((category) => from.includes(category));
  return [
    ...listed('categories removed', removed),
    ...listed('categories added', added),
    ...(shared.some((category, i) => category !== sharedNow[i]) ? ['categories reordered'] : []),
  ];
}

function descriptionChanges(from: string, to: string): string[] {
  if (from === to) return [];
  const [before, after] = [wordsOf(from), wordsOf(to)];
  const lengths = `${count(before.length, 'word')} before, ${whole(after.length)} after`;
  const common = commonWords(before, after);
  if (common === null) return [`description changed: ${lengths}, too long to compare word by word`];
  const [shorter, longer] = [Math.min(before.length, after.length), Math.max(before.length, after.length)];
  if (longer > WORTH_COUNTING && common.length < shorter * REWRITTEN_BELOW) {
    return [`description rewritten: ${lengths}`];
  }
  const removed = runsBetween(
    before,
    common.map(([place]) => place),
  );
  const added = runsBetween(
    after,
    common.map(([, place]) => place),
  );
  if (removed.length + added.length === 0) return ['description: white space only'];
  return [...listed('removed from the description', removed), ...listed('added to the description', added)];
}

function wordsOf(text: string): string[] {
  return text.match(/\S+/gu) ?? [];
}

/** The runs of words that lie between those at the common places. */
function runsBetween(words: readonly string[], common: readonly number[]): string[] {
  return [...common, words.length]
    .map((place, i) => words.slice((common[i - 1] ?? -1) + 1, place).join(' '))
    .filter((run) => run !== '');
}

function listed(what: string, pieces: readonly string[]): string[] {
  if (pieces.length === 0) return [];
  const shown = pieces.slice(0, SHOWN).map((piece) => quoted(cut(piece, PIECE_LENGTH)));
  const more = pieces.length - shown.length;
  return [`${what}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
}
