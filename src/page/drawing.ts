import type { EntryFigures, MetricFigures } from '../results/figures/shape.ts';
import type { Child } from './elements.ts';

/** What drawing needs from where the page stands: in a host, or in a file. */
export interface Drawing {
  /** A text that stands for an entry: something to click where a host listens. */
  readonly entry: (metric: MetricFigures, entry: EntryFigures, text: string) => Child;
  /** A conversation's id, as a link where the answer says how. */
  readonly conversation: (id: string) => Child;
  /** By what the question grouped, where that is known. */
  readonly groupBy: string | undefined;
}
