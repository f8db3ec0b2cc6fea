import { describe, expect, it } from 'vitest';
import { PLANTED, prove } from './fault-rows.ts';
import { run } from '../support/program.ts';
import { CLOSED_PORT } from '../support/peer.ts';

describe('a session whose configuration is wrong', async () => {
  const call = { tool: 'get_metrics', arguments: {}, peer: () => {}, wire: {}, signIns: 0 };
  const none = { AMIGO_ORG_ID: '', AMIGO_API_KEY: '', AMIGO_API_KEY_ID: '', AMIGO_USER_ID: '' };
  prove([
    {
      ...call,
      fault: 'no credentials',
      env: none,
      code: 'not_configured',
      says: [/AMIGO_ORG_ID/, /AMIGO_API_KEY\b/, /AMIGO_API_KEY_ID/, /AMIGO_USER_ID/, /AMIGO_TOKEN/],
      afterwards: 'not_configured',
    },
    {
      ...call,
      fault: 'no user id',
      env: { AMIGO_USER_ID: '${AMIGO_USER_ID}' },
      code: 'not_configured',
      says: [/AMIGO_USER_ID/, /AMIGO_TOKEN/],
      never: /AMIGO_ORG_ID|AMIGO_API_KEY_ID/,
      afterwards: 'not_configured',
    },
    {
      ...call,
      fault: 'a wrong argument and no credentials',
      arguments: { limitt: 3 },
      env: none,
      code: 'invalid_input',
      says: [/limitt/, /limit\b/],
      afterwards: 'not_configured',
    },
    {
      ...call,
      fault: 'nobody listens there',
      env: { AMIGO_API_BASE_URL: `http://127.0.0.1:${CLOSED_PORT}` },
      code: 'network',
      says: [/ECONNREFUSED/, /base URL/],
      afterwards: 'network',
    },
    {
      ...call,
      fault: 'a tool that is switched off',
      tool: 'delete_metric',
      arguments: {},
      env: { AMIGO_ACCESS: 'author' },
      code: 'not_allowed',
      says: [/AMIGO_ACCESS=full/],
    },
  ]);
});

describe('a configuration that cannot be meant', () => {
  it.concurrent.each<[fault: string, env: Readonly<Record<string, string>>, names: readonly string[]]>([
    ['a base URL that is none', { AMIGO_API_BASE_URL: 'api.amigo.ai' }, ['AMIGO_API_BASE_URL']],
    ['http to another host', { AMIGO_API_BASE_URL: 'http://api.amigo.ai' }, ['AMIGO_API_BASE_URL']],
    ['a key inside the URL', { AMIGO_BASE_URL: `https://${PLANTED.key}@api.amigo.ai` }, ['AMIGO_BASE_URL']],
    ['a key with a line break', { AMIGO_API_KEY: `${PLANTED.key}\nx: y` }, ['AMIGO_API_KEY']],
    [
      'five mistakes at once',
      {
        AMIGO_REGION: 'moon',
        AMIGO_ACCESS: 'all',
        AMIGO_CALL_TIMEOUT_SECONDS: '3',
        AMIGO_EVALUATION_LIMIT: '-1',
        AMIGO_SANDBOX: 'maybe',
      },
      [
        'AMIGO_REGION',
        'AMIGO_ACCESS',
        'AMIGO_CALL_TIMEOUT_SECONDS',
        'AMIGO_EVALUATION_LIMIT',
        'AMIGO_SANDBOX',
      ],
    ],
  ])('%s: exit 2, a line for each variable, nothing on stdout', async (_, env, names) => {
    const { code, stdout, stderr } = await run(['serve'], { env: { AMIGO_API_KEY: PLANTED.key, ...env } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(names.length);
    for (const name of names) expect(lines.filter((line) => line.includes(name))).toHaveLength(1);
    expect(stderr).not.toContain(PLANTED.key);
  });
});
