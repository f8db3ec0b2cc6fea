import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const METRIC = /\/metric\/[a-f0-9]{24}\/$/;

describe('update_metric', () => {
  let workshop: Workshop;
  let id: string;
  beforeEach(async () => {
    workshop = await openWorkshop();
    const made = await workshop.data('create_metric', {
      name: 'Greets by name',
      description: 'Does the agent greet the caller by name?',
      metric_value: { type: 'boolean' },
      additional_notes: 'First draft.',
      tags: [{ key: 'team', value: 'care' }, { key: 'pilot' }],
    });
    id = String(made['id']);
  });
  afterEach(() => workshop.close());

  const bodies = () => workshop.relay.sent('POST', METRIC).map(({ body }) => body);
  const stored = async () => {
    const { metrics } = await workshop.data('get_metrics', { id: [id] });
    return Array.isArray(metrics) ? metrics[0] : undefined;
  };

  it('sends only the fields that were given, and hands back what they were', async () => {
    const answer = await workshop.data('update_metric', {
      metric_id: 'greets BY name',
      tags: [{ key: 'stage', value: 'live' }],
    });
    expect(bodies()).toEqual([{ tags: { stage: 'live' } }]);
    expect(answer).toMatchObject({
      metric_id: id,
      updated: ['tags'],
      previous: {
        tags: [
          { key: 'team', value: 'care' },
          { key: 'pilot', value: null },
        ],
      },
    });
    expect(Object.keys(Object(answer['previous']))).toEqual(['tags']);
  });

  it('clears with empty values, and its own undo brings back what was', async () => {
    const before = await stored();
    const answer = await workshop.data('update_metric', {
      metric_id: id,
      applied_to_services: [],
      additional_notes: '',
      tags: [],
    });
    expect(bodies()).toEqual([{ applied_to_services: [], additional_notes: null, tags: {} }]);
    expect(await stored()).toMatchObject({ additional_notes: null, tags: [] });

    const next = Array.isArray(answer['next']) ? answer['next'] : [];
    const undo = next.find(({ tool }) => tool === 'update_metric');
    await workshop.data('update_metric', undo?.arguments);
    const { updated_at: _, ...unchanged } = before;
    expect(await stored()).toMatchObject(unchanged);
  });

  it('finds the fields as sent when only the answer was lost', async () => {
    workshop.relay.meet('POST', METRIC, { kind: 'lose the answer' });
    const input = { metric_id: id, additional_notes: ' Second draft. ', tags: [{ key: 'b' }, { key: 'a' }] };
    const answer = await workshop.data('update_metric', input);
    expect(answer).toMatchObject({
      confirmed_after_failure: true,
      previous: { additional_notes: 'First draft.' },
      now: {
        additional_notes: 'Second draft.',
        tags: [
          { key: 'b', value: null },
          { key: 'a', value: null },
        ],
      },
    });
    expect(bodies()).toHaveLength(1);
  });

  it('does not claim anything when the fields are not as sent', async () => {
    workshop.relay.meet('POST', METRIC, { kind: 'lose the request' });
    const answer = await workshop.call('update_metric', { metric_id: id, additional_notes: 'Second draft.' });
    expect(answer.text).toMatch(/^Error \[outcome_unknown\]: .*not visible yet/);
    expect(answer.text).toContain('safe');
    expect(bodies()).toHaveLength(1);
  });

  it('accepts an answer with an empty body', async () => {
    workshop.relay.meet('POST', METRIC, { kind: 'answer', reply: { status: 200, body: undefined } });
    expect(await workshop.data('update_metric', { metric_id: id, tags: [] })).toMatchObject({
      updated: ['tags'],
    });
  });

  it('knows neither an unknown metric nor a deleted one', async () => {
    const unknown = await workshop.call('update_metric', { metric_id: 'f'.repeat(24), tags: [] });
    expect(unknown.text).toMatch(/^Error \[not_found\]: There is no metric/);
    await workshop.data('delete_metric', { metric_id: id, confirm_name: 'Greets by name' });
    const deleted = await workshop.call('update_metric', { metric_id: id, tags: [] });
    expect(deleted.text).toMatch(/^Error \[not_found\]: .*is deleted/);
    expect(bodies()).toEqual([]);
  });

  it.each([{}, { additional_notes: '  ' }, { tags: [{ key: 'a' }, { key: 'a' }] }, { name: 'New name' }])(
    'refuses %j',
    async (wrong) => {
      const answer = await workshop.call('update_metric', { metric_id: id, ...wrong });
      expect(answer.text).toMatch(/^Error \[invalid_input\]: /);
      expect(bodies()).toEqual([]);
    },
  );
});
