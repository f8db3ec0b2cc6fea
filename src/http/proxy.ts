import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { given } from '../config/values.ts';

/**
 * Connections to one origin, through the proxy that the environment names for it. A loopback address never goes
 * through a proxy.
 * @throws {TypeError} for a proxy that is not a URL
 */
export function createDispatcher(origin: URL, env: NodeJS.ProcessEnv, connectMs: number): Dispatcher {
  const options = {
    connect: {
      timeout: connectMs,
      // Node's own 250 ms for each address are less than a handshake with another continent takes.
      autoSelectFamilyAttemptTimeout: Math.ceil(connectMs / 4),
    },
  };
  const proxy = isLoopback(origin.hostname) ? undefined : proxyFor(origin, env);
  if (proxy === undefined) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: proxy,
    httpsProxy: proxy,
    noProxy: named(env, 'no_proxy') ?? '',
  });
}

/** `https_proxy` is for https and `http_proxy` for http, the lower-case form first, as curl has it. */
function proxyFor({ protocol }: URL, env: NodeJS.ProcessEnv): string | undefined {
  const proxy = named(env, protocol === 'https:' ? 'https_proxy' : 'http_proxy');
  return proxy === undefined || proxy.includes('://') ? proxy : `http://${proxy}`;
}

function named(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return given(env[name]) ?? given(env[name.toUpperCase()]);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}
