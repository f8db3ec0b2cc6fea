import * as z from 'zod';
import type { Value } from '../amigo/schema.ts';
import { cutTexts, keepOf, type Cut } from './fit.ts';
import { minute } from '../text/times.ts';
import { count, inline, quoted } from '../text/words.ts';

/** A justification is not cut below this, but left out. */
const LEAST_REASON = 80;
/** A name, a category or an error is not cut below this. */
const LEAST_TEXT = 40;

const value = z.union([z.number(), z.boolean(), z.string(), z.null()]);

const evaluationShape = z.object({
  metric_id: z.string(),
  name: z.string().nullable(),
  status: z.enum(['done', 'pending', 'failed']),
  value: value.describe('When done, null says: not applicable'),
  justification: z.string().nullable(),
  references: z.array(z.string()).describe('Interactions that the judge points at'),
  previous: z
    .object({
      result: value,
      metric_version: z.int(),
      justification: z.string().nullable(),
      created_at: z.string().nullable(),
    })
    .nullable()
    .describe('The manual result before, overwritten now'),
  changed: z.boolean().nullable().describe('Null without a previous result, or while pending'),
  error: z.string().nullable(),
});
export type EvaluationShape = z.infer<typeof evaluationShape>;

export const evaluationsShape = z.object({
  conversation_id: z.string(),
  evaluations: z.array(evaluationShape),
  note: z.string().nullable().describe('What else to know'),
});
export type EvaluationsShape = z.infer<typeof evaluationsShape>;

/** Each metric with its value before and now, and the judge's reason for both. */
export function evaluationsInWords({ conversation_id, evaluations, note }: EvaluationsShape): string {
  const countOf = (status: EvaluationShape['status']) =>
    evaluations.filter((evaluation) => evaluation.status === status).length;
  const unfinished = (['pending', 'failed'] as const)
    .filter((status) => countOf(status) > 0)
    .map((status) => `, ${countOf(status)} ${status}`);
  return [
    `Conversation ${conversation_id}: ${count(countOf('done'), 'metric')} judged${unfinished.join('')}.`,
    ...evaluations.flatMap(evaluationInWords),
    ...(note === null ? [] : [`Note: ${note}`]),
  ].join('\n');
}

function evaluationInWords(shape: EvaluationShape): string[] {
  const { metric_id, name, status, justification, references, previous, error } = shape;
  const head = `- ${name === null ? metric_id : `${inline(name)} (${metric_id})`}`;
  const before = previous
    ? [
        `  before: ${valueInWords(previous.result)}, version ${previous.metric_version}, ${minute(previous.created_at)} UTC${reason(previous.justification)}`,
      ]
    : [];
  if (status === 'pending') return [`${head}: pending, still being judged`, ...before];
  if (status === 'failed') return [`${head}: failed, ${error ?? 'reason unknown'}`, ...before];
  return [
    `${head}: ${outcomeInWords(shape)}${reason(justification)}`,
    ...(references.length > 0 ? [`  references: ${references.map(inline).join(', ')}`] : []),
    ...before,
  ];
}

function outcomeInWords({ value, previous, changed }: EvaluationShape): string {
  const now = valueInWords(value);
  if (changed === null || !previous) return now;
  return changed ? `${valueInWords(previous.result)} → ${now}` : `${now}, unchanged`;
}

function valueInWords(value: Value): string {
  if (value === null) return 'not applicable';
  return typeof value === 'string' ? quoted(value) : String(value);
}

function reason(justification: string | null): string {
  return justification ? `, because ${quoted(justification)}` : '';
}

/** Shortens justifications, the earlier ones too, and says so. */
const cutReasons: Cut<EvaluationsShape> = cutTexts(['justification'], LEAST_REASON, {
  code: 'reasons',
  text: 'Justifications are cut to the length of one answer; get_metric_evaluation_results shows the new ones, a few at a time.',
});

/** Leaves references out, and says so. */
const cutReferences: Cut<EvaluationsShape> = (data, share) => {
  const most = Math.max(0, ...data.evaluations.map(({ references }) => references.length));
  if (most === 0) return undefined;
  const kept = keepOf(most, share);
  const evaluations = data.evaluations.map((evaluation) => ({
    ...evaluation,
    references: evaluation.references.slice(0, kept),
  }));
  return {
    data: { ...data, evaluations },
    note: { code: 'references', text: 'Some references are left out for length.' },
  };
};

/** Leaves out the reasons of earlier results, and says how many. */
const leaveEarlierReasonsOut: Cut<EvaluationsShape> = (data) => {
  const number = data.evaluations.filter(({ previous }) => previous?.justification).length;
  if (number === 0) return undefined;
  const evaluations = data.evaluations.map((evaluation) => ({
    ...evaluation,
    previous: evaluation.previous && { ...evaluation.previous, justification: null },
  }));
  return {
    data: { ...data, evaluations },
    note: {
      code: 'earlier_reasons',
      text: `${count(number, 'justification')} of earlier results left out for length.`,
    },
  };
};

/** Leaves out the reasons of the new results, and says how many. */
const leaveNewReasonsOut: Cut<EvaluationsShape> = (data) => {
  const number = data.evaluations.filter(({ justification }) => justification).length;
  if (number === 0) return undefined;
  return {
    data: {
      ...data,
      evaluations: data.evaluations.map((evaluation) => ({ ...evaluation, justification: null })),
    },
    note: {
      code: 'new_reasons',
      text: `${count(number, 'new justification')} left out for length; get_metric_evaluation_results shows them, a few at a time.`,
    },
  };
};

/** Shortens names, categories and errors, and says so: a verdict itself is never left out. */
const cutNamesAndValues: Cut<EvaluationsShape> = cutTexts(['name', 'value', 'result', 'error'], LEAST_TEXT, {
  code: 'names_and_values',
  text: 'Long names, values and errors are cut with ….',
});

/** The ways to make an answer shorter, in the order in which they are taken. Every verdict stays. */
export const evaluationCuts = [
  cutReasons,
  cutReferences,
  leaveEarlierReasonsOut,
  leaveNewReasonsOut,
  cutNamesAndValues,
];
