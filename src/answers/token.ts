import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { CallError } from '../amigo/errors.ts';

const LARGEST = 64 * 1024;

/** An opaque string that holds all that a continuation needs; `kind` keeps one tool's from another's. */
export function encodeToken(kind: string, state: unknown): string {
  const text = JSON.stringify([kind, state]);
  return deflateRawSync(text).toString('base64url');
}

/** @throws {CallError} `invalid_input` for anything that `encodeToken` did not make for this kind. */
export function decodeToken<T>(kind: string, token: string, state: z.ZodType<T>): T {
  const read = z.tuple([z.literal(kind), state]).safeParse(unpack(token.trim()));
  if (read.success) return read.data[1];
  throw new CallError(
    'invalid_input',
    'continuation_token is not one that this tool gave.',
    'Pass it exactly as it came in the last answer, or leave it out to start again.',
  );
}

function unpack(token: string): unknown {
  try {
    const packed = Buffer.from(token, 'base64url');
    return JSON.parse(inflateRawSync(packed, { maxOutputLength: LARGEST }).toString('utf8'));
  } catch {
    return undefined;
  }
}
