import type { Connection } from '../../amigo/connection.ts';
import { OPERATIONS } from '../../amigo/operations.ts';
import { minute } from '../../text/times.ts';
import { count, quoted } from '../../text/words.ts';
import { CallError, HttpError, SIGN_IN } from '../../errors.ts';
import type { Config } from '../../config/index.ts';
import type { Bounds } from '../../http/types.ts';
import { firstPage } from '../../http/follow-pages.ts';
import { reach } from './network.ts';

/** More than this, and tokens seem to expire early or late. */
const CLOCK_TOLERANCE_MS = 60_000;

/** A step shows that it can be read, not what there is to read: that may be about patients. */
const ONE = { limit: 1 };

export interface Plan {
  readonly name: string;
  /** The step without which this one makes no sense. */
  readonly needs?: string;
  /** What was found; throws when that is a failure. */
  run(bounds: Bounds): Promise<string>;
}

/** What the doctor looks at, in order; each step asks for itself, so that each failure is its own. */
export function plan(config: Config, connection: Connection): readonly Plan[] {
  const { target } = config;
  const { api } = connection;
  let metricId: string | undefined;
  return [
    {
      name: 'configuration',
      async run(bounds) {
        // Without credentials every call is refused with the words that say what is missing.
        if (target.kind === 'unconfigured') await firstPage(api.getMetrics({}, bounds));
        return [whereTo(config), ...settingsOf(config), ...config.warnings].join('\n');
      },
    },
    {
      name: 'network',
      needs: 'configuration',
      async run() {
        if (target.kind !== 'amigo') return 'the sandbox needs none';
        const url = new URL(target.baseUrl);
        const proxy = proxyFor(url, config);
        return proxy === undefined
          ? reach(url)
          : `goes through ${proxy} (unless NO_PROXY names the host): the sign-in shows whether that works`;
      },
    },
    {
      name: 'sign-in',
      needs: 'network',
      async run(bounds) {
        try {
          await firstPage(api.getMetrics(ONE, bounds));
        } catch (error) {
          // A refusal of the request that follows the sign-in is the next step's to tell.
          if (
            !(error instanceof HttpError) ||
            error.operation === SIGN_IN ||
            error.code === 'unauthenticated'
          )
            throw error;
        }
        const byToken = target.kind === 'amigo' && target.credentials.kind === 'token';
        return byToken ? 'the token is accepted' : 'the API key is accepted (time includes one request)';
      },
    },
    {
      name: 'clock',
      needs: 'sign-in',
      async run() {
        const theirs = connection.amigoNow();
        if (theirs === undefined) return 'Amigo does not tell its time';
        const ahead = Date.now() - theirs;
        const seconds = Math.round(Math.abs(ahead) / 1000);
        if (Math.abs(ahead) <= CLOCK_TOLERANCE_MS) return `within ${seconds + 1} s of Amigo’s`;
        throw new CallError(
          'rejected',
          `This system’s clock is ${count(seconds, 'second')} ${ahead > 0 ? 'ahead of' : 'behind'} Amigo’s.`,
          'Set the clock, best from a time server: a wrong one makes certificates and tokens look expired.',
        );
      },
    },
    {
      name: 'metrics',
      needs: 'sign-in',
      async run(bounds) {
        const { rows, unreadable, hasMore } = await firstPage(
          api.getMetrics({ ...ONE, sort_by: ['-updated_at'] }, bounds),
        );
        allReadable(unreadable);
        metricId = rows[0]?.id;
        return `${count(rows.length, 'metric')} read${hasMore ? ', and there are more' : ''}`;
      },
    },
    {
      name: 'versions',
      needs: 'metrics',
      async run(bounds) {
        if (metricId === undefined) return 'nothing to read: there is no metric yet';
        const { rows, unreadable } = await firstPage(
          api.getMetricVersions(metricId, { version: 'latest' }, bounds),
        );
        allReadable(unreadable);
        return `${count(rows.length, 'version')} of ${metricId} read`;
      },
    },
    {
      name: 'results',
      needs: 'sign-in',
      async run(bounds) {
        const { rows, unreadable } = await firstPage(
          api.getMetricEvaluationResults({ ...ONE, sort_by: ['-created_at'] }, bounds),
        );
        allReadable(unreadable);
        const [newest] = rows;
        if (newest === undefined) return 'there are none yet';
        const of = newest.created_at === null ? null : new Date(newest.created_at).toISOString();
        return `${count(rows.length, 'result')} read, the newest of ${minute(of)} UTC`;
      },
    },
    {
      name: 'quota',
      needs: 'sign-in',
      async run() {
        const free = (operation: keyof typeof OPERATIONS) => connection.quota(OPERATIONS[operation]).free;
        return `left in this minute: ${count(free('getMetricEvaluationResults'), 'page')} of results, ${free('getMetrics')} of metrics, ${free('evaluateMetrics')} evaluations`;
      },
    },
  ];
}

function whereTo({ target }: Config): string {
  if (target.kind === 'sandbox') return 'the embedded sandbox: made-up data';
  if (target.kind === 'unconfigured') return target.baseUrl;
  const how = target.credentials.kind === 'key' ? 'an API key' : 'a ready token';
  return `organization ${quoted(target.organization)} at ${target.baseUrl}, by ${how}`;
}

/** One line for each variable that has a value, and where that came from. */
function settingsOf({ origins }: Config): string[] {
  return Object.entries(origins).flatMap(([name, { from, value }]) =>
    from === 'none' ? [] : [`${name} = ${value} (${from})`],
  );
}

/** The variable that names the proxy for a URL; a loopback address never goes through one. */
function proxyFor({ protocol, hostname }: URL, { origins }: Config): string | undefined {
  if (/^(localhost$|127\.|\[::1\])/.test(hostname)) return undefined;
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  return [name.toLowerCase(), name].find((each) => (origins[each]?.from ?? 'none') !== 'none');
}

/** @throws {CallError} when Amigo sent rows that this program cannot read: every figure would lack them. */
function allReadable(unreadable: number): void {
  if (unreadable === 0) return;
  throw new CallError(
    'upstream_error',
    `${count(unreadable, 'row')} of the first page broke the contract and could not be read.`,
    'The API may have changed: look for a newer version of this program, or report it.',
  );
}
