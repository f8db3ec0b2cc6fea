import type { Bounds } from '../deadline.ts';
import type { Secrets } from '../secrets.ts';
import type { ServerClock } from './server-clock.ts';
import { HttpError, SIGN_IN } from '../errors.ts';
import type { Token } from './token-provider.ts';
import type { Operation, Send } from './types.ts';

/** Repeatable: it leaves nothing behind but another token. */
const OPERATION: Operation = {
  id: SIGN_IN,
  method: 'POST',
  path: '/v1/{organization}/user/signin_with_api_key',
  kind: 'read',
  limitPerMinute: 5,
};

/** Exchanges the API key, which `send` carries in its headers, for a token; the token becomes a secret. */
export function createSignIn(send: Send, clock: ServerClock, secrets: Secrets) {
  return async (bounds: Bounds): Promise<Token> => {
    const { body, status } = await send(OPERATION, {}, bounds);
    const fields: Readonly<Record<string, unknown>> = typeof body === 'object' ? { ...body } : {};
    const value = fields['id_token'];
    // Anything else could not travel in a header.
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      throw new HttpError('The answer to the sign-in holds no token.', {
        code: 'upstream_error',
        operation: SIGN_IN,
        status,
        executed: 'maybe',
      });
    }
    secrets.add(value);
    return { value, lifetimeMs: lifetime(fields['expires_at'], clock.now() ?? Date.now()) };
  };
}

/** Undefined when it is unknown: unreadable, or over already, which says that the clocks disagree. */
function lifetime(expiresAt: unknown, now: number): number | undefined {
  if (typeof expiresAt !== 'string') return undefined;
  // A time without an offset is UTC.
  const zoned = /(?:z|[+-]\d\d:?\d\d)$/i.test(expiresAt) ? expiresAt : `${expiresAt}Z`;
  const ms = Date.parse(zoned) - now;
  return ms > 0 ? ms : undefined;
}
