import { expect, test } from 'vitest';
import { createSecrets } from '../src/secrets.ts';

test('a secret is removed wherever it stands, in each of its forms', () => {
  const secrets = createSecrets('pass/word+"1"', undefined);
  const encoded = encodeURIComponent('pass/word+"1"');
  const json = JSON.stringify({ key: 'pass/word+"1"' });
  expect(secrets.redact(`pass/word+"1" ${encoded} ${json} pass/word`)).toBe(
    '[redacted] [redacted] {"key":"[redacted]"} pass/word',
  );
});

test('the longest secret is removed first', () => {
  const secrets = createSecrets('token-1', 'token-1234567');
  expect(secrets.redact('token-1234567 token-12')).toBe('[redacted] [redacted]2');
});

test('secrets are taken literally, and their replacement is no secret', () => {
  const secrets = createSecrets('a.b*c$&', 'redacted');
  expect(secrets.redact('a.b*c$& axbbc$& redacted')).toBe('[redacted] axbbc$& [redacted]');
});

test('what is short is left alone', () => {
  const secrets = createSecrets('', 'short');
  expect(secrets.redact('a short text')).toBe('a short text');
});

test('secrets may come later', () => {
  const secrets = createSecrets();
  expect(secrets.redact('later-secret')).toBe('later-secret');
  secrets.add('later-secret');
  secrets.add('half-a-pair-\ud800');
  expect(secrets.redact('later-secret')).toBe('[redacted]');
});
