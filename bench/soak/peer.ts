import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { startSandbox } from '../../src/sandbox/listen.ts';
import { Arrivals } from './arrivals.ts';
import type { World } from './calls.ts';
import { jump } from './clock.ts';
import { faultOf, type Reply, type Weather } from './faults.ts';
import { effectsOf, Ledger, type Promised, type Verdict } from './ledger.ts';
import { randomOf } from './random.ts';
import { readWorld } from './world.ts';

/** What the program's process tells the peer's, as JSON; each is answered, with the report when it asks for that. */
export type ToPeer =
  | { readonly kind: 'weather'; readonly weather: Weather }
  | { readonly kind: 'jump'; readonly ms: number }
  /** Answered when the program that has ended is not heard of any more. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'promise'; readonly promises: readonly Promised[] }
  | { readonly kind: 'report' };

/** Since the weather last changed. */
export interface Report extends Verdict {
  readonly requests: number;
  readonly faults: number;
  /** Requests above nine tenths of a published limit in any sliding minute. */
  readonly excess: number;
}

/** What the peer says first: where it is, how to sign in there, and what it holds. */
export interface Ready {
  readonly environment: Readonly<Record<string, string>>;
  readonly world: World;
}

/**
 * An Amigo that fails on purpose, in a process of its own: the sandbox with its store and limits, behind a door that
 * loses, delays, cuts and refuses, and keeps a journal of what truly happened. Ends with its parent.
 */
export async function servePeer(seed: number): Promise<void> {
  const random = randomOf(seed + 1_000);
  const sandbox = await startSandbox({ seed });
  let weather: Weather = 'none';
  /** Requests that the sandbox carries out. */
  const underWay = new Set<IncomingMessage>();
  let [requests, faults, ledger, arrivals] = [0, 0, new Ledger(), new Arrivals()];

  async function behind(incoming: IncomingMessage, body: Buffer): Promise<Reply> {
    const { method = '', url = '' } = incoming;
    const headers = { ...incoming.headers, host: new URL(sandbox.url).host };
    const asked = request(`${sandbox.url}${url}`, { method, headers, agent: false }).end(body);
    const [reply] = (await once(asked, 'response')) as [IncomingMessage];
    const answer: Reply = {
      status: reply.statusCode ?? 0,
      headers: Object.fromEntries(
        Object.entries(reply.headers).flatMap(([name, value]) =>
          name === 'connection' || name === 'keep-alive' ? [] : [[name, String(value)]],
        ),
      ),
      body: await whole(reply),
    };
    if (answer.status < 300)
      for (const key of effectsOf(method, pathOf(url), body.toString('utf8'))) ledger.effect(key);
    return answer;
  }

  function carryOut(incoming: IncomingMessage, body: Buffer): Promise<Reply> {
    underWay.add(incoming);
    return behind(incoming, body).finally(() => underWay.delete(incoming));
  }

  async function react(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await whole(incoming);
    requests += 1;
    arrivals.add(incoming.method ?? '', pathOf(incoming.url ?? ''), Date.now());
    const fault = faultOf(weather, incoming, random);
    if (fault) faults += 1;
    const reply = fault?.effect === false ? undefined : await carryOut(incoming, body);
    if (fault) await fault.act(answer, new Date(Date.now()).toUTCString(), reply);
    else if (reply) answer.writeHead(reply.status, reply.headers).end(reply.body);
  }

  async function settle(): Promise<void> {
    const connections = () =>
      new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
    while (underWay.size > 0 || (await connections()) > 0) await turn();
  }

  async function take(told: ToPeer): Promise<Report | null> {
    switch (told.kind) {
      case 'settle':
        await settle();
        return null;
      case 'weather':
        weather = told.weather;
        [requests, faults, ledger, arrivals] = [0, 0, new Ledger(), new Arrivals()];
        return null;
      case 'jump':
        jump(told.ms);
        return null;
      case 'promise':
        for (const promised of told.promises) ledger.promise(promised);
        return null;
      case 'report':
        return { ...ledger.judge(), requests, faults, excess: arrivals.excess() };
    }
  }

  const server = createServer((incoming, answer) => {
    // A client that gives up in the middle is one of the things that happen here.
    react(incoming, answer).catch(() => incoming.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  process.on('message', (message) => {
    void take(JSON.parse(String(message))).then(say);
  });
  process.on('disconnect', () => process.exit());
  say({
    environment: { ...sandbox.environment, AMIGO_API_BASE_URL: `http://127.0.0.1:${port}` },
    world: await readWorld(sandbox.url, sandbox.environment),
  });
}

function say(value: Report | Ready | null): void {
  process.send?.(JSON.stringify(value));
}

const pathOf = (url: string) => url.replace(/\?.*$/, '');

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
