import { MetricsApi } from './amigo/api.ts';
import type { Connection } from './amigo/connection.ts';
import { CallError } from './errors.ts';
import type { Config, Target } from './config/index.ts';
import { createHttp } from './http/index.ts';
import { mostPerMinute } from './http/sliding-window.ts';
import type { Http } from './http/types.ts';
import type { Log } from './log.ts';
import type { Sandbox } from './sandbox/listen.ts';
import type { Secrets } from './secrets.ts';

interface Surroundings {
  readonly log: Log;
  readonly secrets: Secrets;
}

/**
 * The way to the Amigo that the configuration names. Nothing is sent, and no sandbox started, before the first call
 * that needs it; without credentials every call throws `CallError` with the code `not_configured`.
 */
export function connect({ target }: Config, surroundings: Surroundings): Connection {
  if (target.kind === 'amigo') return connectToAmigo(target, surroundings);
  if (target.kind === 'sandbox') return connectToSandbox(surroundings);
  return refuseCalls(target.missing);
}

function connectToAmigo(target: Extract<Target, { kind: 'amigo' }>, surroundings: Surroundings): Connection {
  const http = createHttp({ ...target, ...surroundings });
  return {
    api: new MetricsApi((...request) => http.send(...request)),
    sandbox: false,
    configured: true,
    amigoNow: () => http.amigoNow(),
    quota: (operation, reserve) => http.quota(operation, reserve),
    close: () => http.close(),
  };
}

interface Started {
  readonly http: Http;
  readonly server: Sandbox;
}

function connectToSandbox(surroundings: Surroundings): Connection {
  let starting: Promise<Started> | undefined;
  let started: Started | undefined;
  let closed = false;

  async function start(): Promise<Started> {
    const { startSandbox } = await import('./sandbox/listen.ts');
    const server = await startSandbox({ keepAlive: false });
    const { environment } = server;
    const http = createHttp({
      baseUrl: environment.AMIGO_API_BASE_URL,
      organization: environment.AMIGO_ORG_ID,
      credentials: {
        kind: 'key',
        apiKey: environment.AMIGO_API_KEY,
        apiKeyId: environment.AMIGO_API_KEY_ID,
        userId: environment.AMIGO_USER_ID,
      },
      headers: {},
      ...surroundings,
    });
    surroundings.log.info('sandbox started', { url: server.url });
    started = { http, server };
    return started;
  }

  async function send(...request: Parameters<Http['send']>) {
    if (closed) throw new CallError('cancelled', 'The server is ending.', 'Start it again.');
    starting ??= start().catch((error: unknown) => {
      // The next call tries again.
      starting = undefined;
      throw error;
    });
    const { http } = await starting;
    return http.send(...request);
  }

  return {
    api: new MetricsApi(send),
    sandbox: true,
    configured: true,
    amigoNow: () => started?.http.amigoNow(),
    quota: (operation, reserve = 0) =>
      started?.http.quota(operation, reserve) ?? {
        free: Math.max(0, mostPerMinute(operation) - reserve),
        nextInMs: 0,
      },
    async close() {
      closed = true;
      const open = await starting?.catch(() => undefined);
      await open?.http.close();
      await open?.server.close();
    },
  };
}

function refuseCalls(missing: readonly string[]): Connection {
  const several = missing.length > 1;
  const refuse = () => {
    const names = new Intl.ListFormat('en-GB').format(missing);
    return Promise.reject(
      new CallError(
        'not_configured',
        `${names} ${several ? 'are' : 'is'} missing: nothing was sent.`,
        [
          `Set ${several ? 'them' : 'it'} in the environment of this server (the \`env\` of its entry in the MCP host’s configuration) and restart it.`,
          ...(missing.some((name) => name !== 'AMIGO_ORG_ID')
            ? ['A ready token in AMIGO_TOKEN would do instead of the API key and its two ids.']
            : []),
          'To try it without an account, start it with --sandbox.',
        ].join(' '),
      ),
    );
  };
  return {
    api: new MetricsApi(refuse),
    sandbox: false,
    configured: false,
    amigoNow: () => undefined,
    quota: () => ({ free: 0, nextInMs: 0 }),
    close: async () => {},
  };
}
