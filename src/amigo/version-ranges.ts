import { OPERATIONS } from './operations.ts';

/**
 * Version numbers as arguments of few reads, each `3` or `2-5`: every range fits one page, so that each is one request
 * and no other split takes fewer.
 * @param numbers positive integers, in any order
 */
export function versionRanges(numbers: Iterable<number>): string[] {
  const ranges: { readonly from: number; to: number }[] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && number < last.from + OPERATIONS.getMetricVersions.pageSize) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
}
