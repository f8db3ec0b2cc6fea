import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const METRIC = /\/metric\/[a-f0-9]{24}\/$/;
const NAME = 'Agent tone';

describe('delete_metric', () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await openWorkshop();
  });
  afterEach(() => workshop.close());

  const sent = () => workshop.relay.sent('DELETE', METRIC);
  const remove = (confirm_name = NAME) => workshop.call('delete_metric', { metric_id: NAME, confirm_name });

  it('hands back all that it takes to create the metric again', async () => {
    const { structured } = await remove();
    expect(structured).toMatchObject({
      name: NAME,
      already_deleted: false,
      definition: {
        name: NAME,
        version: 2,
        metric_value: { type: 'categorical', categories: ['warm', 'neutral', 'cold', 'rushed'] },
        tags: [{ key: 'team', value: 'experience' }],
      },
      uri: `amigo://metrics/${String(structured?.['metric_id'])}`,
    });
    expect(String(structured?.['effect'])).toContain('no undelete');
    const gone = await workshop.call('get_metric_versions', { metric_id: NAME });
    expect(gone.text).toMatch(/^Error \[not_found\]: /);
  });

  it.each(['agent tone', 'Agent', 'Agent tone!', ' Agent tone', 'Agent  tone'])(
    'deletes nothing for the name %j',
    async (confirm_name) => {
      const answer = await remove(confirm_name);
      expect(answer.text).toMatch(/^Error \[invalid_input\]: .*nothing was deleted/);
      expect(answer.text).toContain(JSON.stringify(NAME));
      expect(answer.text).toContain(JSON.stringify(confirm_name));
      expect(sent()).toEqual([]);
    },
  );

  it('says when the metric was deleted already, whatever name confirms it', async () => {
    const { structured } = await remove();
    const again = await workshop.call('delete_metric', {
      metric_id: structured?.['metric_id'],
      confirm_name: 'anything',
    });
    expect(again.structured).toMatchObject({ already_deleted: true, definition: { version: 2 } });
    expect(again.text).toContain('deleted already');
    expect(sent()).toHaveLength(1);
  });

  it('tells why a metric that a unit test uses stays', async () => {
    const name = 'Emergency symptoms escalated';
    const answer = await workshop.call('delete_metric', { metric_id: name, confirm_name: name });
    expect(answer.text).toMatch(/^Error \[rejected\]: .*unit test/);
  });

  it('deletes nothing when the definition cannot be read first', async () => {
    workshop.relay.meet('GET', /\/version$/, { kind: 'answer', reply: { status: 403, body: {} } });
    expect((await remove()).text).toMatch(/^Error \[forbidden\]: /);
    expect(sent()).toEqual([]);
  });

  it('finds the metric deleted when only the answer was lost', async () => {
    workshop.relay.meet('DELETE', METRIC, { kind: 'lose the answer' });
    expect((await remove()).structured).toMatchObject({ confirmed_after_failure: true, name: NAME });
    expect(sent()).toHaveLength(1);
  });

  it('claims nothing when the metric still seems to be there', async () => {
    workshop.relay.meet('DELETE', METRIC, { kind: 'lose the request' });
    const answer = await remove();
    expect(answer.text).toMatch(/^Error \[outcome_unknown\]: .*not visible yet/);
    expect(answer.text).toContain('safe');
    expect((await remove()).isError).toBe(false);
  });

  it('is not there at all with less than full access', async () => {
    const author = await openWorkshop({ access: 'author' });
    const answer = await author.call('delete_metric', { metric_id: NAME, confirm_name: NAME });
    expect(answer.text).toMatch(/^Error \[not_allowed\]: /);
    expect(author.relay.requests).toEqual([]);
    await author.close();
  });
});
