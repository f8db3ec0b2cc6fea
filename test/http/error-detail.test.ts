import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorDetail } from '../../src/http/error-detail.ts';
import { createSecrets } from '../../src/secrets.ts';
import { computingMs } from '../support/clock.ts';

const none = createSecrets();

test.each<[string, unknown, string | undefined]>([
  ['detail', { detail: 'Metric not found' }, 'Metric not found'],
  ['detail as an object', { detail: { message: 'Locked', code: 7 } }, 'Locked'],
  ['detail as an unknown object', { detail: { code: 7 } }, '{"code":7}'],
  [
    'a list of faults',
    {
      detail: [
        { loc: ['body', 'tags', 0], msg: 'too long', type: 'x' },
        { loc: [], msg: 'bad' },
      ],
    },
    'body.tags.0: too long; bad',
  ],
  [
    'a place that is no path',
    { detail: [{ loc: ['body', { toString: 1 }, ['x'], 2], msg: 'bad' }] },
    'body.2: bad',
  ],
  ['an HTML page in a field', { detail: '<html><title>Down</title><body>x' }, 'Down'],
  ['errors', { errors: ['first', 'second'] }, 'first; second'],
  ['the first of its names that says something', { detail: '', message: 'Slow down' }, 'Slow down'],
  ['a sign that opens nothing', 'a < b', 'a < b'],
  ['more than five faults', { errors: ['1', '2', '3', '4', '5', '6'] }, '1; 2; 3; 4; 5'],
  ['text that speaks of markup', 'no <b>, no <html><title>x</title>', 'no , no x'],
  ['message', { message: 'Slow down' }, 'Slow down'],
  ['error', { error: 'invalid' }, 'invalid'],
  ['error as an object', { error: { message: 'Nope', trace: [] } }, 'Nope'],
  ['an unknown object', { code: 12, why: { deep: [1] } }, '{"code":12,"why":{"deep":[1]}}'],
  ['text', ' Bad\r\n gateway\t', 'Bad gateway'],
  [
    'an HTML page',
    '<!DOCTYPE html><html><head><title>502 Bad\nGateway</title></head><body>x',
    '502 Bad Gateway',
  ],
  ['an HTML page without a title', '<html><body>secret internals</body></html>', undefined],
  ['markup in text', { detail: 'see <a href="x">this</a><script>alert(1)</script>' }, 'see this alert(1)'],
  ['markup that has no end', `<div class="${'x'.repeat(8_000)}">`, undefined],
  ['what cannot be seen', { detail: 'a\u202eb\u200bc\u0007\u{e0041}' }, 'abc'],
  ['nothing', undefined, undefined],
  ['null', null, undefined],
  ['an empty text', '', undefined],
  ['an empty object', {}, undefined],
  ['a number', 5, undefined],
])('%s', (_, body, detail) => {
  expect(errorDetail(body, none)).toBe(detail);
});

test('it is cut at 300 characters, after secrets were removed', () => {
  const secrets = createSecrets('a-secret-of-some-length');
  expect(errorDetail({ detail: 'y'.repeat(400) }, none)).toHaveLength(300);
  expect(errorDetail({ detail: `${'y'.repeat(285)}a-secret-of-some-length` }, secrets)).not.toContain(
    'a-sec',
  );
  // Hidden characters do not hide a secret.
  expect(errorDetail({ detail: 'a-secret\u200b-of-some-length' }, secrets)).toBe('[redacted]');
});

test.each(['x <a', '<html><title', 'x <'])('megabytes of %s are looked at in no time', (part) => {
  const body = part.padEnd(8_000_000, part.slice(-6));
  expect(computingMs(() => errorDetail(body, none))).toBeLessThan(1_000);
});

test('whatever comes, it is one short line', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })), (body) => {
      const detail = errorDetail(body, none);
      if (detail === undefined) return;
      expect(detail.length).toBeLessThanOrEqual(300);
      expect(detail).not.toMatch(/[\r\n]|\[object Object\]/);
      expect(detail).not.toBe('');
    }),
  );
});
