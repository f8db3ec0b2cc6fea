import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const CREATE = /\/version\/$/;
const READ = /\/version$/;
const NEXT = {
  metric_id: 'Empathy score',
  description:
    'How well does the agent acknowledge a feeling? 1: it ignores it. 10: it names it. Not applicable when none is stated.',
  metric_value: { type: 'numerical', lower_bound: 1, upper_bound: 10 },
};

describe('create_metric_version', () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await openWorkshop();
  });
  afterEach(() => workshop.close());

  const sent = () => workshop.relay.sent('POST', CREATE);

  it('reads the latest and sends the next number, with both parts of the definition', async () => {
    const answer = await workshop.data('create_metric_version', NEXT);
    const { description, metric_value } = NEXT;
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.url).toMatch(/\?version=5$/);
    expect(sent()[0]?.body).toEqual({ description, metric_value });
    expect(answer).toMatchObject({ version: 5, advice: [], note: null });
    expect(answer['changes']).toContain('bounds 1–5 → 1–10');
  });

  it('sends the number that the caller expects', async () => {
    const answer = await workshop.data('create_metric_version', { ...NEXT, version: 5 });
    expect(sent()[0]?.url).toMatch(/\?version=5$/);
    expect(answer['changes']).toContain('bounds 1–5 → 1–10');
  });

  it('creates although the version before cannot be read, and says that it was not compared', async () => {
    workshop.relay.meet('GET', READ, { kind: 'answer', reply: { status: 403, body: {} } });
    const answer = await workshop.data('create_metric_version', { ...NEXT, version: 5 });
    expect(answer).toMatchObject({ version: 5, changes: [] });
    expect(answer['note']).toContain('could not be read');
  });

  it('names the right number on a conflict', async () => {
    const answer = await workshop.call('create_metric_version', { ...NEXT, version: 4 });
    expect(answer.text).toMatch(/^Error \[conflict\]: .*the right number is 5/);
  });

  it('says when the conflicting version is this very definition', async () => {
    await workshop.data('create_metric_version', { ...NEXT, version: 5 });
    const again = await workshop.call('create_metric_version', { ...NEXT, version: 5 });
    expect(again.text).toMatch(/^Error \[conflict\]: .*this very definition already/);
  });

  it('refuses another value type before sending', async () => {
    const answer = await workshop.call('create_metric_version', {
      ...NEXT,
      metric_value: { type: 'boolean' },
    });
    expect(answer.text).toMatch(/^Error \[invalid_input\]: .*cannot change/);
    expect(sent()).toEqual([]);
  });

  it('finds the version when only the answer was lost', async () => {
    workshop.relay.meet('POST', CREATE, { kind: 'lose the answer' });
    const answer = await workshop.data('create_metric_version', NEXT);
    expect(answer).toMatchObject({ version: 5, confirmed_after_failure: true });
    expect(sent()).toHaveLength(1);
  });

  it('names the same number for the repeat when it is not to be seen', async () => {
    workshop.relay.meet('POST', CREATE, { kind: 'lose the request' });
    const answer = await workshop.call('create_metric_version', NEXT);
    expect(answer.text).toMatch(/^Error \[outcome_unknown\]: .*not visible yet/);
    expect(answer.text).toContain('with version 5 is safe');
    const repeated = await workshop.data('create_metric_version', { ...NEXT, version: 5 });
    expect(repeated).toMatchObject({ version: 5 });
  });

  it('does not take somebody else’s version of that number for its own', async () => {
    await workshop.data('create_metric_version', NEXT);
    workshop.relay.meet('POST', CREATE, { kind: 'lose the request' });
    const answer = await workshop.call('create_metric_version', {
      ...NEXT,
      description: 'Another wording altogether.',
      version: 5,
    });
    expect(answer.text).toMatch(/^Error \[outcome_unknown\]: .*version 5 is there, with another definition/);
  });
});
