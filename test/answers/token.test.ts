import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { deflateRawSync } from 'node:zlib';
import { decodeToken, encodeToken } from '../../src/answers/token.ts';

const state = z.object({ text: z.string(), number: z.number() });

it('gives back what it was made from', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (text, number) => {
      const token = encodeToken('kind', { text, number });
      expect(token).toMatch(/^[\w-]+$/);
      expect(decodeToken('kind', ` ${token}\n`, state)).toEqual({ text, number });
    }),
  );
});

it('refuses a token that was copied with one character wrong', () => {
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
  const token = encodeToken('kind', { text: 'a'.repeat(24), number: 1_764_085_000_000 });
  fc.assert(
    // The last character of some lengths has bits to spare.
    fc.property(fc.nat(token.length - 2), fc.constantFrom(...alphabet), (at, character) => {
      fc.pre(character !== token[at]);
      const wrong = token.slice(0, at) + character + token.slice(at + 1);
      expect(() => decodeToken('kind', wrong, state)).toThrow(/continuation_token/);
    }),
  );
});

it('refuses what it did not make, with words for the caller', () => {
  const bomb = deflateRawSync(Buffer.alloc(10_000_000)).toString('base64url');
  const good = encodeToken('kind', { text: 'a', number: 1 });
  for (const token of [
    '',
    'nonsense',
    good.slice(0, -4),
    encodeToken('other', { text: 'a', number: 1 }),
    encodeToken('kind', { text: 1 }),
    bomb,
  ]) {
    expect(() => decodeToken('kind', token, state)).toThrow(
      /continuation_token is not one that this tool gave/,
    );
  }
  fc.assert(
    fc.property(fc.string(), (token) => {
      expect(() => decodeToken('kind', token, state)).toThrow(/continuation_token/);
    }),
  );
});
