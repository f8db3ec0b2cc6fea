import * as z from 'zod';
import type { Result } from '../../src/amigo/result.ts';
import { clean, cut } from '../../src/text/clean.ts';
import { readInstant } from '../../src/text/times.ts';

// What may come as a result, declared, and what is made of it: the program checks by hand, for speed.

const text = z.string().transform(clean);

interface Run {
  readonly simulation_unit_test_set_run_id?: string | null | undefined;
  readonly unit_test_id?: string | null | undefined;
  readonly run_index?: number | null | undefined;
}

function unitTestRun({ simulation_unit_test_set_run_id: run, unit_test_id: test, run_index: index }: Run) {
  return run || test ? `${run || null} ${test || null} ${index ?? null}` : null;
}

export const resultSchema = z
  .object({
    id: text,
    metric_id: z.string().regex(/^[a-f0-9]{24}$/),
    metric_version: z.int().min(1),
    result: z.union([z.number(), z.boolean(), z.string(), z.null()]),
    justification: z.string(),
    source: z.object({
      type: text.nullish(),
      conversation_id: text.nullish(),
      evaluate_to_interaction_id: text.nullish(),
      simulation_unit_test_set_run_id: text.nullish(),
      unit_test_id: text.nullish(),
      run_index: z.int().nullish(),
      references: z.array(text).nullish(),
    }),
    created_at: z.string().nullish().transform(readInstant),
  })
  .transform(({ source, ...result }): Result => ({
    id: result.id,
    metricId: result.metric_id,
    version: result.metric_version,
    value: result.result,
    at: result.created_at,
    sourceType: source.type ? cut(source.type, 80) : null,
    conversationId: source.conversation_id || null,
    interactionId: source.evaluate_to_interaction_id || null,
    runId: source.simulation_unit_test_set_run_id || null,
    unitTestId: source.unit_test_id || null,
    runIndex: source.run_index ?? null,
    unit: source.conversation_id || unitTestRun(source),
    references: (source.references ?? []).map((reference) => cut(reference, 100)),
    justification: result.justification,
  }));
