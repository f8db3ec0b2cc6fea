import type { Parse } from './values.ts';

/** Where Amigo answers, without a slash at the end. Plain http would show the key to the network, so only loopback may use it. */
export const baseUrl: Parse<string> = (text) => {
  const url = webAddress(text);
  if (url === undefined) return { problem: 'must be a whole URL, such as https://api.amigo.ai.' };
  if (url.protocol === 'http:' && !isLoopback(url)) {
    return { problem: 'must begin with https://; http is for a loopback address only.' };
  }
  // `https://@host` has an empty user name, which the parsed URL no longer shows.
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(text)) {
    return { problem: 'must not hold a user name or password; remove what stands before the @.' };
  }
  if (/[?#]/.test(text))
    return { problem: 'must not hold a query or a fragment; remove the ? or # and the rest.' };
  return { value: url.href.replace(/\/+$/, '') };
};

export interface ProxyUrl {
  readonly url: string;
  /** Its password as it stands in the URL, and decoded; empty for none. */
  readonly secrets: readonly string[];
}

/** The address of a proxy; without a scheme it means http. */
export const proxyUrl: Parse<ProxyUrl> = (text) => {
  const problem = 'must be the address of a proxy, such as http://proxy.example:3128.';
  const url = webAddress(text.includes('://') ? text : `http://${text}`);
  if (url === undefined) return { problem };
  const { href, username, password } = url;
  try {
    // Both are decoded before they are sent: an escape that cannot be is an error.
    decodeURIComponent(username);
    const secrets = password === '' ? [] : [...new Set([password, decodeURIComponent(password)])];
    return { value: { url: href, secrets } };
  } catch {
    return { problem };
  }
};

/** The way to an address through a proxy. */
export interface Proxy {
  /** The variable that names it. */
  readonly variable: string;
  /** With the user name and password that it may ask for. */
  readonly url: string;
  /** Hosts that are reached without it, in the form of `NO_PROXY`; empty for none. */
  readonly except: string;
}

export const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

/**
 * The proxy for an address: `https_proxy` for https and `http_proxy` for http, the lower-case form first, as curl has
 * it. A loopback address never goes through one.
 */
export function proxyFor(
  address: string,
  proxies: ReadonlyMap<string, ProxyUrl>,
  except: string,
): Proxy | undefined {
  const target = new URL(address);
  if (isLoopback(target)) return undefined;
  const upperCase = target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  for (const variable of [upperCase.toLowerCase(), upperCase]) {
    const url = proxies.get(variable)?.url;
    if (url !== undefined) return { variable, url, except };
  }
  return undefined;
}

function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
}

/** The URL parser has normalised the host: every spelling of 127.0.0.0/8 comes as four numbers. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
