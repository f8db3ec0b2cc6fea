import type { Connection } from '../../amigo/connection.ts';
import { OPERATIONS } from '../../amigo/operations.ts';
import type { Config } from '../../config/index.ts';
import type { Bounds } from '../../deadline.ts';
import { CallError, HttpError, SIGN_IN } from '../../errors.ts';
import { machineTimezone, minute } from '../../text/times.ts';
import { count, quoted } from '../../text/words.ts';
import { firstPage } from '../../http/follow-pages.ts';
import { reach } from './network.ts';

/** More than this, and tokens seem to expire early or late. */
const CLOCK_TOLERANCE_MS = 60_000;

/** A step shows that it can be read, not what there is to read: that may be about patients. */
const ONE = { limit: 1 };

/** What the steps of one check look at. */
export interface Checked {
  readonly config: Config;
  readonly connection: Connection;
  /** The metric that was read, for the step that reads its version. */
  metricId?: string | undefined;
}

export interface Step {
  readonly name: string;
  /** The step without which this one makes no sense. */
  readonly needs?: string;
  /** What was found; throws when that is a failure. */
  readonly run: (checked: Checked, bounds: Bounds) => Promise<string>;
}

/** What the doctor looks at, in order; each step asks for itself, so that each failure is its own. */
export const STEPS: readonly Step[] = [
  { name: 'configuration', run: configuration },
  { name: 'network', needs: 'configuration', run: network },
  { name: 'sign-in', needs: 'network', run: signIn },
  { name: 'clock', needs: 'sign-in', run: clock },
  { name: 'metrics', needs: 'sign-in', run: metrics },
  { name: 'versions', needs: 'metrics', run: versions },
  { name: 'results', needs: 'sign-in', run: results },
  { name: 'quota', needs: 'sign-in', run: quota },
];

async function configuration({ config, connection }: Checked, bounds: Bounds): Promise<string> {
  // Without credentials every call is refused with the words that say what is missing.
  if (config.target.kind === 'unconfigured') await firstPage(connection.api.getMetrics({}, bounds));
  const settings = Object.entries(config.origins).flatMap(([name, { from, value }]) =>
    from === 'none' ? [] : [`${name} = ${value} (${from})`],
  );
  if (config.timezone === null) settings.push(`AMIGO_TIMEZONE = ${machineTimezone()} (default)`);
  return [targetInWords(config), ...settings, ...config.warnings].join('\n');
}

function targetInWords({ target }: Config): string {
  if (target.kind === 'sandbox') return 'the embedded sandbox: made-up data';
  if (target.kind === 'unconfigured') return target.baseUrl;
  const how = target.credentials.kind === 'key' ? 'an API key' : 'a ready token';
  return `organization ${quoted(target.organization)} at ${target.baseUrl}, by ${how}`;
}

async function network({ config: { target } }: Checked): Promise<string> {
  if (target.kind !== 'amigo') return 'the sandbox needs none';
  if (target.proxy === undefined) return reach(new URL(target.baseUrl));
  return `goes through ${target.proxy.variable} (unless NO_PROXY names the host): the sign-in shows whether that works`;
}

async function signIn({ config: { target }, connection }: Checked, bounds: Bounds): Promise<string> {
  try {
    await firstPage(connection.api.getMetrics(ONE, bounds));
  } catch (error) {
    // The step of the metrics says it when the request that follows the sign-in is refused.
    const signedIn =
      error instanceof HttpError && error.operation !== SIGN_IN && error.code !== 'unauthenticated';
    if (!signedIn) throw error;
  }
  const byToken = target.kind === 'amigo' && target.credentials.kind === 'token';
  return byToken ? 'the token is accepted' : 'the API key is accepted (time includes one request)';
}

async function clock({ connection }: Checked): Promise<string> {
  const amigoNow = connection.amigoNow();
  if (amigoNow === undefined) return 'Amigo does not tell its time';
  const ahead = Date.now() - amigoNow;
  const seconds = Math.round(Math.abs(ahead) / 1000);
  if (Math.abs(ahead) <= CLOCK_TOLERANCE_MS) return `within ${seconds + 1} s of Amigo’s`;
  throw new CallError(
    'rejected',
    `This system’s clock is ${count(seconds, 'second')} ${ahead > 0 ? 'ahead of' : 'behind'} Amigo’s.`,
    'Set the clock, best from a time server: a wrong one makes certificates and tokens look expired.',
  );
}

async function metrics(checked: Checked, bounds: Bounds): Promise<string> {
  const query = { ...ONE, sort_by: ['-updated_at'] };
  const { rows, unreadable, hasMore } = await firstPage(checked.connection.api.getMetrics(query, bounds));
  allReadable(unreadable);
  checked.metricId = rows[0]?.id;
  return `${count(rows.length, 'metric')} read${hasMore ? ', and there are more' : ''}`;
}

async function versions({ connection: { api }, metricId }: Checked, bounds: Bounds): Promise<string> {
  if (metricId === undefined) return 'nothing to read: there is no metric yet';
  const latest = { version: 'latest' };
  const { rows, unreadable } = await firstPage(api.getMetricVersions(metricId, latest, bounds));
  allReadable(unreadable);
  return `${count(rows.length, 'version')} of ${metricId} read`;
}

async function results({ connection: { api } }: Checked, bounds: Bounds): Promise<string> {
  const query = { ...ONE, sort_by: ['-created_at'] };
  const { rows, unreadable } = await firstPage(api.getMetricEvaluationResults(query, bounds));
  allReadable(unreadable);
  const [newest] = rows;
  if (newest === undefined) return 'there are none yet';
  const of = newest.at === null ? null : new Date(newest.at).toISOString();
  return `${count(rows.length, 'result')} read, the newest of ${minute(of)} UTC`;
}

async function quota({ connection }: Checked): Promise<string> {
  const free = (operation: keyof typeof OPERATIONS) => connection.quota(OPERATIONS[operation]).free;
  return `left in this minute: ${count(free('getMetricEvaluationResults'), 'page')} of results, ${free('getMetrics')} of metrics, ${free('evaluateMetrics')} evaluations`;
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
