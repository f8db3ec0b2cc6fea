import { expect, test } from 'vitest';
import { EvaluationLimit } from '../../src/amigo/evaluation-limit.ts';
import { isUnsent, missing, notStarted, outcomeInAWord } from '../../src/amigo/evaluation-outcome.ts';
import { CallError, HttpError, type HttpErrorCode } from '../../src/errors.ts';

function refused(limit: EvaluationLimit, wanted: number): CallError {
  try {
    limit.require(wanted);
  } catch (error) {
    if (error instanceof CallError) return error;
  }
  throw new Error(`${wanted} were not refused.`);
}

test('a limit counts what is used, and what did not happen is given back', () => {
  const limit = new EvaluationLimit(10);
  limit.require(10);
  limit.use(8);
  limit.giveBack(1);
  expect(limit.left).toBe(3);
  limit.require(3);
  const error = refused(limit, 4);
  expect(error).toMatchObject({
    code: 'not_allowed',
    message:
      'AMIGO_EVALUATION_LIMIT allows 10 metric evaluations in one run of this server; 3 of them left, 4 asked for. Nothing was evaluated.',
    remedy:
      'Ask for 3 or fewer (metrics times conversations), or ask whoever runs the server to raise AMIGO_EVALUATION_LIMIT.',
  });
  limit.use(3);
  expect(refused(limit, 1).remedy).toBe(
    'Whoever runs the server can raise AMIGO_EVALUATION_LIMIT and restart it.',
  );
  expect(() => limit.require(0)).not.toThrow();
});

test('a limit of none, and none at all', () => {
  const none = new EvaluationLimit(0);
  expect(refused(none, 1).message).toBe(
    'AMIGO_EVALUATION_LIMIT allows no metric evaluations in one run of this server. Nothing was evaluated.',
  );
  expect(() => none.require(0)).not.toThrow();
  const any = new EvaluationLimit(null);
  any.use(1_000_000);
  expect(any.left).toBeNull();
  expect(() => any.require(1_000_000)).not.toThrow();
});

const httpError = (code: HttpErrorCode, executed: 'no' | 'maybe') =>
  new HttpError('It failed.', { code, operation: 'evaluate-metrics', executed });

test('a request was not sent where time, quota or its caller held it back', () => {
  for (const code of ['rate_limited', 'timeout', 'cancelled'] as const) {
    expect(isUnsent(httpError(code, 'no'))).toBe(true);
    expect(isUnsent(httpError(code, 'maybe'))).toBe(false);
  }
  expect(isUnsent(httpError('rejected', 'no'))).toBe(false);
  expect(isUnsent(new Error('cancelled'))).toBe(false);
});

test.each([
  ['cancelled', 'The call was cancelled before this evaluation was sent.'],
  ['timeout', 'The call’s time was up before this evaluation was sent.'],
  ['rate_limited', 'The quota of a minute does not leave enough for this conversation.'],
] as const)('what was not started, for it was %s, says so', (code, message) => {
  const error = notStarted(code);
  expect(error).toMatchObject({ code, message, operation: 'evaluate-metrics', executed: 'no' });
  expect(error.retryAfterSeconds).toBeUndefined();
});

test('what was not started because of another request says what became of that, and when to try again', () => {
  const cause = httpError('network', 'maybe');
  const error = notStarted('rate_limited', cause, 1_001);
  expect(error.message).toBe('Not sent, because of another request: It failed.');
  expect(error.cause).toBe(cause);
  expect(error.retryAfterSeconds).toBe(2);
  expect(notStarted('rate_limited', undefined, 0).retryAfterSeconds).toBe(1);
});

test('an outcome in a word', () => {
  const evaluation = { metric_id: 'm', value: true, references: [], justification: '' };
  expect(outcomeInAWord({ status: 'done', evaluation })).toBe('done');
  const error = httpError('network', 'maybe');
  expect(outcomeInAWord({ status: 'failed', error, mayHaveRun: true })).toBe('outcome_unknown');
  expect(outcomeInAWord({ status: 'failed', error, mayHaveRun: false })).toBe('network');
  expect(outcomeInAWord({ status: 'not_sent', error: notStarted('timeout') })).toBe('timeout');
  expect(outcomeInAWord({ status: 'not_sent', error: missing() })).toBe('upstream_error');
  expect(outcomeInAWord({ status: 'failed', error: new TypeError('x'), mayHaveRun: false })).toBe('internal');
  expect(missing().message).toBe('Amigo’s answer does not hold this metric.');
});
