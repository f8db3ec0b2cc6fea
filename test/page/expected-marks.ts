import type { EntryFigures, MetricFigures } from '../../src/results/figures/shape.ts';

// Where the marks of an answer have to be.

/** From a figure to a position, through the first and the last tick of an axis. */
export function scaleThrough(
  ticks: readonly { readonly value: number; readonly at: number }[],
): (value: number) => number {
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (!first || !last || first === last) throw new Error('There is no axis.');
  return (value) => first.at + ((value - first.value) / (last.value - first.value)) * (last.at - first.at);
}

interface ExpectedMark {
  readonly value: number;
  readonly interval: readonly number[];
}

const markOf = (
  value: number | null | undefined,
  interval: readonly number[] | null | undefined,
): ExpectedMark => ({
  value: value ?? NaN,
  interval: interval ?? [],
});

/** What the dot plots of an answer show, in their order: figures or shares, then changes; of many metrics by kind. */
export function marksOf(metrics: readonly MetricFigures[]): ExpectedMark[] {
  const many = metrics.length > 8;
  const entries = metrics.flatMap((metric) => metric.entries ?? []);
  const ofMean = (entry: EntryFigures) => entry.mean !== undefined;
  const figures = entries
    .filter((entry) => !entry.shares && !(many && ofMean(entry)))
    .map(({ mean, true_rate, ci95 }) => markOf(mean ?? true_rate, ci95));
  const shares = metrics.flatMap((metric) => {
    const all = (metric.entries ?? []).flatMap((entry) => entry.shares ?? []);
    return [...new Set(all.map(({ value }) => value))].flatMap((category) =>
      all.filter(({ value }) => value === category).map(({ share, ci95 }) => markOf(share, ci95)),
    );
  });
  const changed = entries.filter(({ change }) => change);
  const inOrder = many ? [...changed.filter((entry) => !ofMean(entry)), ...changed.filter(ofMean)] : changed;
  return [...figures, ...shares, ...inOrder.map(({ change }) => markOf(change?.difference, change?.ci95))];
}
