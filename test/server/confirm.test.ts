import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { ElicitRequestSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { AppSettings } from '../../src/app.ts';
import { createServer } from '../../src/mcp/server.ts';
import { callTool } from '../support/client.ts';
import { serverOptions } from '../support/server-options.ts';
import { onFastClock } from '../support/clock.ts';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const DELETE = { metric_id: 'Sentiment at close', confirm_name: 'Sentiment at close' };
const YES: ElicitResult = { action: 'accept', content: { confirm: true } };

let workshop: Workshop;
afterEach(() => workshop.close());

/** The SDK's client, whose person answers so; without an answer the host does not ask. */
async function open(
  answer?: (message: string) => Promise<ElicitResult>,
  settings: Partial<AppSettings> = {},
) {
  workshop = await openWorkshop(settings);
  const questions: string[] = [];
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: answer ? { elicitation: { form: {} } } : {} },
  );
  if (answer)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      questions.push(params.message);
      return answer(params.message);
    });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await createServer(serverOptions(workshop.app)).connect(there);
  await client.connect(here);
  onTestFinished(() => client.close());
  const writes = () => workshop.relay.requests.filter(({ method }) => method === 'DELETE').length;
  return { client, questions, writes };
}

describe('a person who is asked before a metric is deleted', () => {
  it('says yes: it is deleted, after one question that names it', async () => {
    const { client, questions, writes } = await open(async () => YES);
    expect((await callTool(client, 'delete_metric', DELETE)).text).toMatch(/^Deleted "Sentiment at close"/);
    expect(questions).toEqual([expect.stringMatching(/Delete the metric "Sentiment at close" \(\w{24}\)/)]);
    expect(writes()).toBe(1);
  });

  it.each<[string, () => Promise<ElicitResult>, RegExp]>([
    ['says no', async () => ({ action: 'decline' }), /said no/],
    ['sends the form without its box ticked', async () => ({ action: 'accept', content: {} }), /said no/],
    ['unticks the box', async () => ({ action: 'accept', content: { confirm: false } }), /said no/],
    ['dismisses the question', async () => ({ action: 'cancel' }), /dismissed/],
    [
      'sends something else than the form asks for',
      async () => ({ action: 'accept', content: { confirm: 'yes' } }),
      /dismissed/,
    ],
    ['sits before a host that fails', () => Promise.reject(new Error('no window')), /dismissed/],
  ])('%s: nothing is sent', async (_, answer, words) => {
    const { client, writes } = await open(answer);
    const { text } = await callTool(client, 'delete_metric', DELETE);
    expect(text).toMatch(/^Error \[not_confirmed\]: .*Nothing was sent\./);
    expect(text).toMatch(words);
    expect(writes()).toBe(0);
  });

  it('never answers: the call ends after three minutes, which it tells the host of all the while', async () => {
    const heard: number[] = [];
    const { client, writes } = await open(() => new Promise(() => {}));
    const { content } = await onFastClock(() =>
      client.callTool({ name: 'delete_metric', arguments: DELETE }, undefined, {
        timeout: 200_000,
        onprogress: ({ progress }) => void heard.push(progress),
      }),
    );
    expect(JSON.stringify(content)).toMatch(/Error \[not_confirmed\]: .*did not answer within three minutes/);
    expect(heard.length).toBeGreaterThanOrEqual(30);
    expect(writes()).toBe(0);
  });

  it('takes a minute to say yes: the time of the call begins then', async () => {
    const { client, writes } = await open(
      () => new Promise((resolve) => setTimeout(() => resolve(YES), 100_000)),
      { callTimeoutMs: 5_000 },
    );
    const { content } = await onFastClock(() =>
      client.callTool({ name: 'delete_metric', arguments: DELETE }, undefined, { timeout: 200_000 }),
    );
    expect(JSON.stringify(content)).toContain('Deleted ');
    expect(writes()).toBe(1);
  });

  it('is not asked about what is refused anyway', async () => {
    const { client, questions } = await open(async () => YES);
    const { text } = await callTool(client, 'delete_metric', { ...DELETE, confirm_name: 'sentiment' });
    expect(text).toMatch(/^Error \[invalid_input\]/);
    expect(questions).toEqual([]);
  });

  it('is not asked where the host cannot, or may not', async () => {
    const { client } = await open();
    expect((await callTool(client, 'delete_metric', DELETE)).isError).toBe(false);
    await workshop.close();
    const { client: second, questions } = await open(async () => YES, { askPerson: false });
    expect((await callTool(second, 'delete_metric', DELETE)).isError).toBe(false);
    expect(questions).toEqual([]);
  });
});

describe('a person who is asked before many runs are paid for', () => {
  const conversations = async () => {
    const rows = await workshop.data('get_metric_evaluation_results', {
      metric_id: ['Empathy score'],
      source_type: ['post-session'],
      view: 'rows',
      limit: 60,
    });
    return [...new Set(JSON.stringify(rows).match(/(?<="conversation_id":")\w{24}/g))];
  };
  const evaluated = () => workshop.relay.sent('POST', /\/evaluate$/).length;

  it('is asked for more than 20 alone, with their number and the metric by name', async () => {
    const { client, questions } = await open(async () => ({ action: 'decline' }));
    const ids = await conversations();
    const input = (n: number) => ({ metric_ids: ['Empathy score'], conversation_id: ids.slice(0, n) });
    expect((await callTool(client, 'evaluate_metrics', input(20))).isError).toBe(false);
    expect(questions).toEqual([]);
    const { text } = await callTool(client, 'evaluate_metrics', input(21));
    expect(text).toMatch(/^Error \[not_confirmed\]/);
    expect(questions).toEqual([
      expect.stringMatching(/21 conversations by Empathy score\? These are 21 runs/),
    ]);
    expect(evaluated()).toBe(20);
    expect(
      (await callTool(client, 'evaluate_metrics', { ...input(21), dry_run: true })).structured,
    ).toMatchObject({ plan: { evaluations: 21 } });
    expect(questions).toHaveLength(1);
  });

  it('says yes: they are judged', async () => {
    const { client } = await open(async () => YES);
    const conversation_id = (await conversations()).slice(0, 25);
    const { text } = await callTool(client, 'evaluate_metrics', {
      metric_ids: ['Empathy score'],
      conversation_id,
    });
    expect(text).toMatch(/^25 evaluations: 25 judged/);
  });
});
