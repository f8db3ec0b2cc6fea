import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { getMcpConfigForManifest, unpackExtension, v0_3 } from '@anthropic-ai/mcpb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { emptyFolder, pack, served } from './pack.ts';

let folder = '';
let unpacked = '';

beforeAll(async () => {
  folder = await emptyFolder();
  unpacked = path.join(folder, 'unpacked');
  const mcpbPath = await pack('release-mcpb.mjs', folder);
  if (!(await unpackExtension({ mcpbPath, outputDir: unpacked, silent: true })))
    throw new Error('not unpacked');
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

async function manifest() {
  return v0_3.McpbManifestSchema.parse(
    JSON.parse(await readFile(path.join(unpacked, 'manifest.json'), 'utf8')),
  );
}

/** What the host would start, with what a person typed into its form. */
async function configured(userConfig: Record<string, string | boolean>) {
  const server = await getMcpConfigForManifest({
    manifest: await manifest(),
    extensionPath: unpacked,
    systemDirs: {},
    userConfig,
    pathSeparator: path.sep,
  });
  if (server === undefined) throw new Error('The host would not start the bundle.');
  return server;
}

describe('the desktop bundle', () => {
  it('is of the version of the project, and an ES module', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await manifest()).toMatchObject({ version, server: { type: 'node', entry_point: 'main.js' } });
    const own = JSON.parse(await readFile(path.join(unpacked, 'package.json'), 'utf8'));
    expect(own).toMatchObject({ version, type: 'module' });
  });

  it('keeps what is secret a secret, and has a default for all that may be left out', async () => {
    const { user_config: fields = {} } = await manifest();
    expect(Object.keys(fields).filter((key) => fields[key]?.sensitive)).toEqual(['api_key', 'token']);
    const optional = Object.values(fields).filter(({ required }) => required !== true);
    expect(optional.filter((field) => field.default === undefined)).toEqual([]);
  });

  it('uses every field of its form, and no other', async () => {
    const { user_config: fields = {}, server } = await manifest();
    const used = Object.values(server.mcp_config.env ?? {}).map(
      (value) => /^\$\{user_config\.(\w+)\}$/.exec(value)?.[1],
    );
    expect(new Set(used)).toEqual(new Set(Object.keys(fields)));
  });

  it('starts unconfigured when its form is left as it is, or not put in at all', async () => {
    const left = readConfig({ ...(await configured({})).env });
    expect(left).toMatchObject({
      ok: true,
      config: { target: { kind: 'unconfigured' }, access: 'author', evaluationLimit: null, warnings: [] },
    });
    const { server } = await manifest();
    expect(readConfig({ ...server.mcp_config.env })).toMatchObject({
      ok: true,
      config: { target: { kind: 'unconfigured' }, warnings: [] },
    });
  });

  it('hands over what was typed', async () => {
    const { env } = await configured({
      organization_id: 'acme',
      api_key: 'key',
      api_key_id: 'key-id',
      user_id: 'user',
      region: 'eu',
      access: 'read',
      evaluation_limit: '20',
      hide_justifications: true,
    });
    expect(readConfig({ ...env })).toMatchObject({
      ok: true,
      config: {
        target: {
          kind: 'amigo',
          baseUrl: 'https://api-eu-central-1.amigo.ai',
          organization: 'acme',
          credentials: { kind: 'key', apiKey: 'key', apiKeyId: 'key-id', userId: 'user' },
        },
        access: 'read',
        evaluationLimit: 20,
        hideJustifications: true,
      },
    });
  });

  it('serves, started as its manifest says, the tools and prompts that it declares', async () => {
    const server = await configured({ sandbox: true, access: 'full' });
    const found = await served(server, folder);
    const { tools = [], prompts = [] } = await manifest();
    expect(found.sandbox).toBe(true);
    expect(found.page).toBe(await readFile('dist/page.html', 'utf8'));
    expect(found.labels).toEqual(JSON.parse(await readFile('src/sandbox/labels.json', 'utf8')));
    expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
    expect(new Set(found.tools)).toEqual(new Set(tools.map(({ name }) => name)));
    expect(new Set(found.prompts)).toEqual(new Set(prompts.map(({ name }) => name)));
  }, 60_000);
});
