import * as z from 'zod';
import type { Value } from '../amigo/result.ts';
import { changeShape, valueShape } from '../results/figures/shape.ts';
import { count, inline, quoted } from '../text/words.ts';
import { keepOf, type Cut } from './fit.ts';
import { changeInWords } from './results/change-in-words.ts';

const conversations = z.array(z.string()).optional();

/** What became of one metric on many conversations. */
export const judgedMetricShape = z.object({
  metric_id: z.string(),
  name: z.string().nullable(),
  metric_version: z.int().nullable(),
  done: z.int(),
  pending: conversations,
  not_sent: conversations,
  failed: z.array(z.object({ conversation_id: z.string(), error: z.string() })).optional(),
  values: z
    .object({
      counts: z.array(z.object({ value: valueShape, n: z.int() })).optional(),
      mean: z.number().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
    })
    .optional(),
  changes: z
    .array(changeShape)
    .optional()
    .describe('New verdicts minus earlier results of the same conversations'),
  changed: z.array(z.object({ conversation_id: z.string(), value: valueShape, was: valueShape })).optional(),
  reasons: z
    .array(z.object({ conversation_id: z.string(), value: valueShape, justification: z.string() }))
    .optional(),
});
export type JudgedMetric = z.infer<typeof judgedMetricShape>;

export function judgedMetricsInWords(metrics: readonly JudgedMetric[]): string[] {
  const sum = (of: (metric: JudgedMetric) => number) =>
    metrics.reduce((total, metric) => total + of(metric), 0);
  const counts = {
    judged: sum(({ done }) => done),
    pending: sum(({ pending = [] }) => pending.length),
    'not sent': sum(({ not_sent = [] }) => not_sent.length),
    failed: sum(({ failed = [] }) => failed.length),
  };
  const parts = Object.entries(counts).filter(([name, n]) => n > 0 || name === 'judged');
  const all = parts.reduce((total, [, n]) => total + n, 0);
  return [
    `${count(all, 'evaluation')}: ${parts.map(([name, n]) => `${n} ${name}`).join(', ')}.`,
    ...metrics.flatMap(judgedMetricInWords),
  ];
}

function judgedMetricInWords(metric: JudgedMetric): string[] {
  const { metric_id, name, metric_version, done, values, changes = [], changed = [] } = metric;
  const version = metric_version === null ? '' : `, v${metric_version}`;
  const subject = name === null ? metric_id : `${inline(name)} (${metric_id})`;
  return [
    `- ${subject}${version}: ${done} judged${values ? `, ${valuesInWords(values)}` : ''}`,
    ...changes.map(
      (change) => `  ${changeInWords(change, values?.mean === undefined ? 'percent' : 'decimal')}`,
    ),
    ...(changed.length > 0
      ? [
          `  changed: ${changed.map(({ conversation_id, value, was }) => `${conversation_id} ${valueInWords(was)} → ${valueInWords(value)}`).join('; ')}`,
        ]
      : []),
    ...listed('pending', metric.pending),
    ...listed('not sent', metric.not_sent),
    ...(metric.failed ?? []).map(({ conversation_id, error }) => `  failed: ${conversation_id}, ${error}`),
    ...(metric.reasons ?? []).map(
      ({ conversation_id, value, justification }) =>
        `  ${conversation_id}: ${valueInWords(value)}, because ${quoted(justification)}`,
    ),
  ];
}

function valuesInWords({ counts = [], mean, min, max }: NonNullable<JudgedMetric['values']>): string {
  return [
    ...(mean === undefined ? [] : [`mean ${mean} (${min} to ${max})`]),
    ...counts.map(({ value, n }) => `${n} ${valueInWords(value)}`),
  ].join(', ');
}

function listed(what: string, ids: readonly string[] = []): string[] {
  return ids.length > 0 ? [`  ${what}: ${ids.join(', ')}`] : [];
}

export function valueInWords(value: Value): string {
  if (value === null) return 'not applicable';
  return typeof value === 'string' ? quoted(value) : String(value);
}

interface WithMetrics {
  readonly metrics?: JudgedMetric[] | undefined;
}

/** Ways to make the answer about many conversations shorter: reasons go, then the list of what changed. */
export function judgedMetricCuts<T extends WithMetrics>(): Cut<T>[] {
  return [
    (data) => {
      const { metrics = [] } = data;
      if (!metrics.some(({ reasons }) => reasons)) return undefined;
      return {
        data: { ...data, metrics: metrics.map((metric) => ({ ...metric, reasons: undefined })) },
        note: { code: 'reasons_out', text: 'Reasons are left out for length.' },
      };
    },
    (data, share) => {
      const { metrics = [] } = data;
      const most = Math.max(0, ...metrics.map(({ changed = [] }) => changed.length));
      if (most === 0) return undefined;
      const kept = keepOf(most, share);
      return {
        data: {
          ...data,
          metrics: metrics.map(({ changed, ...metric }) => ({
            ...metric,
            ...(changed && kept > 0 && { changed: changed.slice(0, kept) }),
          })),
        },
        note: {
          code: 'changed',
          text: 'Not every conversation whose value changed is listed; flips count them all, and get_metric_evaluation_results with conversation_id and view rows shows every stored result.',
        },
      };
    },
  ];
}
