import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
interface Relayed {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly body: unknown;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What becomes of one request. */
type Fate =
  /** The server behind carries it out; the answer never arrives. */
  | { readonly kind: 'lose the answer' }
  /** The server behind never sees it; the connection ends. */
  | { readonly kind: 'lose the request' }
  /** Passed on only once the promise resolves. */
  | { readonly kind: 'hold'; readonly until: Promise<void> }
  | { readonly kind: 'answer'; readonly reply: Reply };

export interface Relay {
  readonly url: string;
  readonly requests: readonly Relayed[];
  /** Those of one method whose path ends in this way, the query aside. */
  sent(method: string, path: RegExp): readonly Relayed[];
  /** The next request of this method and path meets this fate; each is met once. */
  meet(method: string, path: RegExp, fate: Fate): void;
  /** Resolves when as many such requests have come in. */
  arrived(method: string, path: RegExp, count: number): Promise<void>;
  close(): Promise<void>;
}

/** Passes requests on to a real server and records them; single ones meet the fate that a test has for them. */
export async function openRelay(target: string): Promise<Relay> {
  const requests: Relayed[] = [];
  const fates: { method: string; path: RegExp; fate: Fate }[] = [];
  const waiting = new Set<() => void>();

  async function relay(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const { method = '', url = '' } = incoming;
    requests.push({ method, url, body: raw.length > 0 ? JSON.parse(raw.toString('utf8')) : undefined });
    for (const check of waiting) check();

    const fate = takeFate(method, url);
    if (fate?.kind === 'lose the request') return void incoming.socket.destroy();
    if (fate?.kind === 'answer') {
      answer.writeHead(fate.reply.status, { 'content-type': 'application/json', ...fate.reply.headers });
      return void answer.end(JSON.stringify(fate.reply.body));
    }
    if (fate?.kind === 'hold') await fate.until;

    const headers = { ...incoming.headers, host: new URL(target).host };
    const behind = request(`${target}${url}`, { method, headers }).end(raw);
    const [reply] = (await once(behind, 'response')) as [IncomingMessage];
    const body: Buffer[] = [];
    for await (const chunk of reply) body.push(chunk as Buffer);
    if (fate?.kind === 'lose the answer') return void incoming.socket.destroy();
    answer.writeHead(reply.statusCode ?? 500, reply.headers);
    answer.end(Buffer.concat(body));
  }

  function takeFate(method: string, url: string): Fate | undefined {
    const at = fates.findIndex((each) => each.method === method && each.path.test(pathOf(url)));
    return at < 0 ? undefined : fates.splice(at, 1)[0]?.fate;
  }

  const sent = (method: string, path: RegExp) =>
    requests.filter((each) => each.method === method && path.test(pathOf(each.url)));

  const server = createServer((incoming, answer) => {
    relay(incoming, answer).catch(() => incoming.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    sent,
    meet: (method, path, fate) => void fates.push({ method, path, fate }),
    arrived: (method, path, count) =>
      new Promise((resolve) => {
        const check = () => {
          if (sent(method, path).length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function pathOf(url: string): string {
  return url.replace(/\?.*$/, '');
}
