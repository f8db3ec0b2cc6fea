import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';

/** A request as the peer saw it. */
export interface Seen {
  readonly method: string;
  /** With its query, as it was on the wire. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `performance.now()` when it was complete. */
  readonly at: number;
}

/** What the peer does with a request. */
export type Reaction = (seen: Seen, response: ServerResponse) => void | Promise<void>;

export interface Peer {
  readonly url: string;
  readonly port: number;
  /** Every request but sign-ins, in the order in which they were complete. */
  readonly requests: readonly Seen[];
  readonly signIns: readonly Seen[];
  /** Connections that are open now. */
  readonly connections: number;
  /** Connections that were ever opened. */
  readonly connected: number;
  /** Queues reactions for an operation (`GET /v1/org/metric/`), each for one request; the last one stays. */
  on(operation: string, ...reactions: readonly Reaction[]): void;
  /** Queues reactions for sign-ins; without any, each gives a new token that lives for an hour. */
  onSignIn(...reactions: readonly Reaction[]): void;
  /** Closes the next connections before a byte of them is read. */
  refuseConnections(count: number): void;
  /** Closes every connection that is open, idle ones included. */
  dropConnections(): void;
  /** When so many requests (sign-ins aside) are complete. */
  received(count: number): Promise<void>;
  /** When no connection is open any more. */
  deserted(): Promise<void>;
  close(): Promise<void>;
}

const SIGN_IN = /\/user\/signin_with_api_key$/;

/** An HTTP peer on a free loopback port that fails as it is told to. Unknown operations get a 404. */
export async function startPeer(): Promise<Peer> {
  const requests: Seen[] = [];
  const signIns: Seen[] = [];
  const sockets = new Set<Socket>();
  const reactions = new Map<string, Reaction[]>();
  const watchers = new Set<() => void>();
  let connected = 0;
  let refusing = 0;

  const server = createServer((request, response) => {
    void react(request, response);
  });
  // Faults in what a client sends, and sockets that clients close, are what tests are about.
  server.on('clientError', (_, socket: Duplex) => socket.destroy());
  server.on('connection', (socket) => {
    connected++;
    socket.on('error', () => {});
    if (refusing > 0) {
      refusing--;
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      changed();
    });
  });

  async function react(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await read(request).catch(() => undefined);
    if (!seen) return;
    const signingIn = SIGN_IN.test(seen.path);
    (signingIn ? signIns : requests).push(seen);
    changed();
    const reaction = signingIn
      ? (next('sign-in') ?? issue(`token-${signIns.length}-of-this-peer`))
      : (next(`${seen.method} ${seen.path}`) ?? json({ detail: 'no such path' }, 404));
    try {
      await reaction(seen, response);
    } catch (error) {
      response.destroy(error instanceof Error ? error : undefined);
    }
  }

  function next(operation: string): Reaction | undefined {
    const queue = reactions.get(operation) ?? [];
    return queue.length > 1 ? queue.shift() : queue[0];
  }

  function add(operation: string, added: readonly Reaction[]): void {
    reactions.set(operation, [...(reactions.get(operation) ?? []), ...added]);
  }

  function changed(): void {
    for (const look of watchers) look();
  }

  function when(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    signIns,
    get connections() {
      return sockets.size;
    },
    get connected() {
      return connected;
    },
    on: (operation, ...added) => add(operation, added),
    onSignIn: (...added) => add('sign-in', added),
    refuseConnections(count) {
      refusing = count;
    },
    dropConnections() {
      for (const socket of sockets) socket.destroy();
    },
    received: (count) => when(() => requests.length >= count),
    deserted: () => when(() => sockets.size === 0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = request.url ?? '';
  const { pathname, searchParams } = new URL(url, 'http://peer');
  return {
    method: request.method ?? '',
    url,
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    at: performance.now(),
  };
}

type Headers = Readonly<Record<string, string | readonly string[]>>;

export function json(body: unknown, status = 200, headers: Headers = {}): Reaction {
  return text(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
}

/** Any body with any headers. */
export function text(body: string | Buffer, status = 200, headers: Headers = {}): Reaction {
  return (_, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.writeHead(status).end(body);
  };
}

/** A sign-in's answer. */
export function issue(token: string, lifetimeMs = 3_600_000): Reaction {
  return json({ id_token: token, expires_at: new Date(Date.now() + lifetimeMs).toISOString() });
}

/** 200 for the bearer of this token, 401 for any other. */
export function onlyFor(token: string, body: unknown): Reaction {
  return (seen, response) => {
    const right = seen.headers.authorization === `Bearer ${token}`;
    return (right ? json(body) : json({ detail: 'token expired' }, 401))(seen, response);
  };
}

/** A redirect to another place. */
export function redirect(to: string, status = 307): Reaction {
  return text('', status, { location: to });
}

/** Bytes as they are, then the end of the connection. */
export function raw(bytes: string): Reaction {
  return (_, response) => {
    response.socket?.end(bytes);
  };
}

/** The connection breaks after the request was read, and after what `effect` does with it. */
export function reset(effect: (seen: Seen) => void = () => {}): Reaction {
  return (seen, response) => {
    effect(seen);
    response.socket?.resetAndDestroy();
  };
}

/** The informational answers of these statuses (RFC 9110, 15.2), which nobody asked for, and then the reaction. */
export function informed(statuses: readonly (100 | 102 | 103)[], reaction: Reaction): Reaction {
  return (seen, response) => {
    for (const status of statuses) {
      if (status === 100) response.writeContinue();
      else if (status === 102) response.writeProcessing();
      else response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    }
    return reaction(seen, response);
  };
}

/** No answer at all. */
export function hang(): Reaction {
  return () => {};
}

/** Headers and the beginning of a body, then nothing more; with `end` the connection closes there. */
export function half(body: string, end: 'hang' | 'close' = 'hang'): Reaction {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length * 2 });
    response.write(body, () => {
      if (end === 'close') response.socket?.destroy();
    });
  };
}

/** A body that comes byte by byte and never ends, until the connection does. */
export function drip(everyMs: number): Reaction {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), everyMs);
    response.on('close', () => clearInterval(timer));
  };
}

/** A JSON string of so many bytes. */
export function oversized(bytes: number): Reaction {
  return text(JSON.stringify('x'.repeat(bytes)), 200, { 'content-type': 'application/json' });
}

/** A small answer that unpacks to so many bytes. */
export function bomb(bytes: number): Reaction {
  return text(gzipSync(JSON.stringify('x'.repeat(bytes))), 200, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
  });
}

/** The reaction, once the promise is fulfilled. */
export function after(promise: Promise<unknown>, reaction: Reaction): Reaction {
  return async (seen, response) => {
    await promise;
    await reaction(seen, response);
  };
}

/** The reaction, so many milliseconds after the request. */
export function slow(ms: number, reaction: Reaction): Reaction {
  return async (seen, response) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    await reaction(seen, response);
  };
}

/** A loopback port at which nobody listens, and that no other test is given meanwhile: it is no free one. */
export const CLOSED_PORT = 1;

/**
 * A proxy that tunnels whatever it is asked for to one peer, once it may, and tells what it was asked for.
 * @param refuses it answers 407
 */
export async function startProxy(to: Peer, opens: Promise<void> = Promise.resolve(), refuses = false) {
  const asked: string[] = [];
  const open = new Set<Duplex>();
  const server = createServer((_, response) => response.writeHead(400).end());
  server.on('connect', (request, socket: Duplex, head: Buffer) => {
    asked.push(request.url ?? '');
    if (refuses) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const tunnel = connect(to.port, '127.0.0.1', () => {
      const tunnels = () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        tunnel.write(head);
        socket.pipe(tunnel).pipe(socket);
      };
      opens.then(tunnels, () => socket.destroy());
    });
    for (const end of [socket, tunnel]) {
      open.add(end);
      end.on('error', () => {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      for (const end of open) end.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
