import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/listen.ts';
import { run } from '../support/program.ts';
import { CLOSED_PORT } from '../support/peer.ts';

interface Report {
  readonly ok: boolean;
  readonly steps: readonly {
    readonly name: string;
    readonly ok: boolean | null;
    readonly ms: number;
    readonly detail: string;
    readonly remedy?: string;
  }[];
}

const STEPS = ['configuration', 'network', 'sign-in', 'clock', 'metrics', 'versions', 'results', 'quota'];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

async function checked(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const { code, stdout, stderr } = await run(['check', '--json', ...args], { env });
  const report: Report = JSON.parse(stdout);
  const failed = report.steps.filter(({ ok }) => ok === false);
  const skipped = report.steps.filter(({ ok }) => ok === null).map(({ name }) => name);
  return { code, report, failed, skipped, stderr };
}

describe('all is well', () => {
  test('in the sandbox', async () => {
    const { code, report } = await checked({}, ['--sandbox']);
    expect(report.steps.map(({ name, ok }) => [name, ok])).toEqual(STEPS.map((name) => [name, true]));
    expect({ code, ok: report.ok }).toEqual({ code: 0, ok: true });
    for (const { ms } of report.steps) expect(ms).toBeGreaterThanOrEqual(0);
  });

  test('with an Amigo on another port, for a person to read', async () => {
    const { code, stdout, stderr } = await run(['check'], { env: sandbox.environment });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^ok {4}[\w-]+ +\d+ ms {2}\S/gm)).toHaveLength(STEPS.length);
    expect(stdout).toMatch(/AMIGO_ORG_ID = \S+ \(environment\)/);
    // To show that results can be read takes one, and they may be about patients.
    expect(stdout).toContain('1 metric read, and there are more');
    expect(stdout).toContain('1 result read, the newest of ');
    expect(stdout).toMatch(/\nAll is well\.\n$/);
    expect(stdout).not.toContain(sandbox.environment.AMIGO_API_KEY);
  });
});

describe('something fails', () => {
  test('a wrong key: the sign-in, with the likely cause first', async () => {
    const env = { ...sandbox.environment, AMIGO_API_KEY: 'a-key-that-nobody-knows' };
    const { code, report, failed, skipped } = await checked(env);
    expect({ code, ok: report.ok }).toEqual({ code: 1, ok: false });
    expect(failed.map(({ name }) => name)).toEqual(['sign-in']);
    expect(failed[0]?.remedy).toMatch(/expired.*AMIGO_API_KEY/);
    expect(skipped).toEqual(['clock', 'metrics', 'versions', 'results', 'quota']);
    expect(JSON.stringify(report)).not.toContain('a-key-that-nobody-knows');
  });

  test('an unknown organization, which a wrong region looks like', async () => {
    const { code, failed } = await checked({ ...sandbox.environment, AMIGO_ORG_ID: 'another' });
    expect(code).toBe(1);
    expect(failed.map(({ name }) => name)).toEqual(['sign-in']);
    expect(failed[0]?.remedy).toContain('AMIGO_REGION');
  });

  test('a token that is not accepted', async () => {
    const { AMIGO_API_BASE_URL, AMIGO_ORG_ID } = sandbox.environment;
    const { code, failed } = await checked({ AMIGO_API_BASE_URL, AMIGO_ORG_ID, AMIGO_TOKEN: 'not-a-token' });
    expect(code).toBe(1);
    expect(failed.map(({ name }) => name)).toEqual(['sign-in']);
    expect(failed[0]?.remedy).toContain('AMIGO_TOKEN');
  });

  test('a closed port: the network, and the rest is skipped', async () => {
    const env = { ...sandbox.environment, AMIGO_API_BASE_URL: `http://127.0.0.1:${CLOSED_PORT}` };
    const { code, failed, skipped } = await checked(env);
    expect(code).toBe(1);
    expect(failed).toMatchObject([{ name: 'network', detail: expect.stringContaining('ECONNREFUSED') }]);
    expect(failed[0]?.remedy).toContain('AMIGO_API_BASE_URL');
    expect(skipped).toEqual(STEPS.slice(2));
  });

  test('a host that speaks no TLS', async () => {
    const env = {
      ...sandbox.environment,
      AMIGO_API_BASE_URL: sandbox.environment.AMIGO_API_BASE_URL.replace('http:', 'https:'),
    };
    const { code, failed } = await checked(env);
    expect(code).toBe(1);
    expect(failed.map(({ name }) => name)).toEqual(['network']);
  });

  test('for a person: what failed and what to do', async () => {
    const { code, stdout } = await run(['check'], {
      env: { ...sandbox.environment, AMIGO_ORG_ID: 'another' },
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}sign-in .+\n {6}What to do: .+\nskip/m);
    expect(stdout).toMatch(/\nNot well: sign-in failed\.\n$/);
  });
});

test('a proxy without a scheme is used, and a name that only begins like a loopback address goes through it', async () => {
  const env = {
    ...sandbox.environment,
    AMIGO_API_BASE_URL: 'https://127.nowhere.example',
    HTTPS_PROXY: `127.0.0.1:${CLOSED_PORT}`,
  };
  const { code, report, failed } = await checked(env);
  expect(code).toBe(1);
  expect(report.steps[1]).toMatchObject({
    ok: true,
    detail: expect.stringContaining('goes through HTTPS_PROXY'),
  });
  expect(failed).toMatchObject([{ name: 'sign-in', detail: expect.stringContaining('ECONNREFUSED') }]);
});

describe('the configuration', () => {
  test('is missing', async () => {
    const { code, failed, skipped } = await checked({ AMIGO_ORG_ID: 'acme' });
    expect(code).toBe(2);
    expect(failed).toMatchObject([
      { name: 'configuration', detail: expect.stringContaining('AMIGO_USER_ID') },
    ]);
    expect(failed[0]?.remedy).toContain('AMIGO_TOKEN');
    expect(skipped).toEqual(STEPS.slice(1));
  });

  test('is malformed', async () => {
    const { code, failed, stderr } = await checked({ AMIGO_REGION: 'mars', AMIGO_ACCESS: 'all' });
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(failed.map(({ name, detail }) => [name, `${detail}\n`])).toEqual([['configuration', stderr]]);
  });
});
