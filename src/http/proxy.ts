import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';

/** A proxy that every host but those of a list, in the form of `NO_PROXY`, is reached through. */
export interface HttpProxy {
  readonly url: string;
  readonly except: string;
}

/** Connections to one origin. `connectMs` bounds the connection to it, or to its proxy. */
export function createDispatcher(proxy: HttpProxy | undefined, connectMs: number): Dispatcher {
  const options = {
    connect: {
      timeout: connectMs,
      // Node's own 250 ms for each address are less than a handshake with another continent takes.
      autoSelectFamilyAttemptTimeout: Math.ceil(connectMs / 4),
    },
  };
  if (proxy === undefined) return new Agent(options);
  const { url, except } = proxy;
  return new EnvHttpProxyAgent({ ...options, httpProxy: url, httpsProxy: url, noProxy: except });
}
