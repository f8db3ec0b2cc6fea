import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createApi, type WireAnswer } from './answer.ts';
import { createClock } from './clock.ts';
import { ADMINISTRATOR, ORGANIZATION } from './organization.ts';
import { Refusal } from './refusal.ts';

const BODY_CAP = 1_000_000;
const KEEP_ALIVE_MS = 60_000;

export interface SandboxOptions {
  /** 0, the default: a free one. */
  readonly port?: number;
  /** An integer, default 1: the same seed and date give the same data. */
  readonly seed?: number;
  /** `YYYY-MM-DD`, default the UTC date: the sandbox's date, before which its data end. */
  readonly today?: string;
  /** Whether the published rate limits are enforced and announced; default true. */
  readonly limits?: boolean;
  /** How long the judge takes for each evaluation request, default 0. */
  readonly judgeSeconds?: number;
  /** Whether the listening server keeps the process alive; default true. */
  readonly keepAlive?: boolean;
}

type Variable =
  'AMIGO_API_BASE_URL' | 'AMIGO_ORG_ID' | 'AMIGO_API_KEY' | 'AMIGO_API_KEY_ID' | 'AMIGO_USER_ID';

export interface Sandbox {
  readonly url: string;
  /** What points a server at this sandbox, with the credentials of an administrator. */
  readonly environment: Readonly<Record<Variable, string>>;
  /** Ends the server and every connection at once. */
  close(): Promise<void>;
}

/**
 * Starts an Amigo Metric API on 127.0.0.1 with made-up data in memory.
 * @throws {RangeError} for a date that does not exist or a seed that is no integer, and what `listen` throws.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, seed = 1, today, limits = true, judgeSeconds = 0, keepAlive = true } = options;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`Not an integer: ${seed}.`);
  const clock = createClock(today);
  const api = createApi({ seed, clock, limits });

  function answer(request: IncomingMessage, bytes: Buffer | null): WireAnswer {
    if (!isMeantForHere(request)) {
      const detail =
        'The sandbox answers programs of this machine that call it by its loopback address alone.';
      return { status: 403, headers: {}, body: { detail } };
    }
    if (bytes === null) {
      return { status: 413, headers: { Connection: 'close' }, body: { detail: 'Request body too large.' } };
    }
    return api({
      method: request.method ?? '',
      target: request.url ?? '/',
      headers: request.headers,
      body: () => readJson(bytes, request.headers['content-type']),
    });
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let bytes: Buffer | null;
    try {
      bytes = await receive(request);
    } catch {
      // The caller went away in the middle: nobody is left to answer.
      return;
    }
    // Carried out when the judge is done, whether or not anybody still waits for it.
    if (judgeSeconds > 0 && request.url?.endsWith('/metric/evaluate')) await seconds(judgeSeconds);
    write(response, answer(request, bytes), clock.now());
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void respond(request, response);
  });
  if (!keepAlive) server.on('connection', (socket) => socket.unref());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  if (!keepAlive) server.unref();

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no port.');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    environment: {
      AMIGO_API_BASE_URL: url,
      AMIGO_ORG_ID: ORGANIZATION,
      AMIGO_API_KEY: ADMINISTRATOR.key,
      AMIGO_API_KEY_ID: ADMINISTRATOR.keyId,
      AMIGO_USER_ID: ADMINISTRATOR.userId,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1000).unref());
}

/**
 * Whether a request names this server as its host, and comes from no other origin. A page in a browser does one of
 * both: its own name can be made to resolve to this machine (DNS rebinding), its origin cannot be left out.
 */
function isMeantForHere({ headers, socket }: IncomingMessage): boolean {
  const own = ['127.0.0.1', 'localhost'].map((name) => new URL(`http://${name}:${socket.localPort}`));
  return (
    own.some(({ host }) => host === headers.host?.toLowerCase()) &&
    (headers.origin === undefined || own.some(({ origin }) => origin === headers.origin))
  );
}

/** The whole body, or null for one over the cap. Rejects when the caller goes away in the middle. */
async function receive(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > BODY_CAP) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readJson(bytes: Buffer, type: string | undefined): unknown {
  if (bytes.length === 0) return undefined;
  try {
    if (/^application\/json\b/i.test(type ?? '')) return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Refusal(422, [{ type: 'json_invalid', loc: ['body'], msg: 'JSON decode error' }]);
  }
  throw new Refusal(422, [{ type: 'model_attributes_type', loc: ['body'], msg: 'Not sent as JSON' }]);
}

function write(response: ServerResponse, answer: WireAnswer, now: number): void {
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...answer.headers,
    // Node would write the real time.
    Date: new Date(now).toUTCString(),
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
