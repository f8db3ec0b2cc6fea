import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hostEntry, HOSTS, printEntry, type EntryOptions } from '../../src/cli/config.ts';
import { readConfig } from '../../src/config/index.ts';

const SYSTEMS = {
  linux: {
    platform: 'linux',
    nodePath: '/opt/node versions/bin/node',
    programPath: "/srv/it's here/dist/main.js",
    home: '/home/ada',
  },
  darwin: {
    platform: 'darwin',
    nodePath: '/usr/local/bin/node',
    programPath: '/Users/ada/amigo/dist/main.js',
    home: '/Users/ada',
  },
  win32: {
    platform: 'win32',
    nodePath: 'C:\\Program Files\\nodejs\\node.exe',
    programPath: 'C:\\Users\\ada\\amigo\\dist\\main.js',
    home: 'C:\\Users\\ada',
    appData: 'C:\\Users\\ada\\AppData\\Roaming',
  },
} as const satisfies Record<string, Omit<EntryOptions, 'host'>>;

interface Entry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const ENV = z.record(z.string(), z.string());
/** The keys that these hosts read, and no other one: an unknown key makes OpenCode refuse its whole file. */
const CODEX = z.strictObject({
  mcp_servers: z.strictObject({
    'amigo-metrics': z.strictObject({
      command: z.string(),
      args: z.array(z.string()),
      required: z.literal(true),
      env: ENV,
    }),
  }),
});
const GEMINI_CLI = z.strictObject({
  mcpServers: z.strictObject({
    'amigo-metrics': z.strictObject({ command: z.string(), args: z.array(z.string()), env: ENV }),
  }),
});
const OPENCODE = z.strictObject({
  $schema: z.literal('https://opencode.ai/config.json'),
  mcp: z.strictObject({
    'amigo-metrics': z.strictObject({
      type: z.literal('local'),
      command: z.tuple([z.string()], z.string()),
      environment: ENV,
      enabled: z.literal(true),
    }),
  }),
});

/** The entry as the host would find it, whatever form the snippet has. */
function entryOf(options: EntryOptions): Entry {
  const { snippet } = hostEntry(options);
  if (options.host === 'codex') return CODEX.parse(parseToml(snippet)).mcp_servers['amigo-metrics'];
  if (options.host === 'gemini-cli') return GEMINI_CLI.parse(JSON.parse(snippet)).mcpServers['amigo-metrics'];
  if (options.host === 'opencode') {
    const { command, environment } = OPENCODE.parse(JSON.parse(snippet)).mcp['amigo-metrics'];
    const [program, ...args] = command;
    return { command: program, args, env: withoutReferences(environment) };
  }
  if (options.host === 'vscode') return JSON.parse(snippet).servers['amigo-metrics'];
  if (options.host !== 'claude-code' || options.platform === 'win32') {
    return JSON.parse(snippet).mcpServers['amigo-metrics'];
  }
  // A real shell takes the command apart.
  const words = execFileSync('sh', ['-c', `claude() { printf '%s\\0' "$@"; }; ${snippet}`], {
    encoding: 'utf8',
  });
  const [mcp, add, scopeFlag, scope, name, entry] = words.split('\0');
  expect([mcp, add, scopeFlag, scope, name]).toEqual(['mcp', 'add-json', '--scope', 'user', 'amigo-metrics']);
  return JSON.parse(entry ?? '');
}

/** As OpenCode passes these values on while none of the variables is set. */
function withoutReferences(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replaceAll(/\{env:[^}]+\}/g, '')]),
  );
}

describe.each(HOSTS)('the entry for %s', (host) => {
  it.each(Object.values(SYSTEMS))('starts this program on $platform by absolute paths', (system) => {
    const entry = entryOf({ host, ...system });
    expect(entry.command).toBe(system.nodePath);
    expect(entry.args).toEqual([system.programPath, 'serve']);
    expect(entry.env).toMatchObject({ AMIGO_ACCESS: 'author', AMIGO_REGION: 'us' });
  });

  it('does no harm while it is not filled in', () => {
    const { env } = entryOf({ host, ...SYSTEMS.linux });
    const read = readConfig({ ...env });
    expect(read).toMatchObject({
      ok: true,
      config: {
        target: {
          kind: 'unconfigured',
          missing: ['AMIGO_ORG_ID', 'AMIGO_API_KEY', 'AMIGO_API_KEY_ID', 'AMIGO_USER_ID'],
        },
        access: 'author',
      },
    });
  });
});

describe('the place', () => {
  it.each([
    ['claude-desktop', 'linux', '/home/ada/.config/Claude/claude_desktop_config.json'],
    ['claude-desktop', 'darwin', '/Users/ada/Library/Application Support/Claude/claude_desktop_config.json'],
    ['claude-desktop', 'win32', 'C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json'],
    ['claude-code', 'linux', '/home/ada/.claude.json'],
    ['claude-code', 'darwin', '/Users/ada/.claude.json'],
    ['claude-code', 'win32', '.mcp.json'],
    ['cursor', 'linux', '/home/ada/.cursor/mcp.json'],
    ['cursor', 'darwin', '/Users/ada/.cursor/mcp.json'],
    ['cursor', 'win32', 'C:\\Users\\ada\\.cursor\\mcp.json'],
    ['vscode', 'linux', '.vscode/mcp.json'],
    ['vscode', 'win32', '.vscode/mcp.json'],
    ['codex', 'linux', '/home/ada/.codex/config.toml'],
    ['codex', 'win32', 'C:\\Users\\ada\\.codex\\config.toml'],
    ['gemini-cli', 'darwin', '/Users/ada/.gemini/settings.json'],
    ['gemini-cli', 'win32', 'C:\\Users\\ada\\.gemini\\settings.json'],
    ['opencode', 'linux', '/home/ada/.config/opencode/opencode.json'],
    ['opencode', 'win32', 'C:\\Users\\ada\\.config\\opencode\\opencode.json'],
  ] as const)('of %s on %s is said', (host, platform, place) => {
    expect(hostEntry({ host, ...SYSTEMS[platform] }).where).toContain(place);
  });

  it('does without APPDATA', () => {
    const { where } = hostEntry({ host: 'claude-desktop', ...SYSTEMS.win32, appData: undefined });
    expect(where).toContain('C:\\Users\\ada\\AppData\\Roaming\\Claude\\');
  });
});

it.each([
  ['codex', { codexHome: '/etc/codex' }, '/etc/codex/config.toml'],
  ['opencode', { configHome: '/home/ada/settings' }, '/home/ada/settings/opencode/opencode.json'],
] as const)('follows the folder that the environment names for %s', (host, folder, place) => {
  expect(hostEntry({ host, ...SYSTEMS.linux, ...folder }).where).toContain(place);
});

it('says that Gemini CLI wants the folder trusted', () => {
  expect(hostEntry({ host: 'gemini-cli', ...SYSTEMS.linux }).where).toContain('must be trusted');
});

it('names for Codex and OpenCode the variables that they can take from the environment', () => {
  const { snippet, where } = hostEntry({ host: 'codex', ...SYSTEMS.linux });
  const line = /env_vars = \[.*\]/.exec(where)?.[0] ?? '';
  const { env } = CODEX.parse(parseToml(snippet)).mcp_servers['amigo-metrics'];
  const placeholders = Object.keys(env).filter((name) => env[name] === `\${${name}}`);
  expect(parseToml(line)).toEqual({ env_vars: placeholders });
  const { environment } = OPENCODE.parse(
    JSON.parse(hostEntry({ host: 'opencode', ...SYSTEMS.linux }).snippet),
  ).mcp['amigo-metrics'];
  expect(Object.keys(environment).filter((name) => environment[name] === `{env:${name}}`)).toEqual(
    placeholders,
  );
});

it('writes any path as TOML reads it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (nodePath, programPath) => {
      const entry = entryOf({ host: 'codex', ...SYSTEMS.linux, nodePath, programPath });
      expect([entry.command, ...entry.args]).toEqual([nodePath, programPath, 'serve']);
    }),
  );
});

it('has VS Code ask for every value, and keep the key to itself', () => {
  const { inputs, servers } = JSON.parse(hostEntry({ host: 'vscode', ...SYSTEMS.linux }).snippet);
  const asked = inputs.map(({ id }: { id: string }) => `\${input:${id}}`);
  const used = Object.values(servers['amigo-metrics'].env).filter((value) => String(value).startsWith('${'));
  expect(new Set(asked)).toEqual(new Set(used));
  expect(inputs).toContainEqual(expect.objectContaining({ id: 'amigo-api-key', password: true }));
});

it('prints the snippet alone on stdout, and the place on stderr', () => {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  expect(printEntry('cursor', SYSTEMS.linux.programPath, { stdout, stderr })).toBe(0);
  expect(JSON.parse(String(stdout.read()))).toMatchObject({
    mcpServers: { 'amigo-metrics': { command: process.execPath } },
  });
  expect(String(stderr.read())).toMatch(/mcp\.json/);
});
