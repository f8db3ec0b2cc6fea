import * as z from 'zod';
import { valueShape } from '../results/figures/shape.ts';
import { cutTexts, keepOf, type Cut } from './fit.ts';
import { minute } from '../text/times.ts';
import { count, inline, quoted } from '../text/words.ts';
import { judgedMetricCuts, judgedMetricShape, judgedMetricsInWords, valueInWords } from './judged-metrics.ts';
import { planInWords, planShape } from './evaluation-plan.ts';

/** A justification is not cut below this, but left out. */
const LEAST_REASON = 80;
/** A name, a category or an error is not cut below this. */
const LEAST_TEXT = 40;

const evaluationShape = z.object({
  metric_id: z.string(),
  name: z.string().nullable(),
  conversation_id: z.string(),
  metric_version: z.int().nullable().describe('Null when it was not read'),
  status: z.enum(['done', 'pending', 'failed', 'not_sent']),
  value: valueShape.describe('When done, null says: not applicable'),
  justification: z.string().nullable(),
  references: z.array(z.string()).optional(),
  previous: z
    .object({
      result: valueShape,
      metric_version: z.int(),
      justification: z.string().nullable(),
      created_at: z.string().nullable(),
    })
    .optional()
    .describe('The manual result before, overwritten now'),
  changed: z.boolean().optional(),
  error: z.string().optional(),
});
export type EvaluationShape = z.infer<typeof evaluationShape>;

/** Up to ten evaluations one by one, more of them by metric, or with `dry_run` what there would be. */
export const evaluationsShape = z.object({
  evaluations: z.array(evaluationShape).optional(),
  metrics: z.array(judgedMetricShape).optional(),
  plan: planShape.optional(),
  note: z.string().nullable(),
});
export type EvaluationsShape = z.infer<typeof evaluationsShape>;

/** Each metric with its value before and now, and the judge's reason for both. */
export function evaluationsInWords({ evaluations, metrics, plan, note }: EvaluationsShape): string {
  return [
    ...(plan ? planInWords(plan) : []),
    ...(metrics ? judgedMetricsInWords(metrics) : []),
    ...(evaluations ? inWords(evaluations) : []),
    ...(note === null ? [] : [`Note: ${note}`]),
  ].join('\n');
}

function inWords(evaluations: readonly EvaluationShape[]): string[] {
  const countOf = (status: EvaluationShape['status']) =>
    evaluations.filter((evaluation) => evaluation.status === status).length;
  const unfinished = (['pending', 'failed', 'not_sent'] as const)
    .filter((status) => countOf(status) > 0)
    .map((status) => `, ${countOf(status)} ${status.replace('_', ' ')}`);
  return [
    `${count(countOf('done'), 'metric')} judged${unfinished.join('')}.`,
    ...evaluations.flatMap((evaluation, place) => [
      ...(evaluation.conversation_id === evaluations[place - 1]?.conversation_id
        ? []
        : [`Conversation ${evaluation.conversation_id}:`]),
      ...evaluationInWords(evaluation),
    ]),
  ];
}

function evaluationInWords(shape: EvaluationShape): string[] {
  const { metric_id, name, metric_version, status, justification, references = [], previous, error } = shape;
  const version = metric_version === null ? '' : `, v${metric_version}`;
  const head = `- ${name === null ? metric_id : `${inline(name)} (${metric_id}${version})`}`;
  const before = previous
    ? [
        `  before: ${valueInWords(previous.result)}, version ${previous.metric_version}, ${minute(previous.created_at)} UTC${reason(previous.justification)}`,
      ]
    : [];
  if (status === 'pending') return [`${head}: pending, still being judged`, ...before];
  if (status !== 'done')
    return [`${head}: ${status.replace('_', ' ')}, ${error ?? 'reason unknown'}`, ...before];
  return [
    `${head}: ${outcomeInWords(shape)}${reason(justification)}`,
    ...(references.length > 0 ? [`  references: ${references.map(inline).join(', ')}`] : []),
    ...before,
  ];
}

function outcomeInWords({ value, previous, changed }: EvaluationShape): string {
  const now = valueInWords(value);
  if (changed === undefined || !previous) return now;
  return changed ? `${valueInWords(previous.result)} → ${now}` : `${now}, unchanged`;
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
  const { evaluations = [] } = data;
  const most = Math.max(0, ...evaluations.map(({ references = [] }) => references.length));
  if (most === 0) return undefined;
  const kept = keepOf(most, share);
  const cut = evaluations.map(({ references = [], ...evaluation }) => ({
    ...evaluation,
    ...(kept > 0 && references.length > 0 && { references: references.slice(0, kept) }),
  }));
  return {
    data: { ...data, evaluations: cut },
    note: { code: 'references', text: 'Some references are left out for length.' },
  };
};

/** Leaves out the reasons of earlier results, and says how many. */
const leaveEarlierReasonsOut: Cut<EvaluationsShape> = (data) => {
  const { evaluations = [] } = data;
  const number = evaluations.filter(({ previous }) => previous?.justification).length;
  if (number === 0) return undefined;
  const cut = evaluations.map(({ previous, ...evaluation }) => ({
    ...evaluation,
    ...(previous && { previous: { ...previous, justification: null } }),
  }));
  return {
    data: { ...data, evaluations: cut },
    note: {
      code: 'earlier_reasons',
      text: `${count(number, 'justification')} of earlier results left out for length.`,
    },
  };
};

/** Leaves out the reasons of the new results, and says how many. */
const leaveNewReasonsOut: Cut<EvaluationsShape> = (data) => {
  const { evaluations = [] } = data;
  const number = evaluations.filter(({ justification }) => justification).length;
  if (number === 0) return undefined;
  return {
    data: { ...data, evaluations: evaluations.map((evaluation) => ({ ...evaluation, justification: null })) },
    note: {
      code: 'new_reasons',
      text: `${count(number, 'new justification')} left out for length; get_metric_evaluation_results shows them, a few at a time.`,
    },
  };
};

/** Shortens names, categories and errors, and says so: a verdict itself is never left out. */
const cutNamesAndValues: Cut<EvaluationsShape> = cutTexts(
  ['name', 'value', 'was', 'result', 'error'],
  LEAST_TEXT,
  {
    code: 'names_and_values',
    text: 'Long names, values and errors are cut with ….',
  },
);

/** The ways to make an answer shorter, in the order in which they are taken. Every verdict stays. */
export const evaluationCuts = [
  cutReasons,
  cutReferences,
  leaveEarlierReasonsOut,
  leaveNewReasonsOut,
  ...judgedMetricCuts<EvaluationsShape>(),
  cutNamesAndValues,
];
