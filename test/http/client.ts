import { createHttp } from '../../src/http/index.ts';
import { HttpError } from '../../src/errors.ts';
import type { Bounds } from '../../src/deadline.ts';
import type { Http, Operation } from '../../src/http/types.ts';
import { createLog } from '../../src/log.ts';
import { createSecrets } from '../../src/secrets.ts';
import type { Peer } from '../support/peer.ts';

export const API_KEY = 'key/with+signs=and-length';

export const LIST: Operation = {
  id: 'list-things',
  method: 'GET',
  path: '/v1/{organization}/thing/',
  kind: 'read',
  limitPerMinute: 100,
};
export const CREATE: Operation = { ...LIST, id: 'create-thing', method: 'POST', kind: 'write' };
export const READ: Operation = { ...LIST, id: 'read-thing', path: '/v1/{organization}/thing/{id}/' };

/** The operation as the peer knows it. */
export const LIST_PATH = 'GET /v1/acme/thing/';
export const CREATE_PATH = 'POST /v1/acme/thing/';

export interface Client extends Http {
  /** Everything that was logged. */
  readonly lines: readonly string[];
}

type Options = Partial<Parameters<typeof createHttp>[0]>;

/** A client of the peer, with time limits of a test's size. */
export function clientOf(peer: Pick<Peer, 'url'>, options: Options = {}): Client {
  const lines: string[] = [];
  const secrets = createSecrets();
  const http = createHttp({
    baseUrl: peer.url,
    organization: 'acme',
    credentials: { kind: 'key', apiKey: API_KEY, apiKeyId: 'key-id', userId: 'user-id' },
    headers: {},
    log: createLog('debug', secrets, (line) => lines.push(line)),
    secrets,
    // How long a client waits between attempts is tested where it is decided; here it would only take time.
    random: () => 0.1,
    timeouts: { connectMs: 2_000, headersMs: 2_000, bodyMs: 2_000 },
    ...options,
  });
  return { ...http, lines };
}

/** Bounds that start now. */
export function bounds(ms = 10_000, more: Partial<Bounds> = {}): Bounds {
  const deadline = performance.now() + ms;
  return { signal: new AbortController().signal, deadline, startBy: deadline, ...more };
}

/** The error of a request that must fail. */
export async function failure(work: Promise<unknown>): Promise<HttpError> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && outcome.error instanceof HttpError) return outcome.error;
  throw new Error(
    `no HttpError: ${JSON.stringify(outcome)}`,
    'error' in outcome ? { cause: outcome.error } : {},
  );
}
