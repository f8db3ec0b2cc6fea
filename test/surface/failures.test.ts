import { expect, it } from 'vitest';
import { OPERATIONS } from '../../src/amigo/operations.ts';
import { failureOf, failureText, unknownOutcome } from '../../src/answers/failure.ts';
import { HttpError, SIGN_IN, type HttpErrorCode } from '../../src/errors.ts';
import { reviewed } from './reviewed.ts';

const CODES = [
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'rejected',
  'rate_limited',
  'maintenance',
  'upstream_error',
  'network',
  'timeout',
  'cancelled',
] as const satisfies readonly HttpErrorCode[];
const WHERE = [SIGN_IN, ...Object.values(OPERATIONS).map(({ id }) => id)];

const fault = (code: HttpErrorCode, operation: string, fields: Partial<HttpError> = {}) =>
  new HttpError('It failed.', { code, operation, executed: 'no', ...fields });

it('what each failure is told as, and what to do next, is what was reviewed', async () => {
  const told = new Map<string, Set<string>>();
  const tell = (about: string, error: unknown, writes = false) => {
    const text = failureText(failureOf(error, writes));
    told.set(text, (told.get(text) ?? new Set()).add(about));
  };
  for (const code of CODES) {
    for (const operation of WHERE) {
      tell(operation, fault(code, operation));
      tell(`${operation}, in a call that was to write`, fault(code, operation), true);
      tell(`${operation}, perhaps done`, fault(code, operation, { executed: 'maybe' }));
      tell(`${operation}, said to be done`, fault(code, operation, { executed: 'claimed' }));
    }
    tell('with Amigo’s words', fault(code, OPERATIONS.getMetrics.id, { detail: 'a "word"' }));
    tell('with a time', fault(code, OPERATIONS.getMetrics.id, { retryAfterSeconds: 1 }));
  }
  tell('an answer that is too large', fault('upstream_error', OPERATIONS.getMetrics.id, { tooLarge: true }));
  tell('a fault of our own', new TypeError('of the inside'));
  tell(
    'after a look',
    unknownOutcome(
      fault('timeout', OPERATIONS.updateMetric.id, { executed: 'maybe' }),
      'It was seen.',
      'Look.',
    ),
  );
  const texts = [...told].map(([text, about]) => `${text}\n  ${[...about].join('\n  ')}\n`).join('\n');
  expect(texts).toBe(await reviewed('failures.txt', texts));
});

it('a failure is two lines, and no longer than 8,000 characters', () => {
  const text = failureText({
    code: 'rejected',
    what: `a\n b ${'x'.repeat(9_000)}`,
    remedy: 'y'.repeat(9_000),
  });
  expect(text.split('\n')).toHaveLength(2);
  expect(text).toMatch(/^Error \[rejected\]: a b x+/);
  expect(text.length).toBeLessThanOrEqual(8_000);
});
