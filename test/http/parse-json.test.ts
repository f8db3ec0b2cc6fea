import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../src/http/parse-json.ts';
import { createSecrets } from '../../src/secrets.ts';

function parsed(text: string | Buffer) {
  return parseJson(Buffer.from(text));
}

/** What counting brackets, looking for quotes and telling encodings apart can stumble over. */
const hard = fc.array(
  fc.constantFrom('"', '\\', '[', ']', '{', '}', 'a', 'é', '€', '😀', '\n', 'proto', '\ufeff'),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    hard.map((parts) => parts.join('')),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(
      hard.map((parts) => parts.join('')),
      tie('value'),
    ),
  ),
})).value;

test('it reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(value, fc.boolean(), (written, escaped) => {
      const plain = JSON.stringify(written);
      const text = escaped
        ? plain.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        : plain;
      expect(parsed(text)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});

test.each([
  ['a hundred levels', `${'['.repeat(100)}${']'.repeat(100)}`, true],
  ['a hundred and one', `${'['.repeat(101)}${']'.repeat(101)}`, false],
  ['a hundred and one of both kinds', `${'{"a":['.repeat(50)}{}${']}'.repeat(50)}`, false],
  ['neighbours by the hundred', `[${'[],{},'.repeat(300)}0]`, true],
  ['brackets in a text', JSON.stringify('[{'.repeat(300)), true],
  ['brackets behind a quote in a text', JSON.stringify(`"${'[{'.repeat(300)}`), true],
  [
    'brackets behind a text that ends in backslashes',
    `["\\\\\\\\",${'['.repeat(100)}${']'.repeat(100)}]`,
    false,
  ],
  ['brackets behind an empty text', `["",${'['.repeat(100)}${']'.repeat(100)}]`, false],
])('%s: read %s', (_, text, ok) => {
  expect(parsed(text).ok).toBe(ok);
  if (!ok) expect(parsed(text)).toEqual({ ok, why: 'nested more than 100 levels deep' });
});

test.each(['', '{"a":', '"a', '"\\', '"\\"', '[1,]', 'a'])('%j is none, and is not quoted', (text) => {
  expect(parsed(text)).toEqual({ ok: false, why: 'not JSON, or cut off' });
});

test('bytes that are no UTF-8 are read as far as they can be', () => {
  expect(parsed(Buffer.from([0x22, 0x61, 0xff, 0x22]))).toEqual({ ok: true, value: 'a\ufffd' });
});

test('a byte order mark is passed over at the beginning alone', () => {
  expect(parsed('\ufeff"a"')).toEqual({ ok: true, value: 'a' });
  expect(parsed('"\ufeffa"')).toEqual({ ok: true, value: '\ufeffa' });
});

test.each([
  '__proto__',
  '\\u005f_proto__',
  '__pr\\u006Fto__',
  '__\\u0070roto__',
  '__p\\u0072oto__',
  '__pro\\u0074o__',
  '_\\u005Fproto__',
])('the key %s is left out, wherever it stands, and nothing else', (key) => {
  const read = parsed(`{"${key}":{"x":1},"a":[{"${key}":2,"proto":"__proto__"}]}`);
  expect(JSON.stringify(read.ok && read.value)).toBe('{"a":[{"proto":"__proto__"}]}');
});

test('secrets are taken out of texts and keys; what holds none stays as it is', () => {
  const secrets = createSecrets('a-secret-of-some-length');
  const read = (text: string) => parseJson(Buffer.from(text), secrets);
  expect(read('{"a-secret-of-some-length":["x a-secret-of-some-length",1]}')).toEqual({
    ok: true,
    value: { '[redacted]': ['x [redacted]', 1] },
  });
  expect(read('{"a":["b",1]}')).toEqual({ ok: true, value: { a: ['b', 1] } });
});
