import { lookup } from 'node:dns/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { CallError } from '../../errors.ts';

const TIMEOUT_MS = 5_000;

/**
 * Resolves the host of a URL and opens a connection to it, with TLS where the URL says so; nothing is sent.
 * @returns what was found, with times
 * @throws {CallError} `network`, with the likely causes
 */
export async function reach(url: URL): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const resolving = performance.now();
  const addresses = await lookup(host, { all: true }).catch((error: unknown) => {
    throw unreachable(`The name ${host} does not resolve`, error);
  });
  const connecting = performance.now();
  await opened(() => (secure ? connectTls({ host, port, servername: host }) : connectTcp(port, host)), {
    ready: secure ? 'secureConnect' : 'connect',
  }).catch((error: unknown) => {
    throw unreachable(`${host} does not accept a connection on port ${port}`, error);
  });
  const done = performance.now();
  return [
    `${host} resolves to ${addresses[0]?.address} in ${Math.round(connecting - resolving)} ms,`,
    `${secure ? 'connection and TLS' : 'connection'} in ${Math.round(done - connecting)} ms`,
  ].join(' ');
}

function opened(open: () => Socket, { ready }: { readonly ready: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = open();
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    socket.once(ready, resolve).once('error', reject);
    socket.once(ready, () => socket.destroy());
  });
}

function unreachable(what: string, error: unknown): CallError {
  const code = codeOf(error);
  return new CallError('network', `${what} (${code}).`, remedyFor(code), error);
}

function codeOf(error: unknown): string {
  // Several addresses that all fail come as one AggregateError, which carries the code of the last.
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

function remedyFor(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'Most likely there is no network (or its DNS is down), or AMIGO_API_BASE_URL has a typing error. Where only a proxy leads out, name it in HTTPS_PROXY.';
  if (code === 'ECONNREFUSED')
    return 'Nothing listens there: check the port in AMIGO_API_BASE_URL, and that the server it names runs.';
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code))
    return 'The certificate is not trusted: a company proxy that opens TLS needs its CA in NODE_EXTRA_CA_CERTS; else AMIGO_API_BASE_URL names the wrong host, or this system’s clock is wrong.';
  return 'A firewall or VPN may stand between; where only a proxy leads out, name it in HTTPS_PROXY.';
}
