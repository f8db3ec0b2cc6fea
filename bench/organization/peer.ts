import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OPERATIONS } from '../../src/amigo/operations.ts';
import { SIGN_IN } from '../../src/errors.ts';
import { Limits } from '../../src/sandbox/limits.ts';
import { Refusal } from '../../src/sandbox/refusal.ts';
import { jump } from '../soak/clock.ts';
import { END, Organization, type Size } from './organization.ts';

/** What the program's process tells the peer's, as JSON; each is answered. */
export type ToPeer = { readonly kind: 'jump'; readonly ms: number } | { readonly kind: 'count' };

/** Requests since the last count. */
export interface Count {
  readonly results: number;
  readonly others: number;
  readonly signIns: number;
  /** Of all of them, those that were above a published limit. */
  readonly refused: number;
}

const NOTHING: Count = { results: 0, others: 0, signIns: 0, refused: 0 };
const SIGN_INS_PER_MINUTE = 5;

/** The organization behind a port, with its limits, in a process of its own: making pages is not measured. */
export async function servePeer(size: Size): Promise<void> {
  const organization = new Organization(size);
  const start = Date.now();
  const now = () => END + Date.now() - start;
  const limits = new Limits(now);
  let count = NOTHING;

  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await whole(incoming);
      const url = new URL(incoming.url ?? '', 'http://peer');
      const { id, limitPerMinute } = operationOf(incoming.method ?? '', url.pathname);
      count = { ...count, [kindOf(id)]: count[kindOf(id)] + 1 };
      const json = { 'content-type': 'application/json' };
      try {
        const headers = limits.count(id, 'user', limitPerMinute);
        const { status, body: text } = organization.answer(incoming.method ?? '', url, body);
        outgoing.writeHead(status, { ...headers, ...json, date: new Date(now()).toUTCString() }).end(text);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        count = { ...count, refused: count.refused + 1 };
        outgoing.writeHead(429, { ...error.headers, ...json }).end('{"detail":"too many"}');
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.on('disconnect', () => process.exit());
  process.on('message', (message) => {
    const told: ToPeer = JSON.parse(String(message));
    if (told.kind === 'jump') jump(told.ms);
    process.send?.(JSON.stringify(told.kind === 'jump' ? null : count));
    if (told.kind === 'count') count = NOTHING;
  });
  process.send?.(JSON.stringify((server.address() as AddressInfo).port));
}

function kindOf(operation: string): 'results' | 'others' | 'signIns' {
  if (operation === SIGN_IN) return 'signIns';
  return operation === OPERATIONS.getMetricEvaluationResults.id ? 'results' : 'others';
}

function operationOf(method: string, path: string): { readonly id: string; readonly limitPerMinute: number } {
  if (path.endsWith('/signin_with_api_key')) return { id: SIGN_IN, limitPerMinute: SIGN_INS_PER_MINUTE };
  const rest = path.replace(/^\/v1\/[^/]+/, '').replace(/[0-9a-f]{24}/, '{metric_id}');
  const row = Object.values(OPERATIONS).find(
    (operation) => operation.method === method && operation.path === `/v1/{organization}${rest}`,
  );
  if (!row) throw new TypeError(`no operation: ${method} ${path}`);
  return row;
}

async function whole(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
