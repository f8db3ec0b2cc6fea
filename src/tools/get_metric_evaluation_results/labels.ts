import type { Value } from '../../amigo/result.ts';
import type { MetricValue } from '../../amigo/schema.ts';
import { CallError } from '../../errors.ts';
import type { Drawn } from '../../results/figures/drawn.ts';
import { labelledEntry, LabelledResults } from '../../results/figures/label-agreement.ts';
import type { LabelAgreement } from '../../results/figures/shape.ts';
import { quoted } from '../../text/words.ts';
import type { CallContext } from '../runner/context.ts';
import type { Input } from './input.ts';
import type { Question } from './question.ts';

const REASON_LENGTH = 160;

/**
 * Where labels meet the results that are read; null without labels.
 * @throws {CallError} `invalid_input` unless one metric is asked for, in a summary
 */
export function labelledResults({ labels }: Input, { filters, view }: Question): LabelledResults | null {
  if (!labels) return null;
  const metrics = new Set(filters.metrics.map((metric) => metric.slice(0, metric.indexOf('-'))));
  if (metrics.size !== 1 || view !== 'summary')
    throw new CallError(
      'invalid_input',
      'labels are of one metric, and are compared in a summary.',
      'Ask for exactly one metric in metric_id, and leave view out.',
    );
  return new LabelledResults(
    new Map(
      labels.flatMap(({ label, conversation_id }) => conversation_id.map((id) => [id, label] as const)),
    ),
  );
}

/**
 * How far the judge agrees with the labels.
 * @returns undefined when the newest version has no result of a conversation
 * @throws {CallError} `invalid_input` for a label that is no value of the metric
 */
export function agreementOf(
  labelled: LabelledResults,
  drawn: readonly Drawn[],
  call: CallContext,
): LabelAgreement | undefined {
  const subject = labelledEntry(drawn.map((entry) => entry.subject));
  if (!subject) return undefined;
  const { type, value } = subject.measure;
  const meant = new Map([...labelled.texts].map((text) => [text, meaning(text, type, value)]));
  return labelled.against(
    subject,
    (label) => meant.get(label) ?? null,
    (justification) => call.justification(justification, REASON_LENGTH),
  );
}

function meaning(label: string, type: string | null, definition: MetricValue | null): Value {
  const text = label.trim();
  if (type === 'boolean') {
    if (/^true$/i.test(text)) return true;
    if (/^false$/i.test(text)) return false;
    throw noValue(label, 'true or false');
  }
  if (type === 'numerical') {
    const number = Number(text);
    if (text === '' || !Number.isFinite(number)) throw noValue(label, 'a number');
    return number;
  }
  if (definition?.type !== 'categorical' || definition.categories.includes(label)) return label;
  const alike = definition.categories.find((category) => category.toLowerCase() === text.toLowerCase());
  if (alike === undefined) throw noValue(label, definition.categories.map(quoted).join(', '));
  return alike;
}

function noValue(label: string, values: string): CallError {
  return new CallError(
    'invalid_input',
    `The label ${quoted(label.slice(0, 100))} is no value of this metric.`,
    `Its values: ${values}.`,
  );
}
