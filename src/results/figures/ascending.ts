/** What a list has and another one has not; both ascend. */
export function without(list: readonly number[], other: readonly number[]): number[] {
  let place = 0;
  return list.filter((number) => {
    while ((other[place] ?? Number.POSITIVE_INFINITY) < number) place += 1;
    return other[place] !== number;
  });
}
