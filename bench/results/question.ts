import type { Asked } from '../../src/results/figures/drawn.ts';

/** Nothing but the figures: no criterion, no groups, no examples. */
export const PLAIN: Asked = {
  criterion: null,
  grouping: null,
  compare: 'versions',
  baseline: null,
  only: 'all',
  detailed: false,
  span: { from: -Infinity, to: Infinity },
  example: () => {
    throw new Error('no examples were asked for');
  },
};
