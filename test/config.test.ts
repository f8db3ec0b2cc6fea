import { describe, expect, it } from 'vitest';
import { readConfig, type Config, type ConfigFlags } from '../src/config/index.ts';

const KEY = {
  AMIGO_ORG_ID: 'acme',
  AMIGO_API_KEY: 'key-secret-value',
  AMIGO_API_KEY_ID: 'key-id',
  AMIGO_USER_ID: 'user-id',
};

function good(env: NodeJS.ProcessEnv, flags: ConfigFlags = {}): Config {
  const read = readConfig(env, flags);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.config;
}

function problems(env: NodeJS.ProcessEnv, flags: ConfigFlags = {}): readonly string[] {
  const read = readConfig(env, flags);
  return read.ok ? [] : read.problems;
}

function baseUrlOf(env: NodeJS.ProcessEnv): string | undefined {
  const { target } = good({ ...KEY, ...env });
  return target.kind === 'amigo' ? target.baseUrl : undefined;
}

describe('credentials', () => {
  it('starts without any, and names exactly what is missing', () => {
    expect(good({}).target).toEqual({
      kind: 'unconfigured',
      baseUrl: 'https://api.amigo.ai',
      missing: ['AMIGO_ORG_ID', 'AMIGO_API_KEY', 'AMIGO_API_KEY_ID', 'AMIGO_USER_ID'],
    });
    const { AMIGO_USER_ID: _, ...withoutUser } = KEY;
    expect(good(withoutUser).target).toMatchObject({ kind: 'unconfigured', missing: ['AMIGO_USER_ID'] });
    expect(good({ AMIGO_TOKEN: 'ready-token' }).target).toMatchObject({ missing: ['AMIGO_ORG_ID'] });
  });

  it('signs in by key, or by a ready token', () => {
    expect(good(KEY).target).toEqual({
      kind: 'amigo',
      baseUrl: 'https://api.amigo.ai',
      organization: 'acme',
      credentials: { kind: 'key', apiKey: 'key-secret-value', apiKeyId: 'key-id', userId: 'user-id' },
      headers: {},
    });
    expect(good({ AMIGO_ORG_ID: 'acme', AMIGO_TOKEN: 'ready-token' }).target).toMatchObject({
      credentials: { kind: 'token', token: 'ready-token' },
    });
  });

  it('prefers the API key to a token, and says so', () => {
    const config = good({ ...KEY, AMIGO_TOKEN: 'ready-token' });
    expect(config.target).toMatchObject({ credentials: { kind: 'key' } });
    expect(config.warnings).toEqual([expect.stringContaining('AMIGO_TOKEN')]);
    expect(config.warnings.join()).not.toContain('ready-token');
  });

  it('takes the token when the key is not complete, and says what the key lacks', () => {
    const { AMIGO_API_KEY_ID: _, ...partial } = KEY;
    const config = good({ ...partial, AMIGO_TOKEN: 'ready-token' });
    expect(config.target).toMatchObject({ credentials: { kind: 'token' } });
    expect(config.warnings).toEqual([expect.stringContaining('AMIGO_API_KEY_ID')]);
  });

  it.each(['', '   ', '${AMIGO_API_KEY}', ' ${user_config.api_key} ', '${env:KEY}', '${}'])(
    'takes %j as none',
    (value) => {
      expect(good({ ...KEY, AMIGO_API_KEY: value }).target).toMatchObject({ missing: ['AMIGO_API_KEY'] });
    },
  );

  it('trims, and sends the two optional headers', () => {
    const config = good({
      ...KEY,
      AMIGO_ORG_ID: '  acme\n',
      AMIGO_TOKEN_ORG_ID: ' parent ',
      AMIGO_MONGO_CLUSTER_NAME: 'cluster-2',
    });
    expect(config.target).toMatchObject({
      organization: 'acme',
      headers: { 'X-ORG-ID': 'parent', 'x-mongo-cluster-name': 'cluster-2' },
    });
  });

  it('knows both spellings; the first wins over a different second one, with a warning', () => {
    const { AMIGO_ORG_ID: _, ...rest } = KEY;
    const second = good({ ...rest, AMIGO_ORGANIZATION_ID: 'other' });
    expect(second.target).toMatchObject({ organization: 'other' });
    expect(second.warnings).toEqual([]);
    const both = good({ ...KEY, AMIGO_ORGANIZATION_ID: 'other' });
    expect(both.target).toMatchObject({ organization: 'acme' });
    expect(both.warnings).toEqual([expect.stringMatching(/AMIGO_ORG_ID and AMIGO_ORGANIZATION_ID/)]);
    expect(good({ ...KEY, AMIGO_ORGANIZATION_ID: 'acme' }).warnings).toEqual([]);
    expect(good({ ...KEY, AMIGO_ORGANIZATION_ID: '${ORG}' }).warnings).toEqual([]);
    expect(baseUrlOf({ AMIGO_BASE_URL: 'https://one.example' })).toBe('https://one.example');
  });
});

describe('the address', () => {
  it.each([
    ['us', 'https://api.amigo.ai'],
    ['us-east-1', 'https://api.amigo.ai'],
    ['ca', 'https://api-ca-central-1.amigo.ai'],
    ['ca-central-1', 'https://api-ca-central-1.amigo.ai'],
    ['EU', 'https://api-eu-central-1.amigo.ai'],
    ['eu-central-1', 'https://api-eu-central-1.amigo.ai'],
    ['au', 'https://api-ap-southeast-2.amigo.ai'],
    ['ap-southeast-2', 'https://api-ap-southeast-2.amigo.ai'],
  ])('of region %s is %s', (region, url) => {
    expect(baseUrlOf({ AMIGO_REGION: region })).toBe(url);
  });

  it.each([
    ['https://proxy.example/amigo/', 'https://proxy.example/amigo'],
    ['https://api.amigo.ai//', 'https://api.amigo.ai'],
    ['http://localhost:8080/', 'http://localhost:8080'],
    ['http://127.8.9.1:1', 'http://127.8.9.1:1'],
    ['http://[::1]:9', 'http://[::1]:9'],
  ])('may be given: %s', (value, url) => {
    expect(baseUrlOf({ AMIGO_API_BASE_URL: value })).toBe(url);
  });

  it.each([
    'http://api.amigo.ai',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://0.0.0.0:80',
    'https://user:pa55word@api.amigo.ai',
    'https://pa55word@api.amigo.ai',
    'https://@api.amigo.ai',
    'https:/user:pa55word@api.amigo.ai',
    'https://api.amigo.ai/?token=pa55word',
    'https://api.amigo.ai/?',
    'https://api.amigo.ai/#pa55word',
    'ftp://api.amigo.ai',
    'api.amigo.ai',
    '//api.amigo.ai',
  ])('may not be %s', (value) => {
    const found = problems({ ...KEY, AMIGO_API_BASE_URL: value });
    expect(found).toEqual([expect.stringMatching(/^AMIGO_API_BASE_URL must [^\n]+\.$/)]);
    expect(found.join()).not.toContain('pa55word');
  });

  it('of a base URL wins over a region, with a warning', () => {
    const config = good({ ...KEY, AMIGO_REGION: 'eu', AMIGO_API_BASE_URL: 'https://one.example' });
    expect(config.target).toMatchObject({ baseUrl: 'https://one.example' });
    expect(config.warnings).toEqual([expect.stringContaining('AMIGO_REGION')]);
  });
});

describe('a proxy', () => {
  const proxyOf = (env: NodeJS.ProcessEnv) => {
    const { target } = good({ ...KEY, ...env });
    return target.kind === 'amigo' ? target.proxy : undefined;
  };

  it.each([
    ['http://proxy.example:3128', 'http://proxy.example:3128/'],
    ['https://proxy.example', 'https://proxy.example/'],
    ['proxy.example:3128', 'http://proxy.example:3128/'],
    ['proxy', 'http://proxy/'],
    ['[2001:db8::1]:3128', 'http://[2001:db8::1]:3128/'],
    ['me:pa55word@proxy.example:3128', 'http://me:pa55word@proxy.example:3128/'],
  ])('%s is %s', (value, url) => {
    expect(proxyOf({ HTTPS_PROXY: value })).toEqual({ variable: 'HTTPS_PROXY', url, except: '' });
  });

  it('is for its own scheme, and the lower-case variable comes first', () => {
    const http = { AMIGO_BASE_URL: 'http://localhost' };
    expect(proxyOf({ HTTP_PROXY: 'one' })).toBeUndefined();
    expect(proxyOf({ HTTPS_PROXY: 'one', https_proxy: 'two' })).toMatchObject({ variable: 'https_proxy' });
    expect(proxyOf({ ...http, HTTP_PROXY: 'one', HTTPS_PROXY: 'two' })).toBeUndefined();
    expect(proxyOf({ HTTPS_PROXY: 'one', NO_PROXY: '.example' })).toMatchObject({ except: '.example' });
    expect(proxyOf({ https_proxy: '${PROXY}', HTTPS_PROXY: 'one' })).toMatchObject({
      variable: 'HTTPS_PROXY',
    });
  });

  it.each(['localhost', '127.0.0.1', '127.1', '127.8.9.1:8443', '[::1]'])('is not for %s', (host) => {
    expect(proxyOf({ AMIGO_BASE_URL: `https://${host}`, HTTPS_PROXY: 'one' })).toBeUndefined();
  });

  it.each(['127.nowhere.example', '127.0.0.1.example', 'localhost.example', '0.0.0.0', '[::]'])(
    'is for %s, which is no loopback address',
    (host) => {
      expect(proxyOf({ AMIGO_BASE_URL: `https://${host}`, HTTPS_PROXY: 'one' })).toBeDefined();
    },
  );

  it.each([
    ['http://me:pa55word@proxy.example:3128', ['pa55word']],
    ['me:pa55word@proxy.example:3128', ['pa55word']],
    ['me:p%40ss+word@proxy.example', ['p%40ss+word', 'p@ss+word']],
    ['me@proxy.example', []],
  ])('%s keeps its password to itself', (value, passwords) => {
    const { secrets, origins } = good({ ...KEY, HTTPS_PROXY: value });
    expect(secrets).toEqual(['key-secret-value', ...passwords]);
    expect(JSON.stringify(origins)).not.toMatch(/pa55word|ss.word/);
  });
});

describe('settings', () => {
  it('have defaults', () => {
    expect(good({})).toMatchObject({
      access: 'full',
      callTimeoutMs: 45_000,
      evaluationLimit: null,
      timezone: null,
      conversationUrl: null,
      hideJustifications: false,
      askPerson: true,
      logLevel: 'info',
      warnings: [],
    });
  });

  it('come from the environment, and flags win', () => {
    const env = {
      AMIGO_ACCESS: 'read',
      AMIGO_CALL_TIMEOUT_SECONDS: '290',
      AMIGO_EVALUATION_LIMIT: '12',
      AMIGO_TIMEZONE: ' Europe/Berlin ',
      AMIGO_CONVERSATION_URL: 'https://console.example/c/{conversation_id}?tab=verdicts',
      AMIGO_HIDE_JUSTIFICATIONS: 'Yes',
      AMIGO_LOG_LEVEL: 'debug',
    };
    expect(good(env)).toMatchObject({
      access: 'read',
      callTimeoutMs: 290_000,
      evaluationLimit: 12,
      timezone: 'Europe/Berlin',
      conversationUrl: 'https://console.example/c/{conversation_id}?tab=verdicts',
      hideJustifications: true,
      askPerson: true,
      logLevel: 'debug',
    });
    expect(good(env, { access: 'author', logLevel: 'error' })).toMatchObject({
      access: 'author',
      logLevel: 'error',
    });
  });

  it.each(['1', 'true', 'yes', 'on', 'TRUE'])('take %s for true', (value) => {
    expect(good({ AMIGO_HIDE_JUSTIFICATIONS: value }).hideJustifications).toBe(true);
  });

  it.each(['0', 'false', 'no', 'off'])('take %s for false', (value) => {
    expect(good({ AMIGO_HIDE_JUSTIFICATIONS: value }).hideJustifications).toBe(false);
  });

  it.each([
    ['AMIGO_CALL_TIMEOUT_SECONDS', ['4', '4.9', '291', '-5', '1e2', '45s', 'NaN', 'Infinity', '0x20']],
    ['AMIGO_EVALUATION_LIMIT', ['-1', '1.5', 'none', '99999999999999999999']],
    ['AMIGO_TIMEZONE', ['Berlin', 'Europe/Berlln', '+02:00', '-08']],
    [
      'AMIGO_CONVERSATION_URL',
      [
        'https://console.example/c/',
        'http://console.example/c/{conversation_id}',
        'javascript:{conversation_id}',
        'console.example/{conversation_id}',
        'https://console.example/c /{conversation_id}',
      ],
    ],
    ['AMIGO_HIDE_JUSTIFICATIONS', ['2', 'maybe']],
    ['AMIGO_SANDBOX', ['sandbox']],
    ['AMIGO_ACCESS', ['write']],
    ['AMIGO_LOG_LEVEL', ['verbose']],
    ['AMIGO_REGION', ['europe', 'constructor']],
    ['AMIGO_ORG_ID', ['a/b', 'a b', 'a?b', 'a#b', 'a\\b', '..', 'a%2fb', 'a\u0000b']],
    ['AMIGO_API_KEY', ['Bearer key', 'clé', 'a\nb']],
    ['AMIGO_TOKEN', ['Bearer token']],
    ['AMIGO_TOKEN_ORG_ID', ['a\r\nx-evil: 1']],
    ['AMIGO_MONGO_CLUSTER_NAME', ['näher']],
    ['HTTPS_PROXY', ['http://', 'socks5://proxy', 'proxy.example:port', 'me:pa55%zz@proxy.example']],
  ])('refuse a malformed %s in one line', (variable, values) => {
    for (const value of values) {
      const found = problems({ [variable]: value });
      expect(found).toEqual([expect.stringMatching(new RegExp(`^${variable} [^\\n]+$`))]);
    }
  });

  it('name the nearest time zone', () => {
    expect(problems({ AMIGO_TIMEZONE: 'Europe/Berlln' })[0]).toContain('Europe/Berlin');
    expect(good({ AMIGO_TIMEZONE: 'UTC' }).timezone).toBe('UTC');
    expect(good({ AMIGO_TIMEZONE: '${ZONE}' }).timezone).toBe(good({}).timezone);
  });

  it('are all told at once, and without a secret', () => {
    const found = problems(
      { AMIGO_API_KEY: 'secret one', AMIGO_TOKEN: 'secret two', AMIGO_REGION: 'mars', AMIGO_ACCESS: 'none' },
      { logLevel: 'inof' },
    );
    expect(found.map((line) => line.split(' ')[0])).toEqual([
      'AMIGO_API_KEY',
      'AMIGO_TOKEN',
      'AMIGO_REGION',
      'AMIGO_ACCESS',
      '--log-level',
    ]);
    expect(found.join('\n')).not.toMatch(/secret/);
    expect(found.at(-1)).toContain('info');
  });
});

describe('the sandbox', () => {
  it('is asked for by variable or flag; a flag wins', () => {
    expect(good({ AMIGO_SANDBOX: '1' }).target).toEqual({ kind: 'sandbox' });
    expect(good({ AMIGO_SANDBOX: '0' }, { sandbox: true }).target).toEqual({ kind: 'sandbox' });
    expect(good({ AMIGO_SANDBOX: '0' }).target.kind).toBe('unconfigured');
    expect(good({}, { sandbox: true }).warnings).toEqual([]);
  });

  it('is used even beside credentials, with a warning', () => {
    const config = good({ ...KEY, AMIGO_SANDBOX: '1' });
    expect(config.target).toEqual({ kind: 'sandbox' });
    expect(config.warnings).toEqual([expect.stringContaining('sandbox')]);
  });

  it('has no use for a proxy, so that a malformed one does not keep it from starting', () => {
    expect(good({ HTTPS_PROXY: 'http://' }, { sandbox: true }).target).toEqual({ kind: 'sandbox' });
  });
});

describe('the account of it', () => {
  it('says where each value came from, and shows no secret', () => {
    const config = good({ ...KEY, AMIGO_TOKEN: 'ready-token' }, { access: 'read' });
    expect(config.origins).toMatchObject({
      AMIGO_ORG_ID: { from: 'environment', value: 'acme' },
      AMIGO_API_KEY: { from: 'environment' },
      AMIGO_ACCESS: { from: 'flag', value: 'read' },
      AMIGO_REGION: { from: 'default', value: 'us' },
      AMIGO_EVALUATION_LIMIT: { from: 'none', value: '' },
    });
    expect(JSON.stringify(config.origins)).not.toMatch(/key-secret-value|ready-token/);
  });

  it('lists what must never be printed', () => {
    const config = good({
      ...KEY,
      AMIGO_TOKEN: 'ready-token',
      HTTPS_PROXY: 'http://me:pa55word@proxy.example:3128',
    });
    expect(config.secrets).toEqual(['key-secret-value', 'ready-token', 'pa55word']);
    expect(JSON.stringify(config.origins)).not.toContain('pa55word');
  });

  it('is frozen throughout', () => {
    const config = good({ ...KEY, AMIGO_TOKEN_ORG_ID: 'parent' });
    const inner: unknown[] = [config, config.target, config.warnings, config.origins, config.secrets];
    if (config.target.kind === 'amigo') inner.push(config.target.headers, config.target.credentials);
    expect(inner).toHaveLength(7);
    expect(inner.every((part) => Object.isFrozen(part))).toBe(true);
  });
});
