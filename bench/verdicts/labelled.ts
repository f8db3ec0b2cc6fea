import { LabelledResults } from '../../src/results/figures/label-agreement.ts';
import { measureOf } from '../../src/results/figures/measure.ts';
import type { LabelAgreement } from '../../src/results/figures/shape.ts';
import type { Row } from '../../src/results/reading/row.ts';
import type { Random } from '../soak/random.ts';

// Conversations of which people would say one thing and the judge another, and a hundred of them that people listened to.

/** A judge, and how the conversations to label are chosen. */
export interface LabelDesign {
  readonly name: string;
  /** Share of conversations of which people would say true. */
  readonly truth: number;
  /** How often the judge says the same of them, and of the others. */
  readonly right: readonly [ofTrue: number, ofFalse: number];
  readonly units: number;
  readonly byVerdict: boolean;
}

export interface LabelledSet {
  readonly verdicts: readonly boolean[];
  /** What people say, by the place of the conversation. */
  readonly labels: ReadonlyMap<number, boolean>;
}

const LABELS = 100;
/** Of those, how many are of conversations that fail, when they are chosen by the verdict. */
const FAILURES = 70;
const TRUTHS = [0.5, 0.8, 0.95];
const JUDGES = [
  { name: 'a good judge', right: [0.96, 0.9] },
  { name: 'a poor judge', right: [0.85, 0.7] },
] as const;
const UNITS = [300, 1_000];

export const LABEL_DESIGNS: readonly LabelDesign[] = [false, true].flatMap((byVerdict) =>
  TRUTHS.flatMap((truth) =>
    JUDGES.flatMap(({ name, right }) =>
      UNITS.map((units) => ({
        name: `${byVerdict ? 'by the verdict' : 'at random'}, truth ${truth}, ${name}, ${units} units`,
        truth,
        right,
        units,
        byVerdict,
      })),
    ),
  ),
);

export function drawLabelled(design: LabelDesign, random: Random): LabelledSet {
  const { truth, right, units, byVerdict } = design;
  const verdicts: boolean[] = [];
  const truths: boolean[] = [];
  for (let unit = 0; unit < units; unit += 1) {
    const isTrue = random() < truth;
    truths.push(isTrue);
    verdicts.push(random() < right[isTrue ? 0 : 1] ? isTrue : !isTrue);
  }
  // Units come in no order: the first ones are a choice at random.
  const places = [...verdicts.keys()];
  const [passes, failures] = [true, false].map((verdict) => places.filter((at) => verdicts[at] === verdict));
  const failing = failures?.slice(0, FAILURES) ?? [];
  const chosen = byVerdict ? [...failing, ...(passes ?? [])] : places;
  return {
    verdicts,
    labels: new Map(chosen.slice(0, LABELS).map((at) => [at, truths[at] === true])),
  };
}

const START = Date.UTC(2026, 5, 1);
export const METRIC = 'a'.repeat(24);
export const conversationOf = (place: number) => (place + 1).toString(16).padStart(24, '0');

/** The results of a set, a conversation each. */
export function rowsOf({ verdicts }: LabelledSet): Row[] {
  return verdicts.map((verdict, place) => rowOf(verdict, place));
}

function rowOf(value: boolean, place: number): Row {
  return {
    id: conversationOf(place),
    metricId: METRIC,
    version: 1,
    value,
    at: START + place,
    sourceType: 'post-session',
    conversationId: conversationOf(place),
    interactionId: null,
    runId: null,
    unitTestId: null,
    runIndex: null,
    unit: conversationOf(place),
    references: [],
    justification: '',
  };
}

/** What the engine says of a set. */
export function agreementOf({ verdicts, labels }: LabelledSet): LabelAgreement {
  const labelled = new LabelledResults(
    new Map([...labels].map(([place, label]) => [conversationOf(place), String(label)])),
  );
  for (const place of labels.keys()) labelled.offer(rowOf(verdicts[place] === true, place));
  const entry = {
    entry: { version: 1, sourceType: 'post-session' },
    measure: measureOf('boolean', null, null),
    values: { units: [...verdicts.keys()], strata: verdicts.map(() => -1), values: verdicts.map(Number) },
  };
  return labelled.against(
    entry,
    (label) => label === 'true',
    () => null,
  );
}

/** Null where there is no interval; else whether it misses what people would say of all conversations there are. */
export function correctedMisses(set: LabelledSet, { truth }: LabelDesign): boolean | null {
  const [low, high] = agreementOf(set).corrected_rate?.ci95 ?? [];
  return low === undefined || high === undefined ? null : truth < low || truth > high;
}
