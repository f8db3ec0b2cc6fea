/** Longer texts are compared by their beginning: the cost grows with the product of two lengths. */
const COMPARED_CHARACTERS = 120;

/** Shares of one score. Whole words weigh as much as spelling, so that `handoff` finds `Warm handoff offered`. */
const WEIGHTS = { spelling: 0.4, words: 0.4, containment: 0.2 };

/**
 * Every candidate, the most similar to `word` first. Letter case is ignored; equally similar candidates keep the
 * order they came in, so the same input always gives the same list.
 */
export function ranked(word: string, candidates: readonly string[]): string[] {
  const wanted = comparable(word);
  return candidates
    .map((candidate) => ({ candidate, score: similarity(wanted, comparable(candidate)) }))
    .sort((a, b) => b.score - a.score)
    .map(({ candidate }) => candidate);
}

/**
 * The candidate most similar to `word`, undefined only when there is none. There is no threshold: in a closed list of
 * right words even a distant neighbour tells the reader what kind of word belongs there.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  return ranked(word, candidates)[0];
}

/** The first candidate that `word` is a typing error away from: at most one slip in ten characters, in any letter case. */
export function misspelt(word: string, candidates: readonly string[]): string | undefined {
  const wanted = comparable(word);
  return candidates.find((candidate) => {
    const right = comparable(candidate);
    return editDistance(wanted, right) * 10 <= Math.max(wanted.length, right.length);
  });
}

function comparable(text: string): string {
  return text.trim().toLowerCase().slice(0, COMPARED_CHARACTERS);
}

function similarity(wanted: string, candidate: string): number {
  return (
    WEIGHTS.spelling * likeness(wanted, candidate) +
    WEIGHTS.words * wordLikeness(wanted, candidate) +
    WEIGHTS.containment * containment(wanted, candidate)
  );
}

/** The mean, over the words wanted, of each one's likeness to the closest word of the candidate. */
function wordLikeness(wanted: string, candidate: string): number {
  const wantedWords = wordsOf(wanted);
  const candidateWords = wordsOf(candidate);
  if (wantedWords.length === 0 || candidateWords.length === 0) return 0;
  const best = wantedWords.map((word) => Math.max(...candidateWords.map((found) => likeness(word, found))));
  return best.reduce((sum, share) => sum + share, 0) / best.length;
}

function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** 1 when either text begins with the other, 0.75 when it holds it elsewhere, else 0. */
function containment(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short === '') return 0;
  if (long.startsWith(short)) return 1;
  return long.includes(short) ? 0.75 : 0;
}

/** 1 for equal texts, 0 for texts that share nothing: the edit distance against the longer length. */
function likeness(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : 1 - editDistance(a, b) / longer;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours between two texts: the optimal string alignment form of
 * the Damerau-Levenshtein distance, in three rows.
 */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const substitution = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + substitution,
        swapped ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
