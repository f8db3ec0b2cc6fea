import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluationCuts, type EvaluationsShape } from '../../src/answers/evaluations.ts';
import { cutFilterValues } from '../../src/answers/filter-values.ts';
import type { Cut } from '../../src/answers/fit.ts';
import { cutMetrics, cutMetricTexts } from '../../src/answers/metrics.ts';
import { cutDescriptions, cutVersions, type VersionsShape } from '../../src/answers/versions.ts';
import { cutDefinitionTexts } from '../../src/answers/writes.ts';
import { metricShape } from './metric-shape.ts';

const MOST = 1_000;
const number = fc.nat(MOST);
const text = number.map((length) => 'word '.repeat(length / 5));
const page = { returned: 0, complete: true, note: null };
const tokenAfter = (shown: number) => `token after ${shown}`;

const metric = (length: number) => metricShape({ additional_notes: 'n'.repeat(length) });

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

describe('what is left out is said', () => {
  const [, cutReferences, leaveEarlierOut, leaveNewOut, leaveReasonsOut, cutChanged] = evaluationCuts;
  const [bare] = evaluations(['']).evaluations ?? [];
  const [full] = evaluations(['word']).evaluations ?? [];
  const both = (cut: Cut<EvaluationsShape> | undefined, share: number) =>
    full && bare && cut?.({ evaluations: [full, { ...bare, previous: undefined }], note: null }, share);
  const neither = (cut: Cut<EvaluationsShape> | undefined) =>
    cut?.({ evaluations: bare ? [bare] : [], note: null }, 0);

  test('of references: fewer, then none', () => {
    const counts = (share: number) =>
      both(cutReferences, share)?.data.evaluations?.map((each) => each.references?.length);
    expect(counts(0.9)).toEqual([3, undefined]);
    expect(counts(0.1)).toEqual([undefined, undefined]);
    expect(both(cutReferences, 0.5)?.note).toEqual({
      code: 'references',
      text: 'Some references are left out for length.',
    });
    expect(neither(cutReferences)).toBeUndefined();
    expect(cutReferences?.({ note: null }, 0)).toBeUndefined();
  });

  test('of reasons, the earlier ones first, and how many', () => {
    const earlier = both(leaveEarlierOut, 0);
    expect(earlier?.note).toEqual({
      code: 'earlier_reasons',
      text: '1 justification of earlier results left out for length.',
    });
    expect(earlier?.data.evaluations?.map(({ previous }) => previous?.justification)).toEqual([
      null,
      undefined,
    ]);
    expect(earlier?.data.evaluations?.map(({ justification }) => justification)).toEqual(['word', '']);
    const fresh = both(leaveNewOut, 0);
    expect(fresh?.note).toEqual({
      code: 'new_reasons',
      text: '1 new justification left out for length; get_metric_evaluation_results shows them, a few at a time.',
    });
    expect(fresh?.data.evaluations?.map(({ justification }) => justification)).toEqual([null, null]);
    expect(fresh?.data.evaluations?.[0]?.previous?.justification).toBe('word');
    for (const cut of [leaveEarlierOut, leaveNewOut]) {
      expect(neither(cut)).toBeUndefined();
      expect(cut?.({ note: null }, 0)).toBeUndefined();
    }
  });

  test('of many conversations: reasons, then what changed', () => {
    const changed = Array.from({ length: 10 }, () => ({ conversation_id: 'c', value: true, was: false }));
    const reasons = [{ conversation_id: 'c', value: true, justification: 'so' }];
    const judged = { metric_id: 'm', name: null, metric_version: null, done: 10 };
    const data: EvaluationsShape = { metrics: [{ ...judged, changed, reasons }, judged], note: null };
    const without = leaveReasonsOut?.(data, 0);
    expect(without?.data.metrics?.map((metric) => metric.reasons)).toEqual([undefined, undefined]);
    expect(without?.data.metrics?.[0]?.changed).toHaveLength(10);
    expect(without?.note).toEqual({ code: 'reasons_out', text: 'Reasons are left out for length.' });
    const counts = (share: number) =>
      cutChanged?.(data, share)?.data.metrics?.map((metric) => metric.changed?.length);
    expect(counts(0.5)).toEqual([4, undefined]);
    expect(counts(0)).toEqual([undefined, undefined]);
    expect(cutChanged?.(data, 0.5)?.note.code).toBe('changed');
    expect(cutChanged?.(data, 0.5)?.note.text).toContain('flips count them all');
    for (const cut of [leaveReasonsOut, cutChanged]) {
      expect(cut?.({ metrics: [judged], note: null }, 0)).toBeUndefined();
      expect(cut?.({ note: null }, 0)).toBeUndefined();
    }
  });

  test('of metrics and versions, with the way to the others', () => {
    const metrics = Array.from({ length: 10 }, () => metric(1));
    const behind = cutMetrics(12, tokenAfter)({ metrics, page }, 0.5);
    expect(behind?.data.metrics).toHaveLength(4);
    expect(behind?.data.page).toEqual({
      returned: 4,
      complete: false,
      continuation_token: 'token after 4',
      note: null,
    });
    expect(behind?.note).toEqual({
      code: 'metrics',
      text: 'Cut to the length of one answer: 4 of 12 are shown, continuation_token goes on behind them.',
    });
    const lost = cutMetrics(12, null)({ metrics: metrics.slice(0, 2), page }, 1);
    expect(lost?.data.page).toEqual({ returned: 1, complete: false, note: null });
    expect(lost?.note.text).toBe(
      'Cut to the length of one answer: 1 of 12 is shown. Ask more narrowly for the others.',
    );
    const older = cutVersions(3, tokenAfter)(versions(['', '', '']), 0.7);
    expect(older?.data.versions).toHaveLength(1);
    expect(older?.data.page).toMatchObject({ returned: 1, complete: false });
    expect(older?.note).toEqual({
      code: 'versions',
      text: 'Cut to the length of one answer: 1 of 3 is shown, continuation_token goes on behind them.',
    });
  });

  test('of values that filters can take', () => {
    const tags = ['a', 'b', 'c', 'd'];
    const filter_values = {
      applied_to_services_ids: ['s'],
      creators: [{ org_id: 'o', user_id: 'u' }],
      tags,
      types: [],
    };
    expect(cutFilterValues({}, 0)).toBeUndefined();
    expect(cutFilterValues({ filter_values }, 0.6)).toEqual({
      data: { filter_values: { ...filter_values, tags: ['a', 'b'] } },
      note: { code: 'filter_values', text: 'For length, filter_values hold the first 2 of a kind.' },
    });
    expect(cutFilterValues({ filter_values }, 0)).toEqual({
      data: { filter_values: undefined },
      note: { code: 'filter_values', text: 'For length, filter_values are left out.' },
    });
  });
});
