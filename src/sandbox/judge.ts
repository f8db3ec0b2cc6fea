import { hash, Random } from './random.ts';
import { errorRate } from './wording.ts';
import type { Judgement, VerdictProfile, MetricValue, MetricVersion, Value } from './model.ts';

/** What is judged: one version of a metric on one conversation or simulated run. */
export interface Subject {
  readonly seed: number;
  readonly metricId: string;
  readonly version: Pick<MetricVersion, 'version' | 'description' | 'metric_value'>;
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
/** Of a scale that is not of whole numbers: an error is one of them. */
const STEPS = 4;
/** The level of truth for metrics that were made here. */
const UNKNOWN_LEVEL = 0.7;
const SIGNED = 'Judged by rule.';

/** For metrics that were made here: nothing is known of them but their value's type. */
export const UNKNOWN_PROFILE: VerdictProfile = {
  levels: [],
  notApplicable: 0.05,
  evidence: {
    high: 'what the description asks for is taken to be there',
    low: 'what the description asks for is taken to be missing',
    none: 'the situation that the description asks about is taken not to come up',
  },
};

/**
 * Judges by rule: a hash of metric, version and unit decides, so the same case always gets the same verdict. A version
 * of the seeded organization has a figure of its own, and half of its verdicts owe nothing to the unit; one that was
 * made here finds the truth, but for the share of errors that its wording leaves (see `errorRate`). The evidence is
 * made up, and each justification says so.
 */
export function judge(subject: Subject): Judgement {
  const { version, profile, interactions } = subject;
  const { evidence } = profile;
  const unit = ofUnit(subject);
  if (!unit.applicable) {
    return { value: null, justification: `Not applicable: ${evidence.none}. ${SIGNED}`, references: [] };
  }
  const own = new Random(
    hash(`${subject.seed}/${subject.metricId}/${version.version}/${subject.unit}/${interactions.length}`),
  );
  const level = subject.level ?? profile.levels[version.version - 1];
  const value =
    level === undefined
      ? withErrors(trueValue(subject), subject.version, own)
      : partlyByLuck(level, unit, version.metric_value, own);

  const places = cited(interactions.length, own);
  const where = `Interaction ${places.map((place) => place + 1).join(' and ')} of ${interactions.length}`;
  const found = isHigh(version.metric_value, value) ? evidence.high : evidence.low;
  return {
    value,
    justification: `${where}: ${found}${verdict(version.metric_value, value)}. ${SIGNED}`,
    references: places.flatMap((place) => interactions[place] ?? []),
  };
}

/**
 * What people who listened to the unit say that the value is, whatever any version makes of it; null when the metric
 * does not apply. Its figure is that of the last seeded version.
 */
export function trueValue(
  subject: Pick<Subject, 'seed' | 'metricId' | 'version' | 'profile' | 'unit'>,
): Value {
  const { profile, version } = subject;
  const { applicable, luck, deviation } = ofUnit(subject);
  if (!applicable) return null;
  return decide(version.metric_value, profile.levels.at(-1) ?? UNKNOWN_LEVEL, luck, deviation * SPREAD);
}

/** What every version of a metric has in common on one unit. */
interface OfUnit {
  readonly applicable: boolean;
  /** Uniform from 0 to 1: below a level is true, or one of the first categories. */
  readonly luck: number;
  /** Standard normal: how far a number is from the mean. */
  readonly deviation: number;
}

function ofUnit({
  seed,
  metricId,
  unit,
  profile,
}: Pick<Subject, 'seed' | 'metricId' | 'unit' | 'profile'>): OfUnit {
  const shared = new Random(hash(`${seed}/${metricId}/${unit}`));
  return {
    applicable: shared.next() >= profile.notApplicable,
    luck: shared.next(),
    deviation: shared.normal(),
  };
}

function partlyByLuck(level: number, unit: OfUnit, type: MetricValue, own: Random): Value {
  const single = own.next();
  const luck = own.next() < SHARED_LUCK ? unit.luck : single;
  const spread = (unit.deviation + own.normal()) * Math.SQRT1_2 * SPREAD;
  return decide(type, level, luck, spread);
}

/** The truth, or in the share of cases that the wording leaves to chance the value beside it. */
function withErrors(truth: Value, version: Subject['version'], own: Random): Value {
  const { metric_value: type } = version;
  if (own.next() >= errorRate(version)) return truth;
  if (typeof truth === 'boolean') return !truth;
  if (type.type === 'numerical') {
    const { lower_bound: low, upper_bound: high } = type;
    const step = hasWholeSteps(type) ? 1 : (high - low) / STEPS;
    const up = own.next() < 0.5;
    const beside = Number(truth) + (up ? step : -step);
    return beside < low || beside > high ? Number(truth) + (up ? -step : step) : beside;
  }
  if (type.type === 'boolean') return truth;
  const others = type.categories.filter((category) => category !== truth);
  return others[own.integer(0, others.length - 1)] ?? truth;
}

function decide(type: MetricValue, level: number, luck: number, spread: number): Value {
  if (type.type === 'boolean') return luck < level;
  if (type.type === 'numerical') {
    const { lower_bound: low, upper_bound: high } = type;
    const exact = low + (high - low) * (level + spread);
    const rounded = hasWholeSteps(type) ? Math.round(exact) : Math.round(exact * 100) / 100;
    return Math.min(high, Math.max(low, rounded));
  }
  // Each category takes the share `level` of what those before it left over; the last one takes the rest.
  let remaining = 1;
  for (const category of type.categories) {
    remaining *= 1 - level;
    if (luck < 1 - remaining) return category;
  }
  return type.categories.at(-1) ?? null;
}

function hasWholeSteps({ lower_bound: low, upper_bound: high }: Extract<MetricValue, { type: 'numerical' }>) {
  return high - low >= 3;
}

/** Whether the evidence for true, for the upper half of a scale or for the first category goes with the value. */
function isHigh(type: MetricValue, value: Value): boolean {
  if (type.type === 'boolean') return value === true;
  if (type.type === 'categorical') return value === type.categories[0];
  const { lower_bound: low, upper_bound: high } = type;
  return Number(value) - low >= (high - low) / 2;
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
