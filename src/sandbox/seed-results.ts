import { judge } from './judge.ts';
import { AUTHORS } from './organization.ts';
import { hash, Random } from './random.ts';
import type { Seeded } from './seed-metrics.ts';
import type { Conversation, Metric, MetricVersion, Result } from './model.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DRIFT_MS = 21 * DAY_MS;
const POST_SESSION_SHARE = 0.62;
const MANUAL_SHARE = 0.12;
const RUN_EVERY_DAYS = 3;
const UNIT_TESTS = 8;
const RUNS_OF_A_TEST = 5;
const SIMULATED_TURNS = 9;

interface SeedContext {
  readonly seed: number;
  readonly seeded: readonly Seeded[];
  readonly conversations: readonly Conversation[];
  /** Epoch milliseconds; results lie in between, the end excluded. */
  readonly start: number;
  readonly end: number;
  readonly random: Random;
}

/** Judges conversations after they ended, some again by hand, and a simulation run every third night. */
export function seedResults(context: SeedContext): Result[] {
  return [...judgedConversations(context), ...simulations(context)];
}

/** The version that was the latest one at that time. */
function versionAt(metric: Metric, at: number): MetricVersion {
  return metric.versions.findLast(({ created_at }) => created_at <= at) ?? metric.versions[0];
}

function judgedConversations(context: SeedContext): Result[] {
  const { seeded, conversations, end, random } = context;
  const results: Result[] = [];
  for (const seededMetric of seeded) {
    const { metric, template } = seededMetric;
    const retiredAt = metric.is_deleted ? metric.updated_at : end;
    const judged: Conversation[] = [];
    for (const conversation of conversations) {
      if (!metric.is_deleted && !metric.applied_to_services.includes(conversation.service)) continue;
      const after = conversation.started_at + random.integer(20 * MINUTE_MS, 90 * MINUTE_MS);
      if (after < retiredAt && (template.everywhere || random.next() < POST_SESSION_SHARE)) {
        judged.push(conversation);
        results.push(
          ofConversation(
            context,
            seededMetric,
            conversation,
            versionAt(metric, after),
            after,
            'post-session',
          ),
        );
      }
      const byHand = after + random.integer(HOUR_MS, 72 * HOUR_MS);
      if (byHand < retiredAt && random.next() < (template.everywhere ? 2 : 1) * MANUAL_SHARE) {
        results.push(
          ofConversation(context, seededMetric, conversation, versionAt(metric, byHand), byHand, 'manual'),
        );
      }
    }
    if (template.judgedAgain) {
      const last = metric.versions.at(-1) ?? metric.versions[0];
      const before = judged.filter(({ started_at }) => started_at < last.created_at - 2 * HOUR_MS);
      for (const conversation of before.slice(-template.judgedAgain)) {
        const at = last.created_at + random.integer(MINUTE_MS, 3 * HOUR_MS);
        results.push(ofConversation(context, seededMetric, conversation, last, at, 'post-session'));
      }
    }
  }
  return results;
}

function ofConversation(
  { seed, end, random }: SeedContext,
  { metric, template }: Seeded,
  conversation: Conversation,
  version: MetricVersion,
  at: number,
  type: 'post-session' | 'manual',
): Result {
  const level = template.levels[version.version - 1] ?? 0.5;
  const drifted = Math.max(0, 1 - (end - at) / DRIFT_MS);
  const invoked_by = AUTHORS[random.integer(0, 1) === 0 ? 0 : 1];
  const conversation_id = conversation.id;
  return {
    id: random.id(at),
    metric_id: metric.id,
    metric_version: version.version,
    origin:
      type === 'post-session'
        ? { type, conversation_id }
        : { type, conversation_id, evaluate_to_interaction_id: null, invoked_by },
    created_at: at,
    judgement: () =>
      judge({
        seed,
        metricId: metric.id,
        version,
        profile: template,
        level: template.driftsTo === undefined ? level : level + drifted * (template.driftsTo - level),
        unit: conversation_id,
        interactions: conversation.interactions,
      }),
  };
}

function simulations({ seed, seeded, start, end, random }: SeedContext): Result[] {
  const tests = Array.from({ length: UNIT_TESTS }, () => random.id(start));
  const locked = seeded.findIndex(({ metric }) => metric.lockedBy !== null);
  tests[locked % UNIT_TESTS] = seeded[locked]?.metric.lockedBy ?? random.id(start);
  const results: Result[] = [];
  for (let night = start + DAY_MS + 2 * HOUR_MS; night < end; night += RUN_EVERY_DAYS * DAY_MS) {
    const run = random.id(night);
    for (const [place, { metric, template }] of seeded.entries()) {
      if (metric.is_deleted) continue;
      const version = versionAt(metric, night);
      for (const [test, unit_test_id] of tests.entries()) {
        if (!template.everywhere && test !== place % UNIT_TESTS) continue;
        for (let run_index = 0; run_index < RUNS_OF_A_TEST; run_index += 1) {
          const created_at = night + random.integer(0, HOUR_MS);
          results.push({
            id: random.id(created_at),
            metric_id: metric.id,
            metric_version: version.version,
            origin: { type: 'simulation', simulation_unit_test_set_run_id: run, unit_test_id, run_index },
            created_at,
            judgement: () => {
              const unit = `${run}/${unit_test_id}/${run_index}`;
              const interactions = simulatedTurns(unit, night);
              return judge({ seed, metricId: metric.id, version, profile: template, unit, interactions });
            },
          });
        }
      }
    }
  }
  return results;
}

function simulatedTurns(unit: string, night: number): string[] {
  const random = new Random(hash(unit));
  return Array.from({ length: SIMULATED_TURNS }, () => random.id(night));
}
