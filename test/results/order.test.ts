import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COMPARE, summaryOf, type Options } from '../support/results-summary.ts';
import { CRITERIA, worldOf, worlds } from '../support/results-worlds.ts';

it('no figure, verdict, warning or example depends on the order in which results come', () => {
  const criteria = fc.constantFrom(...CRITERIA);
  const group = fc.constantFrom('week' as const, 'unit_test_id' as const, undefined);
  const shuffles = fc.integer({ min: 1, max: 1e6 });
  fc.assert(
    fc.property(
      worlds,
      worlds,
      criteria,
      group,
      fc.constantFrom(...COMPARE),
      shuffles,
      (world, earlier, criterion, by, compare, shuffle) => {
        const asked: Options = { criterion, compare, examples: 3, ...(by && { by }) };
        const [rows, baseline] = [worldOf(world), worldOf(earlier)];
        const { drawn: _, ...first } = summaryOf(rows, { ...asked, baseline });
        const shuffled = rows
          .map((row, place) => ({ row, at: (place * shuffle) % 1_009 }))
          .toSorted((a, b) => a.at - b.at);
        const others = [shuffled.map(({ row }) => row), rows.toReversed()];
        for (const other of others) {
          const { drawn: __, ...again } = summaryOf(other, { ...asked, baseline: baseline.toReversed() });
          expect(again).toEqual(first);
        }
      },
    ),
    { numRuns: 40 },
  );
});
