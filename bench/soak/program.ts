import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { MetricsApi } from '../../src/amigo/api.ts';
import { openApp } from '../../src/app.ts';
import { createHttp } from '../../src/http/index.ts';
import type { Send } from '../../src/http/types.ts';
import { createLog } from '../../src/log.ts';
import { createSecrets } from '../../src/secrets.ts';
import { createServer } from '../../src/mcp/server.ts';
import type { Ready } from './peer.ts';
import { serverOptions } from '../../test/support/server-options.ts';

const TIMEOUTS = { connectMs: 1_000, headersMs: 600, bodyMs: 300 };
const CALL_TIMEOUT_MS = 6_000;

export interface Program {
  readonly client: Client;
  /** Resolves when no request is under way, those included that no call waits for any more. */
  idle(): Promise<void>;
  /** Lets the results go that were kept, as ten quiet minutes would. */
  forget(): void;
  close(): Promise<void>;
}

/**
 * The whole program behind the SDK's client, stdio aside; it only waits less long than it does for people.
 * @param onBody gets every body that Amigo answers with, and the body of its request
 */
export async function openProgram(
  environment: Ready['environment'],
  onBody: (body: unknown, sent: unknown) => void = () => {},
): Promise<Program> {
  const of = (name: string) => environment[name] ?? '';
  const secrets = createSecrets();
  const log = createLog('error', secrets);
  const http = createHttp({
    baseUrl: of('AMIGO_API_BASE_URL'),
    organization: of('AMIGO_ORG_ID'),
    credentials: {
      kind: 'key',
      apiKey: of('AMIGO_API_KEY'),
      apiKeyId: of('AMIGO_API_KEY_ID'),
      userId: of('AMIGO_USER_ID'),
    },
    headers: {},
    log,
    secrets,
    timeouts: TIMEOUTS,
  });
  const pending = new Set<Promise<unknown>>();
  const send: Send = async (operation, request, bounds) => {
    const sent = http.send({ ...operation, headersTimeoutMs: TIMEOUTS.headersMs }, request, bounds);
    pending.add(sent);
    try {
      const answer = await sent;
      onBody(answer.body, request?.body);
      return answer;
    } finally {
      pending.delete(sent);
    }
  };
  const app = openApp(
    {
      api: new MetricsApi(send),
      sandbox: false,
      configured: true,
      amigoNow: () => http.amigoNow(),
      quota: (operation, reserve) => http.quota(operation, reserve),
      close: () => http.close(),
    },
    log,
    {
      access: 'full',
      callTimeoutMs: CALL_TIMEOUT_MS,
      evaluationLimit: null,
      hideJustifications: false,
      askPerson: false,
      timezone: 'UTC',
      conversationUrl: null,
      redact: (text) => secrets.redact(text),
    },
  );
  const [here, there] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'soak', version: '1' });
  await createServer(serverOptions(app)).connect(there);
  await client.connect(here);
  // From here on the client holds every answer against its output schema.
  await client.listTools();
  return {
    client,
    async idle() {
      while (pending.size > 0) await Promise.allSettled(pending);
    },
    forget: () => app.context.snapshots.clear(),
    async close() {
      await client.close();
      await app.close();
    },
  };
}
