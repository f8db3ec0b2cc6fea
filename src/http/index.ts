import type { Log } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import { authorize } from './authorize.ts';
import { createServerClock } from './server-clock.ts';
import type { Exchange } from './exchange.ts';
import { finishOnceSent } from './finish-once-sent.ts';
import { observe } from './observe.ts';
import type { HttpProxy } from './proxy.ts';
import { retry } from './retry.ts';
import { readyToken, SignInTokenProvider, type TokenProvider } from './token-provider.ts';
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
  /** From 0 to below 1: spreads the waits between attempts; `Math.random` unless said. */
  readonly random?: (() => number) | undefined;
}

/**
 * The way to an HTTP API: each attempt of a request passes the throttle, takes the current token and is sent anew.
 * Nothing is sent before the first request.
 */
export function createHttp(options: HttpOptions): Http {
  const { credentials, log, secrets, timeouts = TIMEOUTS, random } = options;
  const headers = Object.entries(options.headers);
  // X-ORG-ID names the organization that issued the token: it goes with the token, not with the sign-in.
  const ofToken = headers.filter(([name]) => name.toLowerCase() === 'x-org-id');
  const ofAll = headers.filter((header) => !ofToken.includes(header));
  const clock = createServerClock();
  const closing = new AbortController();
  const transport = createTransport({ ...options, headers: Object.fromEntries(ofAll), timeouts });
  const exchange = observe(transport.exchange, clock, log);
  const { throttle, quota } = createThrottle();

  function tokenProvider(): TokenProvider {
    if (credentials.kind === 'token') {
      secrets.add(credentials.token);
      return readyToken(credentials.token);
    }
    secrets.add(credentials.apiKey);
    const keyed = withHeaders(exchange, {
      'x-api-key': credentials.apiKey,
      'x-api-key-id': credentials.apiKeyId,
      'x-user-id': credentials.userId,
    });
    const signIn = createSignIn(retry(throttle(keyed), secrets, random), clock, secrets);
    return new SignInTokenProvider(signIn, closing.signal, log);
  }

  const authorized = authorize(withHeaders(exchange, Object.fromEntries(ofToken)), tokenProvider());
  return {
    send: retry(finishOnceSent(throttle(authorized)), secrets, random),
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
