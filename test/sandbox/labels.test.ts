import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { trueValue } from '../../src/sandbox/judge.ts';
import type { Conversation, Metric } from '../../src/sandbox/model.ts';
import { seedStore } from '../../src/sandbox/seed.ts';
import { latestVersion, type Store } from '../../src/sandbox/store.ts';

// `UPDATE_LABELS=1` writes the file anew: the ids in it depend on the seed, never on the day.

const FILE = 'src/sandbox/labels.json';
const SEED = 1;
const METRICS = ['Medication name read back', 'Empathy score', 'Reason for contact'];
const LABELS = 40;
const ABOUT =
  'What people who listened to conversations of the sandbox say of them; seed 1, whatever the day. Each list is the argument labels of get_metric_evaluation_results.';

const fileSchema = z.strictObject({
  about: z.literal(ABOUT),
  seed: z.literal(SEED),
  metrics: z.array(
    z.strictObject({
      metric_id: z.string(),
      name: z.string(),
      labels: z.array(z.strictObject({ label: z.string(), conversation_id: z.array(z.string()) })),
    }),
  ),
});
type LabelsOfMetric = z.output<typeof fileSchema>['metrics'][number];

const truthOf = (metric: Metric, { id }: Pick<Conversation, 'id'>) =>
  trueValue({
    seed: SEED,
    metricId: metric.id,
    version: latestVersion(metric),
    profile: metric.profile,
    unit: id,
  });

/** Verdicts of the newest version after sessions, newest first. */
function judged(store: Store, metric: Metric) {
  const { version } = latestVersion(metric);
  return store.results.toReversed().flatMap(({ metric_id, metric_version, origin, judgement }) => {
    const { value } = metric_id === metric.id && metric_version === version ? judgement() : { value: null };
    return origin.type === 'post-session' && value !== null ? [{ id: origin.conversation_id, value }] : [];
  });
}

/** The newest conversations; of a boolean half with either verdict, so that both are labelled often enough. */
function choose(store: Store, metric: Metric): string[] {
  const verdicts = judged(store, metric);
  const groups =
    latestVersion(metric).metric_value.type === 'boolean'
      ? [true, false].map((verdict) => verdicts.filter(({ value }) => value === verdict))
      : [verdicts];
  return groups.flatMap((group) => group.slice(0, LABELS / groups.length).map(({ id }) => id));
}

function labelsOf(store: Store, name: string): LabelsOfMetric {
  const metric = [...store.metrics.values()].find((candidate) => candidate.name === name);
  if (!metric) throw new Error(`There is no metric ${name}.`);
  const byLabel = new Map<string, string[]>();
  for (const id of choose(store, metric)) {
    const label = String(truthOf(metric, { id }));
    byLabel.set(label, [...(byLabel.get(label) ?? []), id]);
  }
  const labels = [...byLabel].map(([label, conversation_id]) => ({ label, conversation_id }));
  return { metric_id: metric.id, name, labels: labels.sort((a, b) => (a.label < b.label ? -1 : 1)) };
}

const storeOf = (day: string) => seedStore(SEED, Date.parse(`${day}T00:00:00Z`));

test.each(['2026-11-25', '2031-02-28'])(
  'the labels in the file are the truth of the sandbox on %s',
  async (day) => {
    const store = storeOf(day);
    const expected = { about: ABOUT, seed: SEED, metrics: METRICS.map((name) => labelsOf(store, name)) };
    if (process.env['UPDATE_LABELS'])
      await writeFile(FILE, await format(JSON.stringify(expected), { parser: 'json', printWidth: 110 }));
    expect(fileSchema.parse(JSON.parse(await readFile(FILE, 'utf8')))).toEqual(expected);
  },
);

test('each metric has 40 labels of different conversations; a boolean has ten and more beside either verdict', async () => {
  const { metrics } = fileSchema.parse(JSON.parse(await readFile(FILE, 'utf8')));
  for (const { labels } of metrics) {
    const all = labels.flatMap(({ conversation_id }) => conversation_id);
    expect(new Set(all).size).toBe(LABELS);
    expect(labels.map(({ label }) => label)).not.toContain('null');
    expect(labels.length).toBeGreaterThanOrEqual(2);
  }
  const [yesOrNo] = metrics;
  for (const { conversation_id } of yesOrNo?.labels ?? [])
    expect(conversation_id.length).toBeGreaterThanOrEqual(10);
});
