import type { RunningEvaluation } from '../../amigo/running-evaluations.ts';
import { cleanValue, type Value } from '../../amigo/result.ts';
import { evaluationCuts, type EvaluationsShape } from '../../answers/evaluations.ts';
import { failureOf } from '../../answers/failure.ts';
import type { JudgedMetric } from '../../answers/judged-metrics.ts';
import type { ToolOutput } from '../../answers/render.ts';
import { mainFigure } from '../../results/figures/figures.ts';
import { judgedAgain } from '../../results/figures/judged-again.ts';
import type { MetricSubjects } from '../../results/figures/subject.ts';
import type { Row } from '../../results/reading/row.ts';
import type { CallContext } from '../runner/context.ts';
import { noteOf } from './answer-in-full.ts';
import type { Evaluated } from './evaluate.ts';
import type { Asked, Names, Verdict } from './asked.ts';
import { nextCalls } from './next-calls.ts';
import { newestOf, pairOf } from './read-earlier.ts';
import { reasonsOf } from './reasons.ts';

/** Each metric with what its verdicts say together, and how they differ from the results before. */
export async function answerByMetric(
  { evaluations: running, earlier, definitions }: Evaluated,
  names: Names,
  asked: Asked,
  call: CallContext,
): Promise<ToolOutput<EvaluationsShape>> {
  const postSession = newestOf(earlier?.postSession ?? []);
  const verdicts = running.flatMap((evaluation): Verdict[] => {
    const { outcome, metricId, conversationId, previous } = evaluation;
    if (outcome?.status !== 'done') return [];
    const before = previous ?? postSession.get(pairOf(metricId, conversationId));
    return [{ running: evaluation, evaluation: outcome.evaluation, before }];
  });
  const now = verdicts.map(rowOf);
  const before = [
    ...verdicts.flatMap(({ running: { previous } }) => previous ?? []),
    ...(earlier?.postSession ?? []),
  ];
  const known = await definitions;
  const again = judgedAgain(now, before, known);
  const metrics = [...new Set(running.map(({ metricId }) => metricId))].map((metricId): JudgedMetric => {
    const ofMetric = running.filter((evaluation) => evaluation.metricId === metricId);
    const judged = verdicts.filter((verdict) => verdict.running.metricId === metricId);
    const changes = again.changes.get(metricId) ?? [];
    const changed = judged.flatMap(({ running: { conversationId }, evaluation, before }) =>
      before && cleanValue(before.value) !== evaluation.value
        ? [{ conversation_id: conversationId, value: evaluation.value, was: cleanValue(before.value) }]
        : [],
    );
    const reasons = reasonsOf(judged, call);
    return {
      metric_id: metricId,
      name: names.name(metricId) ?? known.name(metricId),
      metric_version: versionOf(ofMetric),
      done: judged.length,
      ...unfinished(ofMetric),
      ...(judged.length > 0 && { values: valuesOf(judged, again.now.get(metricId)) }),
      ...(changes.length > 0 && { changes: [...changes] }),
      ...(changed.length > 0 && { changed }),
      ...(reasons.length > 0 && { reasons }),
    };
  });
  return {
    data: { metrics, note: noteOf(running, names, asked, call) },
    cuts: evaluationCuts,
    next: nextCalls(running, asked),
  };
}

/** A new verdict as a result: whatever was stored before, it is another one. */
function rowOf({ running: { metricId, conversationId, version }, evaluation }: Verdict): Row {
  return {
    id: pairOf(metricId, conversationId),
    metricId,
    version: version ?? UNREAD,
    value: evaluation.value,
    at: null,
    sourceType: 'manual',
    conversationId,
    interactionId: null,
    runId: null,
    unitTestId: null,
    runIndex: null,
    unit: conversationId,
    references: [],
    justification: '',
  };
}

/** No version has this number: nothing is known of its bounds and categories. */
const UNREAD = 0;

/** The newest version that judged, or is to judge. */
function versionOf(running: readonly RunningEvaluation[]): number | null {
  const versions = running.flatMap(({ version }) => version ?? []);
  return versions.length > 0 ? Math.max(...versions) : null;
}

function unfinished(running: readonly RunningEvaluation[]) {
  const conversations = (status: string) =>
    running
      .filter(({ outcome }) => (outcome?.status ?? 'pending') === status)
      .map(({ conversationId }) => conversationId);
  const [pending, not_sent] = [conversations('pending'), conversations('not_sent')];
  const failed = running.flatMap(({ conversationId, outcome }) =>
    outcome?.status === 'failed'
      ? [{ conversation_id: conversationId, error: errorInShort(outcome.error) }]
      : [],
  );
  return {
    ...(pending.length > 0 && { pending }),
    ...(not_sent.length > 0 && { not_sent }),
    ...(failed.length > 0 && { failed }),
  };
}

function errorInShort(error: unknown): string {
  const { code, what } = failureOf(error);
  return `${code}: ${what}`;
}

/** How often each value came; of numbers their mean and ends, and how often there was none. */
function valuesOf(
  judged: readonly Verdict[],
  metric: MetricSubjects | undefined,
): NonNullable<JudgedMetric['values']> {
  const counts = new Map<Value, number>();
  const numbers: number[] = [];
  for (const { evaluation } of judged) {
    if (typeof evaluation.value === 'number') numbers.push(evaluation.value);
    else counts.set(evaluation.value, (counts.get(evaluation.value) ?? 0) + 1);
  }
  const [subject] = metric?.subjects ?? [];
  const figure = numbers.length > 0 && subject ? mainFigure(subject.values, 'mean', subject.measure, []) : {};
  return {
    ...(counts.size > 0 && {
      counts: [...counts].sort(([, a], [, b]) => b - a).map(([value, n]) => ({ value, n })),
    }),
    ...(typeof figure.mean === 'number' && {
      mean: figure.mean,
      min: Math.min(...numbers),
      max: Math.max(...numbers),
    }),
  };
}
