import type { Bounds } from '../deadline.ts';
import { isObject } from '../json.ts';
import type { Secrets } from '../secrets.ts';
import { readInstant } from '../text/times.ts';
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
    const { id_token: value, expires_at: expiresAt } = isObject(body) ? body : {};
    // A token travels in a header, which can carry nothing else.
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      throw new HttpError('The answer to the sign-in holds no token.', {
        code: 'upstream_error',
        operation: SIGN_IN,
        status,
        executed: 'maybe',
      });
    }
    secrets.add(value);
    return { value, lifetimeMs: lifetime(expiresAt, clock.now() ?? Date.now()) };
  };
}

/** Undefined when it is unknown: unreadable, or over already, which says that the clocks disagree. */
function lifetime(expiresAt: unknown, now: number): number | undefined {
  const end = typeof expiresAt === 'string' ? readInstant(expiresAt) : null;
  return end !== null && end > now ? end - now : undefined;
}
