import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  evaluationCuts,
  evaluationsInWords,
  evaluationsShape,
  type EvaluationsShape,
} from '../../src/answers/evaluations.ts';
import { ANSWER_LIMIT } from '../../src/answers/fit.ts';
import { render } from '../../src/answers/render.ts';
import { atOnce } from '../../src/slices.ts';

const length = fc.integer({ min: 0, max: 900 });
const text = fc.tuple(fc.constantFrom('a', 'word ', 'quote " '), length).map(([word, n]) => word.repeat(n));
const verdict = fc.oneof(
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  text,
  fc.constant(null),
);
const evaluation = fc.record(
  {
    name: fc.option(text),
    conversation_id: fc.constantFrom('c'.repeat(24), 'd'.repeat(24)),
    metric_version: fc.option(fc.integer({ min: 1, max: 1_000 })),
    status: fc.constantFrom('done', 'pending', 'failed', 'not_sent'),
    value: verdict,
    justification: fc.option(text),
    references: fc.array(fc.constant('e'.repeat(24)), { maxLength: 30 }),
    previous: fc.record({
      result: verdict,
      metric_version: fc.integer({ min: 1, max: 1_000 }),
      justification: fc.option(text),
      created_at: fc.constant('2026-11-24T20:14:37.940Z'),
    }),
    changed: fc.boolean(),
    error: text,
  },
  { requiredKeys: ['name', 'conversation_id', 'metric_version', 'status', 'value', 'justification'] },
);

// A verdict was paid for, and the one before is gone: whatever else is long, each stays, in both forms.
test('of ten evaluations none is cut away, whatever the judge, the names and the errors say', () => {
  fc.assert(
    fc.property(fc.array(evaluation, { minLength: 10, maxLength: 10 }), (drawn) => {
      const id = (n: number) => `a${n}`.padEnd(24, '0');
      const evaluations = drawn.map((each, n) => ({ ...each, metric_id: id(n) }));
      const data: EvaluationsShape = { evaluations, note: null };
      const { text: words, structured } = atOnce(
        render(
          { data, cuts: evaluationCuts },
          { text: evaluationsInWords, structured: (shape) => shape },
          { sandbox: false, accepts: () => true },
        ),
      );
      const { evaluations: fitted = [], note } = evaluationsShape.parse(structured);
      expect(Math.max(words.length, JSON.stringify(structured).length)).toBeLessThanOrEqual(ANSWER_LIMIT);
      expect(fitted.map(({ metric_id }) => metric_id)).toEqual(drawn.map((_, n) => id(n)));
      fitted.forEach(({ metric_id, status, value }, n) => {
        expect(words).toContain(metric_id);
        expect(status).toBe(drawn[n]?.status);
        if (typeof value !== 'string') expect(value).toBe(drawn[n]?.value);
      });
      if (JSON.stringify(data).length > ANSWER_LIMIT) expect(note).toMatch(/cut|left out/);
    }),
    { numRuns: 100 },
  );
});
