import type { IncomingHttpHeaders } from 'node:http';
import { isoformat, type Clock } from './clock.ts';
import { Limits } from './limits.ts';
import { MEMBERS, ORGANIZATION } from './organization.ts';
import { Random } from './random.ts';
import { Refusal } from './refusal.ts';
import { ROUTES, type Route } from './routes.ts';
import { seedStore } from './seed.ts';
import { Tokens } from './sign-in.ts';

/** Only there to make whole URLs of request targets. */
const BASE = 'http://127.0.0.1';

export interface WireRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Read only when the request got past the doors. @throws {Refusal} for one that is no JSON. */
  body(): unknown;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Match {
  readonly route: Route;
  readonly organization: string;
  readonly metricId: string;
}

/** An Amigo Metric API without its socket: one request in, one answer out, never an exception. */
export function createApi(options: {
  readonly seed: number;
  readonly clock: Clock;
  readonly limits: boolean;
}): (request: WireRequest) => WireAnswer {
  const { seed, clock } = options;
  const now = () => clock.now();
  const store = seedStore(seed, clock.midnight);
  const random = new Random(~seed);
  const tokens = new Tokens(now);
  const limits = options.limits ? new Limits(now) : null;

  function answer(request: WireRequest, headers: Record<string, string>): WireAnswer {
    if (!URL.canParse(request.target, BASE)) throw new Refusal(404, 'Not Found');
    const url = new URL(request.target, BASE);
    const { route, organization, metricId } = match(request.method, url);
    const countRequest = (user: string) => {
      if (limits) Object.assign(headers, limits.count(route.id, user, route.perMinute));
    };
    if (organization !== ORGANIZATION) throw new Refusal(404, 'Organization not found.');
    if (!route.run) {
      // Whoever is not known shares one allowance, so that invented names cannot fill the memory.
      countRequest(
        MEMBERS.find(({ userId }) => userId === request.headers['x-user-id'])?.userId ?? 'unknown',
      );
      const { token, expiresAt } = tokens.signIn(request.headers);
      return { status: 200, headers, body: { id_token: token, expires_at: isoformat(expiresAt) } };
    }
    const member = tokens.holder(request.headers);
    countRequest(member.userId);
    const lacking = route.permissions.find((permission) => !member.permissions.includes(permission));
    if (lacking) throw new Refusal(403, `Missing required permission ${lacking}.`);
    if (route.path.includes('{') && !/^[a-f0-9]{24}$/.test(metricId)) {
      const complaint = { type: 'string_pattern_mismatch', loc: ['path', 'metric_id'], msg: 'Not an id' };
      throw new Refusal(422, [complaint]);
    }
    const body = route.method === 'POST' ? request.body() : undefined;
    const call = { store, seed, now: now(), random, member, metricId, query: url.searchParams, body };
    return { headers, ...route.run(call) };
  }

  return (request) => {
    const headers: Record<string, string> = {};
    try {
      return answer(request, headers);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        return { status: 500, headers, body: { detail: `Internal Server Error: ${String(error)}` } };
      }
      const { status, detail } = error;
      return { status, headers: { ...headers, ...error.headers }, body: { detail } };
    }
  };
}

/**
 * The route of a request.
 * @throws {Refusal} 307 to the path that differs by its last slash only, 405 when only other methods are there,
 *   404 when nothing is.
 */
function match(method: string, url: URL): Match {
  const open = url.pathname.replace(/\/$/, '');
  const fitting = ROUTES.filter((route) => pattern(route).test(open));
  const route = fitting.find((candidate) => candidate.method === method);
  if (!route && fitting.length === 0) throw new Refusal(404, 'Not Found');
  if (!route) {
    const allowed = [...new Set(fitting.map((candidate) => candidate.method))].join(', ');
    throw new Refusal(405, 'Method Not Allowed', { Allow: allowed });
  }
  if (route.path.endsWith('/') !== url.pathname.endsWith('/')) {
    const path = route.path.endsWith('/') ? `${open}/` : open;
    throw new Refusal(307, 'Temporary Redirect', { Location: `${path}${url.search}` });
  }
  const groups = pattern(route).exec(open)?.groups;
  return { route, organization: groups?.['organization'] ?? '', metricId: groups?.['metric_id'] ?? '' };
}

function pattern(route: Route): RegExp {
  const path = `/v1/{organization}${route.path}`.replace(/\/$/, '');
  return new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}
