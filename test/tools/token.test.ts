import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { deflateRawSync } from 'node:zlib';
import { decodeToken, encodeToken } from '../../src/tools/runner/token.ts';

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
  const carried = { text: 'a'.repeat(24), number: 1_764_085_000_000 };
  const token = encodeToken('kind', carried);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.base64String({ minLength: 4, maxLength: 4 }), (at, other) => {
      const wrong = `${token.slice(0, at)}${other.charAt(0)}${token.slice(at + 1)}`;
      let read: unknown;
      try {
        read = decodeToken('kind', wrong, state);
      } catch (error) {
        expect(String(error)).toContain('continuation_token');
        return;
      }
      // Bits behind the end say nothing.
      expect(read).toEqual(carried);
    }),
    { numRuns: 1_000 },
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
