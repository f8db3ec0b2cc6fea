import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluationCuts, type EvaluationsShape } from '../../src/answers/evaluations.ts';
import type { Cut } from '../../src/answers/fit.ts';
import { cutMetrics, cutMetricTexts, type MetricShape } from '../../src/answers/metrics.ts';
import { cutDescriptions, cutVersions, type VersionsShape } from '../../src/answers/versions.ts';
import { cutDefinitionTexts } from '../../src/answers/writes.ts';

const MOST = 1_000;
const number = fc.nat(MOST);
const text = number.map((length) => 'word '.repeat(length / 5));
const page = { returned: 0, complete: true, note: null };
const tokenAfter = (shown: number) => `token after ${shown}`;

function metric(length: number): MetricShape {
  return {
    id: 'a'.repeat(24),
    name: 'Name',
    metric_value_type: 'boolean',
    applied_to_services: [],
    additional_notes: 'n'.repeat(length),
    tags: [],
    creator: null,
    updated_by: null,
    is_deleted: false,
    created_at: null,
    updated_at: null,
  };
}

function versions(descriptions: readonly string[]): VersionsShape {
  return {
    metric_id: 'a'.repeat(24),
    versions: descriptions.map((description, at) => ({
      version: at + 1,
      description,
      metric_value: { type: 'boolean' },
      creator: null,
      created_at: null,
      changes: [],
    })),
    page,
  };
}

function evaluations(reasons: readonly string[]): EvaluationsShape {
  return {
    evaluations: reasons.map((justification) => ({
      conversation_id: 'c'.repeat(24),
      metric_version: null,
      metric_id: 'a'.repeat(24),
      name: justification,
      status: 'done',
      value: justification,
      justification,
      references: Array.from({ length: justification.length }, () => 'e'.repeat(24)),
      previous: { result: null, metric_version: 1, justification, created_at: null },
      changed: true,
      error: justification,
    })),
    note: null,
  };
}

/** By a twentieth each time, and by one at the end. */
const MOST_STEPS = 20 * Math.log(MOST) + 40;

/** How often a way of cutting can be taken until it has nothing left to give; no further than is too often. */
function steps<T>(data: T, cut: Cut<T>, share: number): number {
  let taken = 0;
  for (let step = cut(data, share); step && taken < MOST_STEPS; step = cut(step.data, share)) taken += 1;
  return taken;
}

test('every way of cutting an answer ends soon, for the share that asks for the least', () => {
  const texts = fc.array(text, { maxLength: 10 });
  fc.assert(
    fc.property(texts, number, (drawn, count) => {
      const many = Array.from({ length: count }, () => '');
      const taken = [
        steps({ metrics: many.map(() => metric(3)), page }, cutMetrics(count, tokenAfter), 1),
        steps({ metrics: drawn.map(({ length }) => metric(length)), page }, cutMetricTexts(), 1),
        steps(versions(drawn), cutDescriptions, 1),
        steps(versions(many), cutVersions(count, tokenAfter), 1),
        ...evaluationCuts.map((cut) => steps(evaluations(drawn), cut, 1)),
        ...drawn.map((description) => steps({ description }, cutDefinitionTexts('Cut.'), 1)),
      ];
      expect(Math.max(...taken)).toBeLessThan(MOST_STEPS);
    }),
    { numRuns: 20 },
  );
});

test('none cuts anything below what makes sense', () => {
  expect(steps(versions(['']), cutVersions(1, tokenAfter), 0)).toBe(0);
  expect(steps(versions(['x'.repeat(160)]), cutDescriptions, 0)).toBe(0);
  expect(steps({ metrics: [metric(160)], page }, cutMetricTexts(), 0)).toBe(0);
  expect(steps({ metrics: [metric(160)], page }, cutMetrics(1, null), 0)).toBe(0);
});
