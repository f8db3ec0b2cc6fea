interface Numbers {
  /** How many there are. */
  readonly total: number;
  /** The greatest of them, in descending order. */
  readonly greatest: readonly number[];
}

/**
 * The version numbers from 1 to `newest` whose decimal digits begin with `digits`. Makes no more of them than `most`,
 * however many there are: those with as many digits lie beside each other.
 */
export function numbersBeginning(digits: string, newest: number, most: number): Numbers {
  const ranges: (readonly [low: number, high: number])[] = [];
  if (digits === '') ranges.push([1, newest]);
  else if (/^[1-9]\d*$/.test(digits)) {
    for (let [low, width] = [Number(digits), 1]; low <= newest; low *= 10, width *= 10)
      ranges.push([low, Math.min(newest, low + width - 1)]);
  }
  const greatest: number[] = [];
  for (const [low, high] of ranges.toReversed()) {
    for (let number = high; number >= low && greatest.length < most; number -= 1) greatest.push(number);
  }
  return { total: ranges.reduce((sum, [low, high]) => sum + Math.max(0, high - low + 1), 0), greatest };
}
