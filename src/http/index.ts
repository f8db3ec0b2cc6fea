import type { Log } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import { auth } from './authorize.ts';
import { createServerClock } from './server-clock.ts';
import type { Exchange } from './exchange.ts';
import { lasting } from './finish-once-sent.ts';
import { observe } from './observe.ts';
import type { HttpProxy } from './proxy.ts';
import { retry } from './retry.ts';
import { createSession, readySession } from './token-provider.ts';
import { createSignIn } from './sign-in-request.ts';
import { createThrottle } from './throttle.ts';
import { createTransport, TIMEOUTS, type Timeouts } from './transport.ts';
import type { Http } from './types.ts';

interface HttpOptions {
  /** Scheme, host, perhaps a port and a path. */
  readonly baseUrl: string;
  readonly organization: string;
  readonly credentials:
    | { readonly kind: 'key'; readonly apiKey: string; readonly apiKeyId: string; readonly userId: string }
    | { readonly kind: 'token'; readonly token: string };
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly proxy?: HttpProxy | undefined;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly timeouts?: Timeouts;
}

/**
 * The way to an HTTP API: each attempt of a request passes the throttle, takes the current token and is sent anew.
 * Nothing is sent before the first request.
 */
export function createHttp(options: HttpOptions): Http {
  const { credentials, log, secrets, timeouts = TIMEOUTS } = options;
  const headers = Object.entries(options.headers);
  // It names the issuer of the token, and goes where a token goes: not to the sign-in.
  const ofToken = headers.filter(([name]) => name.toLowerCase() === 'x-org-id');
  const ofAll = headers.filter((each) => !ofToken.includes(each));
  const clock = createServerClock();
  const closing = new AbortController();
  const transport = createTransport({ ...options, headers: Object.fromEntries(ofAll), timeouts });
  const exchange = observe(transport.exchange, clock, log);
  const authorized = withHeaders(exchange, Object.fromEntries(ofToken));
  const { throttle, quota } = createThrottle();

  function session() {
    if (credentials.kind === 'token') {
      secrets.add(credentials.token);
      return readySession(credentials.token);
    }
    secrets.add(credentials.apiKey);
    const keyed = withHeaders(exchange, {
      'x-api-key': credentials.apiKey,
      'x-api-key-id': credentials.apiKeyId,
      'x-user-id': credentials.userId,
    });
    const signIn = createSignIn(retry(throttle(keyed), secrets), clock, secrets);
    return createSession(signIn, closing.signal, log);
  }

  return {
    send: retry(lasting(throttle(auth(authorized, session()))), secrets),
    amigoNow: () => clock.now(),
    quota,
    async close() {
      closing.abort();
      await transport.close();
    },
  };
}

function withHeaders(exchange: Exchange, headers: Readonly<Record<string, string>>): Exchange {
  return (attempt) => exchange({ ...attempt, headers: { ...attempt.headers, ...headers } });
}
