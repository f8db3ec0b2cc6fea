import { hash, Random } from './random.ts';
import type { Judgement, VerdictProfile, MetricValue, MetricVersion, Value } from './model.ts';

/** What is judged: one version of a metric on one conversation or simulated run. */
export interface Subject {
  readonly seed: number;
  readonly metricId: string;
  readonly version: Pick<MetricVersion, 'version' | 'metric_value'>;
  readonly profile: VerdictProfile;
  /** Overrides the version's figure. */
  readonly level?: number;
  /** Names the conversation or the run: the same unit gets the same verdict. */
  readonly unit: string;
  readonly interactions: readonly string[];
}

/** Half of the luck belongs to the conversation, so that two versions mostly agree on it. */
const SHARED_LUCK = 0.5;
const SPREAD = 0.17;
const SIGNED = 'Judged by rule.';

/** For metrics that were made here: nothing is known of them but their value's type. */
export const UNKNOWN_PROFILE: VerdictProfile = {
  levels: [0.7],
  notApplicable: 0.05,
  evidence: {
    high: 'what the description asks for is taken to be there',
    low: 'what the description asks for is taken to be missing',
    none: 'the situation that the description asks about is taken not to come up',
  },
};

/**
 * Judges by rule: a hash of metric, version and unit decides, so the same case always gets the same verdict.
 * The evidence is made up, and each justification says so.
 */
export function judge(subject: Subject): Judgement {
  const { version: number, metric_value } = subject.version;
  const shared = new Random(hash(`${subject.seed}/${subject.metricId}/${subject.unit}`));
  const own = new Random(
    hash(`${subject.seed}/${subject.metricId}/${number}/${subject.unit}/${subject.interactions.length}`),
  );
  const { profile } = subject;
  const { evidence } = profile;
  if (shared.next() < profile.notApplicable) {
    return { value: null, justification: `Not applicable: ${evidence.none}. ${SIGNED}`, references: [] };
  }
  const level = subject.level ?? profile.levels[number - 1] ?? profile.levels.at(-1) ?? 0.5;
  const [common, single] = [shared.next(), own.next()];
  const luck = own.next() < SHARED_LUCK ? common : single;
  const spread = (shared.normal() + own.normal()) * Math.SQRT1_2 * SPREAD;
  const { value, high } = decide(metric_value, level, luck, spread);

  const places = cited(subject.interactions.length, own);
  const where = `Interaction ${places.map((place) => place + 1).join(' and ')} of ${subject.interactions.length}`;
  return {
    value,
    justification: `${where}: ${high ? evidence.high : evidence.low}${verdict(metric_value, value)}. ${SIGNED}`,
    references: places.flatMap((place) => subject.interactions[place] ?? []),
  };
}

function decide(
  type: MetricValue,
  level: number,
  luck: number,
  spread: number,
): { readonly value: Value; readonly high: boolean } {
  if (type.type === 'boolean') return { value: luck < level, high: luck < level };
  if (type.type === 'numerical') {
    const { lower_bound: low, upper_bound: high } = type;
    const exact = low + (high - low) * (level + spread);
    const rounded = high - low >= 3 ? Math.round(exact) : Math.round(exact * 100) / 100;
    const value = Math.min(high, Math.max(low, rounded));
    return { value, high: value - low >= (high - low) / 2 };
  }
  // Each category takes the share `level` of what those before it left over; the last one takes the rest.
  let remaining = 1;
  for (const [place, category] of type.categories.entries()) {
    remaining *= 1 - level;
    if (luck < 1 - remaining) return { value: category, high: place === 0 };
  }
  return { value: type.categories.at(-1) ?? null, high: false };
}

function verdict(type: MetricValue, value: Value): string {
  if (type.type === 'boolean') return '';
  if (type.type === 'categorical') return `; "${value}" fits best`;
  return `; this makes ${value} on the scale from ${type.lower_bound} to ${type.upper_bound}`;
}

/** One or two places of different interactions, in order. */
function cited(count: number, random: Random): readonly number[] {
  const first = random.integer(0, count - 1);
  const second = random.integer(0, count - 1);
  return first < second ? [first, second] : [first];
}
