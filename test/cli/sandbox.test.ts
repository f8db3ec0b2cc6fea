import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { SandboxFlags } from '../../src/cli/invocation.ts';
import { runSandbox } from '../../src/cli/sandbox.ts';
import { readConfig } from '../../src/config/index.ts';

function started(options: SandboxFlags = {}) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const signals = new EventEmitter();
  return { stdout, stderr, signals, code: runSandbox(options, { stdout, stderr, signals }) };
}

async function environment(stdout: PassThrough): Promise<Record<string, string>> {
  const [text] = await once(stdout, 'data');
  const lines = String(text).split('\n');
  expect(lines.pop()).toBe('');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

describe('the sandbox on its own', () => {
  it.each(['SIGTERM', 'SIGINT'])(
    'prints a configuration that holds, answers, and ends on %s',
    async (signal) => {
      const { stdout, signals, code } = started();
      const env = await environment(stdout);
      const read = readConfig(env);
      expect(read).toMatchObject({ ok: true, config: { target: { kind: 'amigo' }, warnings: [] } });

      const url = `${env['AMIGO_API_BASE_URL']}/v1/${env['AMIGO_ORG_ID']}/user/signin_with_api_key`;
      const headers = {
        'x-api-key': env['AMIGO_API_KEY'] ?? '',
        'x-api-key-id': env['AMIGO_API_KEY_ID'] ?? '',
        'x-user-id': env['AMIGO_USER_ID'] ?? '',
      };
      const answer = await fetch(url, { method: 'POST', headers });
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();

      signals.emit(signal);
      expect(await code).toBe(0);
      expect(signals.eventNames()).toEqual([]);
      await expect(fetch(url, { method: 'POST', headers })).rejects.toThrow('fetch failed');
    },
  );

  it('ends in order on a signal that comes while it starts', async () => {
    const { signals, code } = started();
    signals.emit('SIGTERM');
    expect(await code).toBe(0);
  });

  it('says in one line that a port is in use', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { stdout, stderr, signals, code } = started({ port });
    expect(await code).toBe(1);
    expect(stderr.read()).toMatch(new RegExp(`^[^\\n]*port ${port} is in use[^\\n]*\\n$`));
    expect(stdout.read()).toBeNull();
    expect(signals.eventNames()).toEqual([]);
    other.close();
    await once(other, 'close');
  });
});
