import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Metric } from '../../src/sandbox/model.ts';
import { seedStore } from '../../src/sandbox/seed.ts';
import { allResults, idOf, read, startUser, type ResultRow, type SandboxUser } from './user.ts';

const TODAY = Date.parse('2026-11-25T00:00:00Z');
const DAY_MS = 86_400_000;

let user: SandboxUser;
let results: ResultRow[];
beforeAll(async () => {
  user = await startUser();
  results = await allResults(user);
});
afterAll(() => user.close());

function share(rows: readonly ResultRow[]): number {
  const told = rows.filter(({ result }) => result !== null);
  return told.filter(({ result }) => result === true).length / told.length;
}

function fits(result: number | boolean | string, value: Record<string, unknown> | undefined): boolean {
  if (typeof result === 'boolean') return value?.['type'] === 'boolean';
  if (typeof result === 'string') {
    return Array.isArray(value?.['categories']) && value['categories'].includes(result);
  }
  return Number(value?.['lower_bound']) <= result && result <= Number(value?.['upper_bound']);
}

test('three services, 24 metrics and more, of all types, by two creators, with one to four versions', async () => {
  const { metrics, filter_values } = await read.metrics(user.ask('GET', '/metric/'));
  expect(metrics.length).toBeGreaterThanOrEqual(24);
  expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
  expect(filter_values?.applied_to_services_ids).toHaveLength(3);
  expect(filter_values?.types.toSorted()).toEqual(['boolean', 'categorical', 'numerical']);
  expect(filter_values?.creators).toHaveLength(2);
  const counts = new Set<number>();
  for (const { id } of metrics) {
    const { metric_versions } = await read.versions(user.ask('GET', `/metric/${id}/version`));
    counts.add(metric_versions.length);
  }
  expect([...counts].toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4]);
});

test('12,000 results and more from all sources on 200 conversations and more, each with its own id', () => {
  expect(results.length).toBeGreaterThanOrEqual(12_000);
  expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
  expect(results.every(({ id }) => /^[a-f0-9]{24}$/.test(id))).toBe(true);
  const conversations = new Set(results.flatMap(({ source }) => source.conversation_id ?? []));
  expect(conversations.size).toBeGreaterThanOrEqual(200);
  for (const type of ['post-session', 'manual', 'simulation']) {
    expect(results.filter(({ source }) => source.type === type).length).toBeGreaterThan(1000);
  }
});

test('they span the 90 days before today', () => {
  const times = results.map(({ created_at }) => Date.parse(created_at));
  expect(Math.max(...times)).toBeLessThan(TODAY);
  expect(Math.max(...times)).toBeGreaterThan(TODAY - DAY_MS);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(TODAY - 90 * DAY_MS);
  expect(Math.min(...times)).toBeLessThan(TODAY - 89 * DAY_MS);
});

test('a manual result is the only one of its conversation and metric', () => {
  const manual = results.filter(({ source }) => source.type === 'manual');
  const pairs = new Set(manual.map(({ metric_id, source }) => `${metric_id} ${source.conversation_id}`));
  expect(pairs.size).toBe(manual.length);
});

test('simulated results name run, unit test and run index, and no conversation', () => {
  const simulated = results.filter(({ source }) => source.type === 'simulation');
  for (const { source } of simulated) {
    expect(source.simulation_unit_test_set_run_id).toMatch(/^[a-f0-9]{24}$/);
    expect(source.unit_test_id).toMatch(/^[a-f0-9]{24}$/);
    expect(source.conversation_id).toBeUndefined();
  }
  expect(new Set(simulated.map(({ source }) => source.run_index))).toEqual(new Set([0, 1, 2, 3, 4]));
});

test('some are not applicable; every justification says that a rule judged', () => {
  const silent = results.filter(({ result }) => result === null);
  expect(silent.length).toBeGreaterThan(300);
  expect(silent.every(({ source }) => source.references.length === 0)).toBe(true);
  expect(results.every(({ justification }) => justification.includes('Judged by rule'))).toBe(true);
  expect(results.some(({ source }) => source.references.length === 2)).toBe(true);
});

test('values keep to their definitions, and versions come after each other', async () => {
  const { metrics } = await read.metrics(user.ask('GET', '/metric/'));
  for (const { id } of metrics) {
    const { metric_versions } = await read.versions(user.ask('GET', `/metric/${id}/version`));
    const own = results.filter(({ metric_id }) => metric_id === id);
    expect(own.length).toBeGreaterThanOrEqual(200);
    const strays = own.filter(({ metric_version, result }) => {
      const value = metric_versions.find(({ version }) => version === metric_version)?.metric_value;
      return result !== null && !fits(result, value);
    });
    expect(strays).toEqual([]);
  }
});

test('one metric has 2,000 results and more under four versions', async () => {
  const id = await idOf(user, 'Empathy score');
  const own = results.filter(({ metric_id }) => metric_id === id);
  expect(own.length).toBeGreaterThanOrEqual(2000);
  expect(new Set(own.map(({ metric_version }) => metric_version))).toEqual(new Set([1, 2, 3, 4]));
});

test('one metric got better with its second version, and 30 conversations and more were judged under both', async () => {
  const id = await idOf(user, 'Medication name read back');
  const of = (version: number) =>
    results.filter(
      ({ metric_id, metric_version, source }) =>
        metric_id === id && metric_version === version && source.type === 'post-session',
    );
  expect(share(of(2)) - share(of(1))).toBeGreaterThan(0.2);
  const conversations = (version: number) => new Set(of(version).map(({ source }) => source.conversation_id));
  const both = [...conversations(1)].filter((conversation) => conversations(2).has(conversation));
  expect(both.length).toBeGreaterThanOrEqual(30);
});

test('one metric drifted down in the last weeks under the same version', async () => {
  const id = await idOf(user, 'Appointment details repeated');
  const own = results.filter(({ metric_id, source }) => metric_id === id && source.type !== 'simulation');
  expect(new Set(own.map(({ metric_version }) => metric_version)).size).toBe(1);
  const lately = ({ created_at }: ResultRow) => Date.parse(created_at) >= TODAY - 14 * DAY_MS;
  expect(share(own.filter((row) => !lately(row))) - share(own.filter(lately))).toBeGreaterThan(0.15);
});

test('the unit test that locks a metric has results of it', async () => {
  const id = await idOf(user, 'Emergency symptoms escalated');
  const refused = await user.ask('DELETE', `/metric/${id}/`);
  expect(refused.status).toBe(400);
  const test = /[a-f0-9]{24}/.exec(JSON.stringify(refused.body))?.[0];
  expect(results.some(({ metric_id, source }) => metric_id === id && source.unit_test_id === test)).toBe(
    true,
  );
});

test('the same seed and date give the same data, another seed or date gives others', () => {
  const text = (seed: number, midnight: number) => {
    const store = seedStore(seed, midnight);
    const results = store.results.map((result) => ({ ...result, judgement: result.judgement() }));
    return JSON.stringify([[...store.metrics], [...store.conversations], results]);
  };
  const first = text(1, TODAY);
  expect(text(1, TODAY)).toBe(first);
  expect(text(2, TODAY)).not.toBe(first);
  expect(text(1, TODAY + DAY_MS)).not.toBe(first);
});

test('results are those of the metrics as they were seeded, whatever became of these before the first was read', () => {
  const told = (change: (metric: Metric) => void) => {
    const store = seedStore(1, TODAY);
    for (const metric of store.metrics.values()) change(metric);
    return JSON.stringify(store.results.map((result) => ({ ...result, judgement: result.judgement() })));
  };
  const changed = told((metric) => {
    metric.applied_to_services = [];
    metric.is_deleted = true;
    metric.versions.push({ ...metric.versions[0], version: 99 });
  });
  expect(changed === told(() => {})).toBe(true);
});

test('another day moves times, and neither ids nor verdicts; another seed gives others', () => {
  const verdicts = (seed: number, midnight: number) =>
    seedStore(seed, midnight).results.map(({ id, origin, judgement }) => [
      id,
      origin.type === 'simulation' ? origin.unit_test_id : origin.conversation_id,
      judgement().value,
    ]);
  const today = verdicts(1, TODAY);
  expect(verdicts(1, TODAY + 400 * DAY_MS)).toEqual(today);
  expect(verdicts(2, TODAY).map(([, unit]) => unit)).not.toEqual(today.map(([, unit]) => unit));
});

test.each([2, 3, 42, -7])('seed %i tells the same stories', (seed) => {
  const store = seedStore(seed, TODAY);
  expect(store.results.length).toBeGreaterThanOrEqual(12_000);
  const rate = (name: string, version: number, from: number) => {
    const metric = [...store.metrics.values()].find((each) => each.name === name);
    const values = store.results
      .filter(
        ({ metric_id, metric_version, created_at, origin }) =>
          metric_id === metric?.id &&
          metric_version === version &&
          created_at >= from &&
          origin.type === 'post-session',
      )
      .flatMap((result) => result.judgement().value ?? []);
    return values.filter((value) => value === true).length / values.length;
  };
  const read = 'Medication name read back';
  expect(rate(read, 2, 0) - rate(read, 1, 0)).toBeGreaterThan(0.15);
  const repeated = 'Appointment details repeated';
  expect(rate(repeated, 1, 0) - rate(repeated, 1, TODAY - 14 * DAY_MS)).toBeGreaterThan(0.05);
});
