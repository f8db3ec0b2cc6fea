import type { Conversation, Metric, MetricVersion } from './model.ts';
import { AUTHORS, EMPTY_CONVERSATION_ID, SERVICES } from './organization.ts';
import { Random } from './random.ts';
import { METRIC_SEEDS, type MetricSeed, type Seeded } from './seed-metrics.ts';
import { seedResults } from './seed-results.ts';
import { Store } from './store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 90;
const CONVERSATIONS_A_DAY = 7;
const OPENING_HOUR = 7;
const OPEN_MINUTES = 13 * 60;
/** The end of the data as far as ids tell: whatever the day, the same seed gives the same ids, and so the same verdicts. */
const MIDNIGHT_OF_IDS = Date.UTC(2026, 10, 20);

/**
 * The organization that every sandbox starts with: 90 days of data that end at `midnight` (epoch milliseconds).
 * The same seed and midnight give the same data; another midnight moves its times, and neither ids nor verdicts.
 */
export function seedStore(seed: number, midnight: number): Store {
  const random = new Random(seed, midnight - MIDNIGHT_OF_IDS);
  const start = midnight - DAYS * DAY_MS;
  const seeded = METRIC_SEEDS.map((template, index) => ({
    template,
    metric: seedMetric(template, index, start, midnight, random),
  }));
  // As the metrics are now: results are made later, perhaps after a metric was changed.
  const asSeeded = seeded.map(({ metric, template }): Seeded => {
    const [first, ...later] = metric.versions;
    return { metric: { ...metric, versions: [first, ...later] }, template };
  });
  return new Store(
    seeded.map(({ metric }) => metric),
    () => {
      const conversations = seedConversations(start, random);
      const results = seedResults({ seed, seeded: asSeeded, conversations, start, end: midnight, random });
      const empty = { id: EMPTY_CONVERSATION_ID, service: SERVICES[0], started_at: start, interactions: [] };
      return { conversations: [...conversations, empty], results };
    },
  );
}

function seedMetric(template: MetricSeed, index: number, start: number, end: number, random: Random): Metric {
  const created_at = start + index * 10 * MINUTE_MS + random.integer(0, MINUTE_MS);
  const creator = AUTHORS[index % 2 === 0 ? 0 : 1];
  const count = template.levels.length;
  const version = (number: number): MetricVersion => ({
    version: number,
    description: [template.description, ...template.refinements.slice(0, number - 1)].join(' '),
    metric_value: number === count && template.lastValue ? template.lastValue : template.value,
    creator: number % 2 === 1 ? creator : AUTHORS[0],
    created_at: created_at + Math.floor(((number - 1) / count) * (end - start)),
  });
  const versions: Metric['versions'] = [version(1)];
  for (let number = 2; number <= count; number += 1) versions.push(version(number));
  const last = versions.at(-1) ?? versions[0];
  return {
    id: random.id(created_at),
    name: template.name,
    applied_to_services: template.services.flatMap((place) => SERVICES[place] ?? []),
    additional_notes: template.notes,
    tags: Object.entries(template.tags).map(([key, value]) => ({ key, value })),
    creator,
    updated_by: last.creator,
    is_deleted: template.deleted === true,
    created_at,
    updated_at: template.deleted ? created_at + 30 * DAY_MS : last.created_at + random.integer(0, HOUR_MS),
    versions,
    lockedBy: template.locked ? random.id(created_at) : null,
    profile: template,
  };
}

function seedConversations(start: number, random: Random): Conversation[] {
  const conversations: Conversation[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    for (let nth = 0; nth < CONVERSATIONS_A_DAY; nth += 1) {
      const minutes = day * 24 * 60 + OPENING_HOUR * 60 + random.integer(0, OPEN_MINUTES - 1);
      const started_at = start + minutes * MINUTE_MS + random.integer(0, MINUTE_MS - 1);
      conversations.push({
        id: random.id(started_at),
        service: SERVICES[nth % SERVICES.length] ?? SERVICES[0],
        started_at,
        interactions: Array.from({ length: random.integer(4, 14) }, (_, turn) =>
          random.id(started_at + turn * 40_000),
        ),
      });
    }
  }
  return conversations;
}
