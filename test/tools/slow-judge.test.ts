import { expect, it } from 'vitest';
import { z } from 'zod';
import { onFastClock } from '../support/clock.ts';
import { sandboxLabels } from '../support/sandbox-labels.ts';
import { openWorkshop } from '../support/workshop.ts';

const METRIC = 'Empathy score';
const evaluationsSchema = z.object({
  evaluations: z.array(z.object({ status: z.string(), value: z.number().nullable() })),
});

// The sandbox's own judge, made slow.
it('what a slow judge has not said yet is pending, is not stored before it is judged, and is paid for once', async () => {
  const workshop = await openWorkshop({}, { judgeSeconds: 60 });
  const ids = sandboxLabels(METRIC).conversations.slice(0, 1);
  const input = { metric_ids: [METRIC], conversation_id: ids };
  const evaluate = async () => {
    const { evaluations } = evaluationsSchema.parse(await workshop.data('evaluate_metrics', input));
    return evaluations[0];
  };
  const rows = async () =>
    z.object({ results: z.array(z.unknown()) }).parse(
      await workshop.data('get_metric_evaluation_results', {
        metric_id: [METRIC],
        conversation_id: ids,
        source_type: ['manual'],
        view: 'rows',
        timestamp_after: '2026-11-25T00:00:00Z',
        refresh: true,
      }),
    ).results.length;
  try {
    await onFastClock(async () => {
      expect(await evaluate()).toMatchObject({ status: 'pending' });
      expect(await rows()).toBe(0);
      expect(await evaluate()).toMatchObject({ status: 'done', value: expect.any(Number) });
      expect(await rows()).toBe(1);
    });
    expect(workshop.relay.sent('POST', /\/evaluate$/)).toHaveLength(1);
  } finally {
    await workshop.close();
  }
});
