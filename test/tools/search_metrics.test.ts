import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.close());

it('names the nearest names when nothing is found', async () => {
  const { text } = await workshop.call('search_metrics', { query: 'Emphaty skore' });
  expect(text).toContain('No metric has such a name.');
  expect(text).toMatch(/The nearest names: "Empathy score" \(\w{24}\)/);
});

it('says that what is looked for was deleted', async () => {
  await workshop.data('delete_metric', {
    metric_id: 'Sentiment at close',
    confirm_name: 'Sentiment at close',
  });
  const { text } = await workshop.call('search_metrics', { query: 'sentiment at close' });
  expect(text).toMatch(/Deleted: "Sentiment at close" \(\w{24}\)\./);
});

it('finds nothing all the same when the list cannot be read', async () => {
  for (let attempt = 0; attempt < 3; attempt += 1)
    workshop.relay.meet('GET', /\/metric\/$/, { kind: 'answer', reply: { status: 403, body: {} } });
  const { text, isError } = await workshop.call('search_metrics', { query: 'Emphaty skore' });
  expect(isError).toBe(false);
  expect(text).toContain('No metric has such a name.');
  expect(text).not.toContain('nearest');
});
