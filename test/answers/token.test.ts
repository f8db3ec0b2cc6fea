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
