import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { Organization, type Size } from '../../bench/organization/organization.ts';
import { MetricsApi } from '../../src/amigo/api.ts';
import { openApp, type App } from '../../src/app.ts';
import type { Attempt, Reply } from '../../src/http/exchange.ts';
import { expandPath } from '../../src/http/path.ts';
import { queryString } from '../../src/http/query.ts';
import { retry } from '../../src/http/retry.ts';
import { createThrottle } from '../../src/http/throttle.ts';
import { createLog } from '../../src/log.ts';
import { createSecrets } from '../../src/secrets.ts';
import { join, type AtEnd } from './client.ts';

interface LargeAmigo {
  readonly app: App;
  readonly client: Client;
  /** Operation ids of the requests that came, in their order. */
  readonly sent: string[];
  /** Everything that was logged so far. */
  readonly log: () => string;
}

/**
 * The whole program before an organization of any size, with the real throttle and without a network, which would keep
 * the time of a fake clock from flying.
 */
export async function openLargeAmigo(size: Partial<Size>, atEnd?: AtEnd): Promise<LargeAmigo> {
  const organization = new Organization({ seed: 1, metrics: 1_000, results: 500, versions: 3, ...size });
  const sent: string[] = [];
  const secrets = createSecrets();
  const { throttle, quota } = createThrottle();

  async function answer({ operation, request, onSent }: Attempt): Promise<Reply> {
    const sentAt = performance.now();
    onSent?.();
    sent.push(operation.id);
    const path = expandPath(operation, { ...request.path, organization: 'org' });
    const url = new URL(`http://amigo${path}${queryString(request.query)}`);
    const { status, body } = organization.answer(operation.method, url, JSON.stringify(request.body));
    return {
      status,
      headers: { 'content-type': 'application/json' },
      bytes: Buffer.from(body),
      sentAt,
      receivedAt: sentAt,
    };
  }

  const lines: string[] = [];
  const log = createLog('debug', secrets, (line) => lines.push(line));
  const connection = {
    api: new MetricsApi(retry(throttle(answer), secrets)),
    sandbox: false,
    configured: true,
    amigoNow: () => Date.parse('2026-11-20T00:00:00Z'),
    quota,
    close: async () => {},
  };
  const app = openApp(connection, log, {
    access: 'full',
    callTimeoutMs: 45_000,
    evaluationLimit: null,
    hideJustifications: false,
    askPerson: false,
    timezone: 'UTC',
    conversationUrl: null,
    redact: (text) => text,
  });
  return { app, client: await join(app, atEnd), sent, log: () => lines.join('') };
}
