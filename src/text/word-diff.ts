/** The place of a word in the first text, and of the same word in the second. */
type Pair = readonly [from: number, to: number];

/** Most cells of the table below: 4 MB, some milliseconds. */
const MOST_CELLS = 1_000_000;

/**
 * A longest common subsequence of two texts, as pairs of places, both ascending: the table of Wagner and Fischer
 * (1974), J. ACM 21:168–173, over what is left between the words that the texts begin and end with.
 * Null when that is too much to compare.
 */
export function commonWords(from: readonly string[], to: readonly string[]): Pair[] | null {
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && from[head] === to[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail += 1;

  const middle = commonBetween(from.slice(head, from.length - tail), to.slice(head, to.length - tail));
  if (middle === null) return null;
  const [fromEnd, toEnd] = [from.length - tail, to.length - tail];
  return [
    ...Array.from({ length: head }, (_, i): Pair => [i, i]),
    ...middle.map(([i, j]): Pair => [head + i, head + j]),
    ...Array.from({ length: tail }, (_, i): Pair => [fromEnd + i, toEnd + i]),
  ];
}

function commonBetween(from: readonly string[], to: readonly string[]): Pair[] | null {
  const width = to.length + 1;
  if ((from.length + 1) * width > MOST_CELLS) return null;
  // Cell (i, j): how many words the texts from the i-th and from the j-th word on have in common.
  const lengths = new Uint32Array((from.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    if (from[i] === to[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
