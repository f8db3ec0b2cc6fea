import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

/**
 * Serves a program that speaks over stdio at an HTTP address: a process of it for each session.
 * @returns the address, and how to end it
 */
export async function openBridge(command, args) {
  const sessions = new Map();
  const opened = new Set();

  async function open(allowedHosts) {
    const http = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, http),
      enableDnsRebindingProtection: true,
      allowedHosts,
    });
    const stdio = new StdioClientTransport({ command, args, stderr: 'ignore' });
    // oxlint-disable unicorn/prefer-add-event-listener -- a transport has none
    http.onmessage = (message) => void stdio.send(message);
    // An answer that nobody waits for any more has nowhere to go.
    stdio.onmessage = (message) => void http.send(message).catch(() => {});
    http.onclose = () => {
      sessions.delete(http.sessionId);
      void stdio.close();
    };
    // oxlint-enable unicorn/prefer-add-event-listener
    opened.add(http);
    await Promise.all([stdio.start(), http.start()]);
    return http;
  }

  const server = createServer(async (request, response) => {
    const id = request.headers['mcp-session-id'];
    const session = sessions.get(id);
    if (id !== undefined && !session) return void response.writeHead(404).end();
    const { port } = server.address();
    const transport = session ?? (await open([`127.0.0.1:${port}`, `localhost:${port}`]));
    await transport.handleRequest(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/mcp`,
    async close() {
      await Promise.all([...opened].map((session) => session.close()));
      server.closeAllConnections();
      server.close();
    },
  };
}
