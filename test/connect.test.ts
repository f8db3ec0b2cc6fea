import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Connection } from '../src/amigo/connection.ts';
import { OPERATIONS } from '../src/amigo/operations.ts';
import { readConfig } from '../src/config/index.ts';
import { connect } from '../src/connect.ts';
import { openDeadline } from '../src/deadline.ts';
import { firstPage } from '../src/http/follow-pages.ts';
import { createLog } from '../src/log.ts';
import { createSecrets } from '../src/secrets.ts';

const open: Connection[] = [];
afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));

function connected(env: NodeJS.ProcessEnv, sandbox = false) {
  const read = readConfig(env, { sandbox });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const secrets = createSecrets();
  const lines: string[] = [];
  const log = createLog('info', secrets, (line) => lines.push(line));
  const connection = connect(read.config, { log, secrets });
  open.push(connection);
  return {
    connection,
    lines,
    list: () => firstPage(connection.api.getMetrics({}, openDeadline(10_000).reads)),
  };
}

const KEY = { AMIGO_API_KEY: 'key-for-tests', AMIGO_API_KEY_ID: 'key-id', AMIGO_USER_ID: 'user-id' };

describe('without credentials', () => {
  test.each([
    [{}, ['AMIGO_ORG_ID', 'AMIGO_API_KEY', 'AMIGO_API_KEY_ID', 'AMIGO_USER_ID', 'AMIGO_TOKEN']],
    [{ AMIGO_ORG_ID: 'acme' }, ['AMIGO_API_KEY', 'AMIGO_API_KEY_ID', 'AMIGO_USER_ID', 'AMIGO_TOKEN']],
    [{ ...KEY, AMIGO_ORG_ID: 'acme', AMIGO_USER_ID: '' }, ['AMIGO_USER_ID', 'AMIGO_TOKEN']],
    [KEY, ['AMIGO_ORG_ID']],
    [{ AMIGO_TOKEN: 'a-ready-token' }, ['AMIGO_ORG_ID']],
  ])('%j: the refusal names exactly what is missing', async (env, names) => {
    const { connection, list } = connected(env);
    const error: unknown = await list().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'not_configured' });
    const { message, remedy } = error as { message: string; remedy: string };
    expect(`${message} ${remedy}`.match(/AMIGO_\w+/g)).toEqual(names);
    expect(connection).toMatchObject({ configured: false, sandbox: false });
    expect(connection.quota(OPERATIONS.getMetrics).free).toBe(0);
  });
});

describe('the sandbox', () => {
  test('starts with the first call, once for calls that come together, and ends with the connection', async () => {
    const { connection, list, lines } = connected({}, true);
    expect(connection).toMatchObject({ configured: true, sandbox: true });
    expect(connection.amigoNow()).toBeUndefined();
    expect(connection.quota(OPERATIONS.getMetricEvaluationResults)).toEqual({ free: 9, nextInMs: 0 });
    expect(lines).toEqual([]);

    const [one, other] = await Promise.all([list(), list()]);
    expect(one.rows.length).toBeGreaterThan(0);
    expect(other).toEqual(one);
    expect(lines.filter((line) => line.includes('sandbox started'))).toHaveLength(1);
    expect(Math.abs((connection.amigoNow() ?? 0) - Date.now())).toBeLessThan(5_000);
    expect(connection.quota(OPERATIONS.getMetrics).free).toBeLessThan(18);

    await connection.close();
    await expect(list()).rejects.toMatchObject({ code: 'cancelled' });
    const url = /url=(\S+)/.exec(lines.join(''))?.[1] ?? '';
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('is not started for a connection that is closed unused', async () => {
    const { connection, list, lines } = connected({}, true);
    await connection.close();
    await expect(list()).rejects.toMatchObject({ code: 'cancelled' });
    expect(lines).toEqual([]);
  });
});

test('nothing is sent to Amigo before the first call, and then with the headers that the configuration names', async () => {
  const seen: { url: string | undefined; organization: unknown; cluster: unknown; token: unknown }[] = [];
  const server = createServer(({ url, headers }, response) => {
    const { authorization: token, 'x-org-id': organization, 'x-mongo-cluster-name': cluster } = headers;
    seen.push({ url, organization, cluster, token });
    response.setHeader('content-type', 'application/json');
    response.end('{"metrics": [], "has_more": false, "continuation_token": null}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { list } = connected({
    AMIGO_ORG_ID: 'acme',
    AMIGO_TOKEN: 'a-ready-token',
    AMIGO_API_BASE_URL: `http://127.0.0.1:${port}`,
    AMIGO_TOKEN_ORG_ID: 'issuer',
    AMIGO_MONGO_CLUSTER_NAME: 'blue',
    // A loopback address never goes through a proxy.
    HTTP_PROXY: 'http://127.0.0.1:9',
  });
  expect(seen).toEqual([]);
  expect((await list()).rows).toEqual([]);
  expect(seen).toEqual([
    {
      url: expect.stringMatching(/^\/v1\/acme\/metric\/\?/),
      organization: 'issuer',
      cluster: 'blue',
      token: 'Bearer a-ready-token',
    },
  ]);
  server.closeAllConnections();
  server.close();
});
