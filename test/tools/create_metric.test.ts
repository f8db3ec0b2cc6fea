import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onFastClock, onStillClock } from '../support/clock.ts';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const CREATE = /\/metric\/$/;
const SEARCH = /\/metric\/search\/$/;
const CLEAR = {
  name: 'Agent confirms the address',
  description:
    'Does the agent read the address back before it ends the call? True: read back and confirmed. False: not read back. Not applicable when no address comes up.',
  metric_value: { type: 'boolean' },
};

describe('create_metric', () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await openWorkshop();
  });
  afterEach(() => workshop.close());

  it('sends every field that Amigo requires, and answers with the definition as sent', async () => {
    const answer = await workshop.data('create_metric', {
      ...CLEAR,
      name: `  ${CLEAR.name} `,
      additional_notes: '',
      tags: [{ key: 'équipe', value: 'sécurité 1' }, { key: 'pilot' }],
    });
    expect(workshop.relay.sent('POST', CREATE)).toEqual([
      expect.objectContaining({
        body: {
          name: CLEAR.name,
          applied_to_services: [],
          additional_notes: null,
          tags: { équipe: 'sécurité 1', pilot: null },
          initial_version_metric_value: {
            description: CLEAR.description,
            metric_value: CLEAR.metric_value,
          },
        },
      }),
    ]);
    expect(answer).toMatchObject({
      ...CLEAR,
      version: 1,
      applied_to_services: [],
      additional_notes: null,
      tags: [
        { key: 'équipe', value: 'sécurité 1' },
        { key: 'pilot', value: null },
      ],
      advice: [],
    });
    expect(answer).not.toHaveProperty('confirmed_after_failure');
  });

  it('advises about a name that is nearly another’s', async () => {
    const named = { ...CLEAR, name: 'EMPATHY: score' };
    const { advice } = await onStillClock(() => workshop.data('create_metric', named));
    expect(JSON.stringify(advice)).toContain('similar_name');
  });

  it('creates although the search for similar names fails or hangs', async () => {
    const refusal = { status: 403, body: { detail: 'No search for you.' } };
    workshop.relay.meet('GET', SEARCH, { kind: 'answer', reply: refusal });
    expect(await workshop.data('create_metric', CLEAR)).toMatchObject({ version: 1 });
    workshop.relay.meet('GET', SEARCH, { kind: 'hold', until: new Promise(() => {}) });
    expect(await workshop.data('create_metric', { ...CLEAR, name: 'Another' })).toMatchObject({ version: 1 });
  });

  it('names the metric that has the name already', async () => {
    const { id } = await workshop.data('create_metric', CLEAR);
    const again = await workshop.call('create_metric', CLEAR);
    expect(again.text).toMatch(/^Error \[conflict\]: /);
    expect(again.text).toContain(String(id));
    expect(again.text).toContain('create_metric_version');
  });

  it('names a deleted metric that still has the name', async () => {
    const { id } = await workshop.data('create_metric', CLEAR);
    await workshop.data('delete_metric', { metric_id: id, confirm_name: CLEAR.name });
    const conflict = { status: 409, body: { detail: 'Name taken.' } };
    workshop.relay.meet('POST', CREATE, { kind: 'answer', reply: conflict });
    const again = await workshop.call('create_metric', CLEAR);
    expect(again.text).toMatch(/^Error \[conflict\]: /);
    expect(again.text).toContain(`${String(id)}, deleted`);
  });

  it('finds the metric when only the answer was lost, and sends nothing twice', async () => {
    workshop.relay.meet('POST', CREATE, { kind: 'lose the answer' });
    const answer = await workshop.call('create_metric', CLEAR);
    expect(answer.structured).toMatchObject({ confirmed_after_failure: true, version: 1 });
    expect(answer.text).toMatch(/^There is "[^"]+", id .*\nConfirmed after a failure/);
    expect(workshop.relay.sent('POST', CREATE)).toHaveLength(1);
  });

  it('does not take a metric of the same name and another definition for its own', async () => {
    const { id } = await workshop.data('create_metric', CLEAR);
    workshop.relay.meet('POST', CREATE, { kind: 'lose the request' });
    const answer = await workshop.call('create_metric', { ...CLEAR, description: 'Something else?' });
    expect(answer.text).toMatch(/^Error \[outcome_unknown\]: .*not visible yet/);
    expect(answer.text).toContain(`with another definition (id ${String(id)})`);
  });

  it('says that the outcome is unknown when the metric is not to be seen', async () => {
    workshop.relay.meet('POST', CREATE, { kind: 'lose the request' });
    const answer = await workshop.call('create_metric', CLEAR);
    expect(answer.text).toMatch(/^Error \[outcome_unknown\]: .*not visible yet/);
    expect(answer.text).toContain('Repeating the same call is safe');
    expect(answer.text).not.toMatch(/nothing was (changed|created)/i);
    expect(workshop.relay.sent('POST', CREATE)).toHaveLength(1);
  });

  it('says so when it cannot even look', async () => {
    workshop.relay.meet('POST', CREATE, { kind: 'lose the answer' });
    const refusal = { status: 403, body: {} };
    workshop.relay.meet('GET', SEARCH, { kind: 'answer', reply: refusal });
    workshop.relay.meet('GET', SEARCH, { kind: 'answer', reply: refusal });
    const answer = await workshop.call('create_metric', CLEAR);
    expect(answer.text).toMatch(/^Error \[outcome_unknown\]: .*could not be looked up/);
  });

  it('takes a deadline that passes after the request was sent for what it is', async () => {
    workshop.relay.meet('POST', CREATE, { kind: 'hold', until: new Promise(() => {}) });
    const answer = await onFastClock(() => workshop.call('create_metric', CLEAR));
    expect(answer.text).toMatch(/^Error \[outcome_unknown\]: /);
  });

  it('logs the outcome and no words of the metric', async () => {
    await workshop.data('create_metric', { ...CLEAR, additional_notes: 'Ask Dr. Who.' });
    const log = workshop.logged.join('');
    expect(log).toContain('tool=create_metric');
    expect(log).not.toMatch(/address|Dr\. Who/);
  });

  it.each([
    [{ name: '  ' }, 'name'],
    [{ name: 'x'.repeat(501) }, 'name'],
    [{ description: ' ' }, 'description'],
    [{ additional_notes: ' \n ' }, 'additional_notes'],
    [{ tags: [{ key: 'a-b' }] }, 'tags[0].key'],
    [{ metric_value: { type: 'numerical', lower_bound: 5, upper_bound: 5 } }, 'upper_bound'],
    [{ metric_value: { type: 'categorical', categories: ['a', 'a'] } }, 'categories'],
    [{ metric_value: { type: 'boolean', categories: ['a'] } }, 'categories'],
    [{ applied_to_services: ['ABC'] }, 'applied_to_services'],
    [{ titel: 'x' }, 'titel'],
  ])('refuses %j before anything is sent', async (wrong, named) => {
    const answer = await workshop.call('create_metric', { ...CLEAR, ...wrong });
    expect(answer.text).toMatch(/^Error \[invalid_input\]: /);
    expect(answer.text).toContain(named);
    expect(workshop.relay.requests).toEqual([]);
  });
});
