import { ACCESS, type Access } from './access.ts';
import { createReader, type Origin, type Reader } from './reader.ts';
import { baseUrl, PROXY_VARIABLES, proxyFor, proxyUrl, type Proxy, type ProxyUrl } from './addresses.ts';
import {
  boolean,
  choice,
  conversationAddress,
  credential,
  filledIn,
  headerValue,
  pathSegment,
  seconds,
  timezoneName,
  wholeNumber,
} from './values.ts';
import { LOG_LEVELS, type LogLevel } from '../log.ts';

/** Each region under its short name and under its data centre's. */
const REGION_NAMES = [
  ...(['us', 'ca', 'eu', 'au'] as const),
  ...(['us-east-1', 'ca-central-1', 'eu-central-1', 'ap-southeast-2'] as const),
];
const REGION_URLS: Readonly<Record<(typeof REGION_NAMES)[number], string>> = {
  us: 'https://api.amigo.ai',
  'us-east-1': 'https://api.amigo.ai',
  ca: 'https://api-ca-central-1.amigo.ai',
  'ca-central-1': 'https://api-ca-central-1.amigo.ai',
  eu: 'https://api-eu-central-1.amigo.ai',
  'eu-central-1': 'https://api-eu-central-1.amigo.ai',
  au: 'https://api-ap-southeast-2.amigo.ai',
  'ap-southeast-2': 'https://api-ap-southeast-2.amigo.ai',
};

type Credentials =
  | { readonly kind: 'key'; readonly apiKey: string; readonly apiKeyId: string; readonly userId: string }
  | { readonly kind: 'token'; readonly token: string };

/** Which Amigo to talk to. */
export type Target =
  | { readonly kind: 'sandbox' }
  | {
      readonly kind: 'amigo';
      /** Without a slash at the end. */
      readonly baseUrl: string;
      readonly organization: string;
      readonly credentials: Credentials;
      /** Sent with every request: `X-ORG-ID`, `x-mongo-cluster-name`. */
      readonly headers: Readonly<Record<string, string>>;
      /** Undefined when the base URL is reached directly. */
      readonly proxy: Proxy | undefined;
    }
  /** The server starts all the same; `missing` names the variables that a call needs. */
  | { readonly kind: 'unconfigured'; readonly baseUrl: string; readonly missing: readonly string[] };

export interface Config {
  readonly target: Target;
  readonly access: Access;
  /** Hard deadline of one tool call, 5,000 to 290,000. */
  readonly callTimeoutMs: number;
  /** Most metric evaluations in one run of the server; null for no limit. */
  readonly evaluationLimit: number | null;
  readonly hideJustifications: boolean;
  /** Whether the person is asked before what cannot be undone, or costs much. */
  readonly askPerson: boolean;
  /** IANA name: where dates and periods belong; null for the machine's own. */
  readonly timezone: string | null;
  /** Address of a conversation, with `{conversation_id}` in it; null when there is none. */
  readonly conversationUrl: string | null;
  readonly logLevel: LogLevel;
  /** What was given and is not used, a sentence each. */
  readonly warnings: readonly string[];
  /** By variable, in the order in which they are documented. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** Texts that no output may show. */
  readonly secrets: readonly string[];
}

/** Flags of the command line that win over their variables, as they were written. */
export interface ConfigFlags {
  readonly sandbox?: boolean | undefined;
  readonly access?: string | undefined;
  readonly logLevel?: string | undefined;
}

/**
 * The configuration, frozen, or every mistake in it at once: one line for each bad variable or flag, which says what
 * to write instead and never shows the value. Everything given is checked, even what another setting overrides.
 */
export function readConfig(
  env: NodeJS.ProcessEnv,
  flags: ConfigFlags = {},
):
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const reader = createReader(env);
  const { read } = reader;
  const amigo = readAmigo(reader);
  const sandboxFlag = { name: '--sandbox', text: flags.sandbox === true ? '1' : undefined };
  const sandbox = read('AMIGO_SANDBOX', boolean, { flag: sandboxFlag, otherwise: '0' });
  const accessFlag = { name: '--access', text: flags.access };
  const access = read('AMIGO_ACCESS', choice(ACCESS), { flag: accessFlag, otherwise: 'full' });
  const callTimeoutMs = read('AMIGO_CALL_TIMEOUT_SECONDS', seconds(5, 290), { otherwise: '45' });
  const evaluationLimit = read('AMIGO_EVALUATION_LIMIT', wholeNumber) ?? null;
  const timezone = read('AMIGO_TIMEZONE', timezoneName) ?? null;
  const conversationUrl = read('AMIGO_CONVERSATION_URL', conversationAddress) ?? null;
  const hideJustifications = read('AMIGO_HIDE_JUSTIFICATIONS', boolean, { otherwise: '0' });
  const askPerson = read('AMIGO_ASK_PERSON', boolean, { otherwise: '1' });
  const logFlag = { name: '--log-level', text: flags.logLevel };
  const logLevel = read('AMIGO_LOG_LEVEL', choice(LOG_LEVELS), { flag: logFlag, otherwise: 'info' });
  const proxies = sandbox ? new Map<string, ProxyUrl>() : readProxies(reader);

  if (reader.problems.length > 0) return { ok: false, problems: reader.problems };

  const except = filledIn(env['no_proxy']) ?? filledIn(env['NO_PROXY']) ?? '';
  const { target, warnings } = sandbox
    ? sandboxTarget(amigo)
    : amigoTarget(amigo, (url) => proxyFor(url, proxies, except));
  const passwords = [...proxies.values()].flatMap(({ secrets }) => secrets);
  const secrets = [amigo.apiKey, amigo.token, ...passwords].filter((secret) => secret !== undefined);
  return {
    ok: true,
    config: deepFreeze({
      target,
      access,
      callTimeoutMs,
      evaluationLimit,
      timezone,
      conversationUrl,
      hideJustifications,
      askPerson,
      logLevel,
      warnings: [...reader.warnings, ...warnings],
      origins: { ...reader.origins },
      secrets,
    }),
  };
}

type AmigoSettings = ReturnType<typeof readAmigo>;

function readAmigo({ read, readEither, origins }: Reader) {
  return {
    organization: readEither('AMIGO_ORG_ID', 'AMIGO_ORGANIZATION_ID', pathSegment),
    apiKey: read('AMIGO_API_KEY', credential, { secret: true }),
    apiKeyId: read('AMIGO_API_KEY_ID', credential),
    userId: read('AMIGO_USER_ID', credential),
    token: read('AMIGO_TOKEN', credential, { secret: true }),
    region: read('AMIGO_REGION', choice(REGION_NAMES), { otherwise: 'us' }),
    regionIsSet: origins['AMIGO_REGION']?.from === 'environment',
    baseUrl: readEither('AMIGO_API_BASE_URL', 'AMIGO_BASE_URL', baseUrl),
    tokenOrganization: read('AMIGO_TOKEN_ORG_ID', headerValue),
    mongoCluster: read('AMIGO_MONGO_CLUSTER_NAME', headerValue),
  };
}

/** Every proxy that is named, by its variable. */
function readProxies({ read }: Reader): ReadonlyMap<string, ProxyUrl> {
  const proxies = new Map<string, ProxyUrl>();
  for (const variable of PROXY_VARIABLES) {
    const proxy = read(variable, proxyUrl, { secret: true });
    if (proxy !== undefined) proxies.set(variable, proxy);
  }
  return proxies;
}

interface Chosen {
  readonly target: Target;
  readonly warnings: readonly string[];
}

function sandboxTarget({ apiKey, apiKeyId, userId, token }: AmigoSettings): Chosen {
  const credentials = [apiKey, apiKeyId, userId, token].some((value) => value !== undefined);
  return {
    target: { kind: 'sandbox' },
    warnings: credentials ? ['The embedded sandbox is used; the Amigo credentials beside it are not.'] : [],
  };
}

function amigoTarget(amigo: AmigoSettings, proxyOf: (url: string) => Proxy | undefined): Chosen {
  const warnings: string[] = [];
  const { organization, apiKey, apiKeyId, userId, token } = amigo;
  const url = amigo.baseUrl ?? REGION_URLS[amigo.region];
  if (amigo.baseUrl !== undefined && amigo.regionIsSet) {
    warnings.push('AMIGO_REGION is not used: the base URL that is set beside it is.');
  }

  const key = { AMIGO_API_KEY: apiKey, AMIGO_API_KEY_ID: apiKeyId, AMIGO_USER_ID: userId };
  const absent = Object.entries(key).flatMap(([name, value]) => (value === undefined ? [name] : []));
  let credentials: Credentials | undefined;
  if (apiKey !== undefined && apiKeyId !== undefined && userId !== undefined) {
    credentials = { kind: 'key', apiKey, apiKeyId, userId };
    if (token !== undefined)
      warnings.push('AMIGO_API_KEY and AMIGO_TOKEN are both set: the API key is used.');
  } else if (token !== undefined) {
    credentials = { kind: 'token', token };
    if (apiKey !== undefined) {
      warnings.push(`AMIGO_TOKEN is used: AMIGO_API_KEY is not complete without ${absent.join(' and ')}.`);
    }
  }

  if (organization === undefined || credentials === undefined) {
    const missing = [
      ...(organization === undefined ? ['AMIGO_ORG_ID'] : []),
      ...(credentials === undefined ? absent : []),
    ];
    return { target: { kind: 'unconfigured', baseUrl: url, missing }, warnings };
  }
  const headers = {
    ...(amigo.tokenOrganization !== undefined && { 'X-ORG-ID': amigo.tokenOrganization }),
    ...(amigo.mongoCluster !== undefined && { 'x-mongo-cluster-name': amigo.mongoCluster }),
  };
  const proxy = proxyOf(url);
  return { target: { kind: 'amigo', baseUrl: url, organization, credentials, headers, proxy }, warnings };
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
