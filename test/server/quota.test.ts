import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { metricId, metricName } from '../../bench/organization/organization.ts';
import { callTool } from '../support/client.ts';
import { openLargeAmigo } from '../support/large-amigo.ts';

// Of a minute's requests that tell names and definitions, half are left to what people ask for.

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const DEFINITION = {
  description: 'Does the agent greet? True: it does. False: it does not.',
  metric_value: { type: 'boolean' },
};
const FIXED_RESOURCES = 2;
const PAGE = 50;
/** As many turns of the event loop are enough for any answer that waits for no timer. */
const TURNS = 100;

const resource = { type: 'ref/resource', uri: 'amigo://metrics/{metric_id}/versions/{version}' } as const;
const complete = async (client: Client, value: string) => {
  const { completion } = await client.complete({ ref: resource, argument: { name: 'metric_id', value } });
  return completion;
};
/** All pages of the list of resources, as a host walks them. */
async function walkResources(client: Client) {
  const uris: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listResources({ cursor });
    uris.push(...page.resources.map(({ uri }) => uri));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return uris;
}
const count = (sent: readonly string[], operation: string) => sent.filter((id) => id === operation).length;

/** The work, with a clock that goes on only where the work waits for it. */
async function withClock<T>(work: Promise<T>): Promise<T> {
  const state = { over: false };
  const end = () => void (state.over = true);
  work.then(end, end);
  for (let turns = 0; !state.over; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (turns > TURNS) await vi.advanceTimersByTimeAsync(1_000);
  }
  return work;
}

let named = 0;
/** What a person may ask, with the requests of each kind that the answer itself needs at most. */
const QUESTIONS = {
  list: { tool: 'get_metrics', needs: { list: 1 }, given: () => ({ limit: 50 }) },
  search: { tool: 'search_metrics', needs: { search: 1 }, given: () => ({ query: 'topic 7' }) },
  'search in vain': { tool: 'search_metrics', needs: { search: 1 }, given: () => ({ query: 'tpoic' }) },
  versions: {
    tool: 'get_metric_versions',
    needs: { versions: 2 },
    given: () => ({ metric_id: metricId(3) }),
  },
  'versions by name': {
    tool: 'get_metric_versions',
    needs: { search: 1, versions: 2 },
    given: () => ({ metric_id: metricName((named += 1) % 500) }),
  },
  create: {
    tool: 'create_metric',
    needs: {},
    given: () => ({ ...DEFINITION, name: `Greets ${(named += 1)}` }),
  },
  'create again': {
    tool: 'create_metric',
    needs: { search: 1 },
    given: () => ({ ...DEFINITION, name: metricName(5) }),
  },
  results: { tool: 'get_metric_evaluation_results', needs: {}, given: () => ({}) },
} as const;
type Question = keyof typeof QUESTIONS;
const QUESTION_NAMES = Object.keys(QUESTIONS) as Question[];
const HOST = ['resources', 'metric ids', 'versions'] as const;
/** What a person keeps to in any sliding minute. */
const HALF = { list: 9, search: 9, versions: 27 };
/** A minute, and what the throttle allows for clocks and the way. */
const MINUTE = 61_100;

class Person {
  #past: { readonly at: number; readonly needs: Partial<typeof HALF> }[] = [];

  /** Whether the question is within half of the quota; it counts from now on. */
  asks(question: Question): boolean {
    const now = performance.now();
    this.#past = this.#past.filter(({ at }) => at > now - MINUTE);
    const { needs }: { readonly needs: Partial<typeof HALF> } = QUESTIONS[question];
    const used = (kind: keyof typeof HALF) =>
      this.#past.reduce((sum, past) => sum + (past.needs[kind] ?? 0), 0);
    const fits = (Object.keys(HALF) as (keyof typeof HALF)[]).every(
      (kind) => used(kind) + (needs[kind] ?? 0) <= HALF[kind],
    );
    if (fits) this.#past.push({ at: now, needs });
    return fits;
  }
}

it('nobody who keeps within half of the quota is refused, or waits, for what the server does of its own', async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ person: fc.constantFrom(...QUESTION_NAMES) }) },
    { weight: 2, arbitrary: fc.record({ host: fc.constantFrom(...HOST) }) },
    { weight: 1, arbitrary: fc.record({ pauseMs: fc.nat(30_000) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120 }), async (steps) => {
      const ends: (() => Promise<void>)[] = [];
      const { client, app } = await openLargeAmigo(
        { metrics: 500, results: 100 },
        (end) => void ends.push(end),
      );
      const person = new Person();
      for (const does of steps) {
        if ('pauseMs' in does) await vi.advanceTimersByTimeAsync(does.pauseMs);
        else if ('host' in does) {
          if (does.host === 'resources') await walkResources(client);
          else if (does.host === 'metric ids') await complete(client, 'topic');
          else
            await client.complete({
              ref: resource,
              argument: { name: 'version', value: '' },
              context: { arguments: { metric_id: metricId((named += 1) % 500) } },
            });
        } else if (person.asks(does.person)) {
          const { tool, given } = QUESTIONS[does.person];
          const start = performance.now();
          const { text } = await withClock(callTool(client, tool, given()));
          expect({ question: does.person, waitedMs: performance.now() - start }).toEqual({
            question: does.person,
            waitedMs: 0,
          });
          expect(text).not.toContain('rate_limited');
          if (does.person === 'create again') expect(text).toContain(metricId(5));
        }
      }
      for (const end of ends) await end();
      await app.close();
    }),
    { numRuns: 15 },
  );
}, 120_000);

it('the list of resources ends with what it has when half of the quota is used', async () => {
  const { client, sent } = await openLargeAmigo({});
  const uris = await walkResources(client);
  expect(uris).toHaveLength(FIXED_RESOURCES + 9 * PAGE);
  expect(new Set(uris).size).toBe(uris.length);
  expect(count(sent, 'get-metrics')).toBe(9);
  // A host that asks anew meanwhile gets those that are always there, at once.
  expect(await walkResources(client)).toHaveLength(FIXED_RESOURCES);
});

it('completion answers from what is known when nothing may be read for it', async () => {
  const { client, sent, log } = await openLargeAmigo({});
  await walkResources(client);
  const read = sent.length;
  const { values, hasMore } = await complete(client, 'topic 44');
  const known = [44, 440, 441, 442, 443, 444, 445, 446, 447, 448, 449];
  expect({ values: values.toSorted(), hasMore }).toEqual({ values: known.map(metricId), hasMore: true });
  expect(sent).toHaveLength(read);
  expect(log()).toContain('code=rate_limited');
});

it('so does completion of versions', async () => {
  const { client, sent } = await openLargeAmigo({});
  const versions = async (metric: number) => {
    const argument = { name: 'version', value: '' };
    const { completion } = await client.complete({
      ref: resource,
      argument,
      context: { arguments: { metric_id: metricId(metric) } },
    });
    return completion;
  };
  expect(await versions(0)).toEqual({ values: ['latest', '3', '2', '1'], total: 4, hasMore: false });
  for (let metric = 1; metric < 27; metric += 1) await versions(metric);
  const read = sent.length;
  expect(await versions(0)).toEqual({ values: ['latest', '3', '2', '1'], hasMore: true });
  expect((await versions(99)).values).toEqual([]);
  expect(sent).toHaveLength(read);
});

it('a conflict names the metric that is there, however much advice was given before', async () => {
  const { client, sent } = await openLargeAmigo({});
  for (let number = 0; number < 12; number += 1)
    await callTool(client, 'create_metric', { ...DEFINITION, name: `Greets ${number}` });
  expect(count(sent, 'search-metrics')).toBe(9);
  for (let number = 0; number < 9; number += 1) {
    const { text } = await callTool(client, 'create_metric', { ...DEFINITION, name: metricName(number) });
    expect(text).toContain(
      `Error [conflict]: A metric called "${metricName(number)}" exists already (id ${metricId(number)}`,
    );
  }
});

it('a conflict takes no search beside the one for advice', async () => {
  const { client, sent } = await openLargeAmigo({});
  const { text } = await callTool(client, 'create_metric', { ...DEFINITION, name: metricName(8) });
  expect(text).toContain(metricId(8));
  expect(count(sent, 'search-metrics')).toBe(1);
});

it('searches in vain take half of the quota, and then tell the nearest of the names that are known', async () => {
  const { client, sent } = await openLargeAmigo({});
  const search = () => callTool(client, 'search_metrics', { query: 'Asked abuot topic 12' });
  for (let times = 0; times < 9; times += 1) expect((await search()).text).toContain('The nearest names: ');
  expect(count(sent, 'get-metrics')).toBeLessThanOrEqual(9);
  const start = performance.now();
  expect((await callTool(client, 'get_metrics', { limit: 50 })).text).toMatch(/^50 metrics/);
  expect(performance.now()).toBe(start);
});

it('searches in vain that may not read the list say what is not known for that', async () => {
  const { client } = await openLargeAmigo({});
  const search = () => callTool(client, 'search_metrics', { query: 'Asked abuot topic 12' });
  const unread = 'whether a deleted metric has this name is not known';
  expect((await search()).text).not.toContain(unread);
  await walkResources(client);
  expect((await search()).text).toContain(unread);
});

/** Takes half of the quota of versions, none of them of the first hundred metrics. */
async function completeVersions(client: Client) {
  for (let metric = 100; metric < 127; metric += 1)
    await client.complete({
      ref: resource,
      argument: { name: 'version', value: '' },
      context: { arguments: { metric_id: metricId(metric) } },
    });
}

it('a plan tells the versions that would judge, however many were read for what nobody asked', async () => {
  const { client, sent } = await openLargeAmigo({});
  await completeVersions(client);
  const { structured } = await callTool(client, 'evaluate_metrics', {
    metric_ids: Array.from({ length: 20 }, (_, metric) => metricId(metric)),
    conversation_id: [metricId(0)],
    compare_with_previous: false,
    dry_run: true,
  });
  expect(structured).toMatchObject({
    plan: { versions: Array.from({ length: 20 }, () => ({ version: 3 })) },
  });
  expect(count(sent, 'get-metric-versions')).toBe(27 + 20);
});

it('the one metric that is asked for has its name, and its versions are compared, when half of each quota is used', async () => {
  const { client } = await openLargeAmigo({ results: 3_000 });
  await completeVersions(client);
  for (let times = 0; times < 9; times += 1)
    await callTool(client, 'get_metrics', { type: ['boolean'], limit: 1 });
  const { text } = await callTool(client, 'get_metric_evaluation_results', { metric_id: metricId(0) });
  expect(text).toContain(`"${metricName(0)}"`);
  expect(text).toContain('from v2: ');
  expect(text).not.toContain('definition unread');
});

it('names that were read are shown though others could not be, and eight requests are all that they take', async () => {
  const { client, sent } = await openLargeAmigo({ results: 3_000 });
  const { text, structured } = await callTool(client, 'get_metric_evaluation_results', {});
  expect(structured).toMatchObject({ coverage: { read: 3_000, complete: true } });
  expect(count(sent, 'get-metrics') + count(sent, 'get-metric-versions')).toBe(8);
  expect(text).toContain(metricName(0));
  expect(text).toMatch(
    /Names or definitions of \d+ metrics could not be read: bounds and categories are not checked/,
  );
});

it('names that were read are shown when the quota of the others is gone', async () => {
  const { client, sent } = await openLargeAmigo({ results: 3_000 });
  await walkResources(client);
  const lists = count(sent, 'get-metrics');
  const { text } = await callTool(client, 'get_metric_evaluation_results', {});
  expect(count(sent, 'get-metrics')).toBe(lists);
  expect(text).toContain(metricName(0));
});

it('a question that reads two lists of results takes seven pages of them', async () => {
  const { client, sent } = await openLargeAmigo({ metrics: 20, results: 10_000 });
  const { structured } = await callTool(client, 'get_metric_evaluation_results', {
    where: { metric_id: metricId(1), expected_value: true },
    read_at_most: 100_000,
  });
  expect(structured).toMatchObject({ coverage: { complete: false } });
  expect(count(sent, 'get-metric-evaluation-results')).toBe(7);
  const other = await callTool(client, 'get_metric_evaluation_results', {
    metric_id: metricId(2),
    read_at_most: 500,
  });
  expect(other.structured).toMatchObject({ coverage: { read: 500 } });
});

it('more metrics than a question can name are refused before the quota is gone', async () => {
  const { client, sent } = await openLargeAmigo({ metrics: 5_000 });
  const { text } = await callTool(client, 'get_metric_evaluation_results', { type: ['boolean'] });
  expect(text).toMatch(/^Error \[invalid_input\]: More than 400 metrics have such a tag or type/);
  expect(sent).toHaveLength(8);
});
