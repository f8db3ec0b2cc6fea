import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An Amigo that signs in at once and answers a search, empty, when it is told to. */
export async function slowAmigo() {
  const held: (() => void)[] = [];
  let asked = () => {};
  const server = createServer((request, response) => {
    const answer = (body: object) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    };
    if (request.url?.endsWith('/user/signin_with_api_key')) {
      answer({ id_token: 'a-token-for-tests', expires_at: new Date(Date.now() + 3_600_000).toISOString() });
      return;
    }
    held.push(() => answer({ metrics: [] }));
    asked();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      AMIGO_API_BASE_URL: `http://127.0.0.1:${port}`,
      AMIGO_ORG_ID: 'acme',
      AMIGO_API_KEY: 'key-for-tests',
      AMIGO_API_KEY_ID: 'key-id',
      AMIGO_USER_ID: 'user-id',
    },
    /** Requests that wait for their answer. */
    held,
    /** Resolves when the next search arrives; ask before it is sent. */
    nextRequest: () =>
      new Promise<void>((resolve) => {
        asked = resolve;
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
