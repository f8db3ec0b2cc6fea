import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.ts';

async function readJson(file: string) {
  return JSON.parse(await readFile(file, 'utf8'));
}

// The rules of the registry's schema of 2025-12-11, and of its requirements beyond it, that touch what is in the file.
describe('server.json', () => {
  it('is in step with package.json', async () => {
    const [server, source] = await Promise.all([readJson('server.json'), readJson('package.json')]);
    expect(server.version).toBe(source.version);
    expect(server.packages).toEqual([
      expect.objectContaining({ registryType: 'npm', identifier: source.name, version: source.version }),
    ]);
  });

  it('has a name in reverse-DNS form with one slash, and texts of the lengths allowed', async () => {
    const server = await readJson('server.json');
    expect(server.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
    expect(server.name.length).toBeLessThanOrEqual(200);
    for (const text of [server.title, server.description]) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(100);
    }
    expect(server.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('starts the server over stdio with variables that it knows, the secret ones marked', async () => {
    const [release] = (await readJson('server.json')).packages;
    expect(release.transport).toEqual({ type: 'stdio' });
    const read = readConfig({});
    const known = read.ok ? Object.keys(read.config.origins) : [];
    const variables: Variable[] = release.environmentVariables;
    for (const { name, format = 'string', choices, default: value } of variables) {
      expect(known).toContain(name);
      expect(['string', 'number', 'boolean', 'filepath']).toContain(format);
      expect(choices ?? [value]).toContain(value);
    }
    expect(variables.filter(({ isSecret }) => isSecret).map(({ name }) => name)).toEqual([
      'AMIGO_API_KEY',
      'AMIGO_TOKEN',
    ]);
  });

  it('gives as defaults what the server does by itself', async () => {
    const [release] = (await readJson('server.json')).packages;
    const variables: Variable[] = release.environmentVariables;
    const said = variables.flatMap(({ name, default: value }) =>
      value === undefined ? [] : [[name, value]],
    );
    const { config: bare } = good({});
    const { config } = good(Object.fromEntries(said));
    const { origins: _, ...settings } = config;
    expect(settings).toEqual({ ...bare, origins: undefined });
  });
});

describe('mcp.json.example', () => {
  it('has two servers that start as node with an absolute path', async () => {
    const { mcpServers } = await readJson('mcp.json.example');
    expect(Object.keys(mcpServers)).toEqual(['amigo-metrics', 'amigo-metrics-sandbox']);
    const program = '/absolute/path/to/amigo-metrics-mcp/dist/main.js';
    expect(mcpServers['amigo-metrics']).toMatchObject({ command: 'node', args: [program, 'serve'] });
    expect(mcpServers['amigo-metrics-sandbox']).toMatchObject({
      command: 'node',
      args: [program, 'serve', '--sandbox'],
    });
    expect(path.isAbsolute(program)).toBe(true);
  });

  it('does no harm while it is not filled in, and signs in once it is', async () => {
    const { env } = (await readJson('mcp.json.example')).mcpServers['amigo-metrics'];
    expect(good(env).config).toMatchObject({
      access: 'author',
      target: {
        kind: 'unconfigured',
        missing: ['AMIGO_ORG_ID', 'AMIGO_API_KEY', 'AMIGO_API_KEY_ID', 'AMIGO_USER_ID'],
      },
    });
    const filled = Object.entries<string>(env).map(([name, value]) => [
      name,
      value.startsWith('${') ? 'x' : value,
    ]);
    expect(good(Object.fromEntries(filled)).config.target.kind).toBe('amigo');
  });
});

interface Variable {
  readonly name: string;
  readonly format?: string;
  readonly choices?: string[];
  readonly default?: string;
  readonly isSecret?: boolean;
}

function good(env: NodeJS.ProcessEnv) {
  const read = readConfig(env);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read;
}
