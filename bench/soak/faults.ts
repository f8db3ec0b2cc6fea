import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as later } from 'node:timers/promises';
import { pick } from './random.ts';

/** A complete answer of the server behind. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Fault {
  /** Whether the request is carried out first. */
  readonly effect: boolean;
  /** What the client gets; `reply` is the true answer, there when the request was carried out. */
  act(answer: ServerResponse, date: string, reply: Reply | undefined): void | Promise<void>;
}

const PIECE_MS = 20;

/** Nothing is sent, and the connection ends with a reset. */
const reset: Fault['act'] = (answer) => void answer.socket?.resetAndDestroy();

/** The connection stays open and silent until the client gives up. */
const hang: Fault['act'] = () => {};

const refuse =
  (status: number, headers: Readonly<Record<string, string>> = {}): Fault['act'] =>
  (answer, date) => {
    answer.writeHead(status, { ...headers, date, 'content-type': 'application/json' });
    answer.end('{"detail":"Something failed on purpose."}');
  };

/** Half of the answer, and then what follows. */
const half =
  (then: (answer: ServerResponse) => void): Fault['act'] =>
  (answer, _, reply) => {
    if (!reply) return;
    answer.writeHead(reply.status, reply.headers);
    answer.write(reply.body.subarray(0, reply.body.length / 2), () => then(answer));
  };

/** The whole answer, a piece at a time. */
async function trickle(answer: ServerResponse, _: string, reply: Reply | undefined): Promise<void> {
  if (!reply) return;
  answer.writeHead(reply.status, reply.headers);
  const size = Math.ceil(reply.body.length / 4);
  for (let from = 0; from < reply.body.length; from += size) {
    answer.write(reply.body.subarray(from, from + size));
    await later(PIECE_MS);
  }
  answer.end();
}

/** All that can go wrong; what is refused with 429 was by contract never carried out. */
const FAULTS: readonly Fault[] = [
  { effect: false, act: reset },
  { effect: true, act: reset },
  ...[500, 502, 503].flatMap((status) => [
    { effect: false, act: refuse(status) },
    { effect: true, act: refuse(status) },
  ]),
  { effect: false, act: refuse(503, { 'retry-after': '1' }) },
  { effect: false, act: refuse(429) },
  { effect: false, act: refuse(429, { 'retry-after': '1' }) },
  { effect: false, act: hang },
  { effect: true, act: hang },
  { effect: true, act: half((answer) => answer.destroy()) },
  { effect: true, act: half(() => {}) },
  { effect: true, act: trickle },
];

/**
 * `none`; `mixed`: one request in five meets a fault; `lost answers`: every write is carried out and its connection
 * reset before a byte of the answer.
 */
export type Weather = 'none' | 'mixed' | 'lost answers';

export function faultOf(
  weather: Weather,
  { method, url }: IncomingMessage,
  random: () => number,
): Fault | undefined {
  if (weather === 'mixed') return random() < 0.2 ? pick(FAULTS, random) : undefined;
  const writes = method !== 'GET' && url?.endsWith('/signin_with_api_key') === false;
  return weather === 'lost answers' && writes ? { effect: true, act: reset } : undefined;
}
