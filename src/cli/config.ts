import { homedir } from 'node:os';
import path from 'node:path';
import { filledIn } from '../config/values.ts';

export const HOSTS = [
  'claude-desktop',
  'claude-code',
  'cursor',
  'vscode',
  'codex',
  'gemini-cli',
  'opencode',
] as const;
export type Host = (typeof HOSTS)[number];

/** What an entry depends on. */
export interface EntryOptions {
  readonly host: Host;
  readonly platform: NodeJS.Platform;
  /** Absolute path of the Node.js that runs: a host started from the desktop may not find `node` by its name. */
  readonly nodePath: string;
  /** Absolute path of the program. */
  readonly programPath: string;
  /** The person's home folder. */
  readonly home: string;
  /** Folder of applications' settings on Windows (`APPDATA`). */
  readonly appData?: string | undefined;
  /** Folder of applications' settings on Linux (`XDG_CONFIG_HOME`). */
  readonly configHome?: string | undefined;
  /** Folder of Codex, where it is not the usual one (`CODEX_HOME`). */
  readonly codexHome?: string | undefined;
}

export interface HostEntry {
  /** What to paste: JSON, for Codex TOML, for Claude Code a shell command. */
  readonly snippet: string;
  /** Where it goes on this system and what to fill in, for a person to read. */
  readonly where: string;
}

const NAME = 'amigo-metrics';
const FILLED_IN = ['AMIGO_ORG_ID', 'AMIGO_API_KEY', 'AMIGO_API_KEY_ID', 'AMIGO_USER_ID'] as const;
type FilledIn = (typeof FILLED_IN)[number];

/**
 * Prints the snippet on stdout, where it can be piped, and where it goes on stderr. Gives the exit code.
 * @param programPath absolute path of the program
 */
export function printEntry(
  host: Host,
  programPath: string,
  streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream },
): number {
  const { snippet, where } = hostEntry({
    host,
    platform: process.platform,
    nodePath: process.execPath,
    programPath,
    home: homedir(),
    appData: process.env['APPDATA'],
    configHome: filledIn(process.env['XDG_CONFIG_HOME']),
    codexHome: filledIn(process.env['CODEX_HOME']),
  });
  streams.stderr.write(`${where}\n\n`);
  streams.stdout.write(`${snippet}\n`);
  return 0;
}

/** The entry that starts this program in a host. A value that is left unfilled counts as none, so it does no harm. */
export function hostEntry(options: EntryOptions): HostEntry {
  return ENTRIES[options.host](options);
}

const ENTRIES: Readonly<Record<Host, (options: EntryOptions) => HostEntry>> = {
  'claude-desktop': claudeDesktop,
  'claude-code': claudeCode,
  cursor,
  vscode,
  codex,
  'gemini-cli': geminiCli,
  opencode,
};

function claudeDesktop(options: EntryOptions): HostEntry {
  const { platform, home, appData, configHome } = options;
  const at = folders(platform);
  const folder =
    platform === 'win32'
      ? (appData ?? at.join(home, 'AppData', 'Roaming'))
      : platform === 'darwin'
        ? at.join(home, 'Library', 'Application Support')
        : (configHome ?? at.join(home, '.config'));
  return {
    snippet: json({ mcpServers: { [NAME]: entry(options, (variable) => `\${${variable}}`) } }),
    where:
      `For Claude Desktop: merge this into ${at.join(folder, 'Claude', 'claude_desktop_config.json')} ` +
      '(Settings > Developer > Edit Config), put your values in place of ${…}, and restart Claude Desktop.',
  };
}

/** Claude Code puts the environment's values in place of `${NAME}`, so no key needs to stand in its file. */
function claudeCode(options: EntryOptions): HostEntry {
  const server = { type: 'stdio', ...entry(options, (variable) => `\${${variable}}`) };
  const values = 'put your values in place of ${…}, or set these variables where claude starts.';
  if (options.platform === 'win32') {
    // The shells of Windows disagree on how to quote JSON; a file needs no quoting.
    return {
      snippet: json({ mcpServers: { [NAME]: server } }),
      where: `For Claude Code: merge this into .mcp.json in your project's folder; ${values}`,
    };
  }
  return {
    snippet: `claude mcp add-json --scope user ${NAME} ${shellQuoted(JSON.stringify(server))}`,
    where: `For Claude Code: run this in a shell (it writes to ${path.posix.join(options.home, '.claude.json')}); ${values}`,
  };
}

/** Cursor names the environment's values `${env:NAME}`. */
function cursor(options: EntryOptions): HostEntry {
  const file = folders(options.platform).join(options.home, '.cursor', 'mcp.json');
  return {
    snippet: json({ mcpServers: { [NAME]: entry(options, (variable) => `\${env:${variable}}`) } }),
    where:
      `For Cursor: merge this into ${file} (or .cursor/mcp.json in a project); put your values in place of \${…}, ` +
      'or set these variables where Cursor starts.',
  };
}

/** VS Code asks for the inputs when the server first starts, and keeps those marked as passwords encrypted. */
function vscode(options: EntryOptions): HostEntry {
  const prompts: Readonly<Record<FilledIn, string>> = {
    AMIGO_ORG_ID: 'Amigo organization id',
    AMIGO_API_KEY: 'Amigo API key',
    AMIGO_API_KEY_ID: 'Amigo API key id',
    AMIGO_USER_ID: 'Amigo user id',
  };
  const inputId = (variable: FilledIn) => variable.toLowerCase().replaceAll('_', '-');
  return {
    snippet: json({
      inputs: FILLED_IN.map((variable) => ({
        type: 'promptString',
        id: inputId(variable),
        description: prompts[variable],
        password: variable === 'AMIGO_API_KEY',
      })),
      servers: {
        [NAME]: { type: 'stdio', ...entry(options, (variable) => `\${input:${inputId(variable)}}`) },
      },
    }),
    where:
      'For VS Code: merge this into .vscode/mcp.json of a workspace, or into the file that the command ' +
      '"MCP: Open User Configuration" opens; VS Code asks for the four values when the server first starts.',
  };
}

/** Codex does not wait for a slow server unless the server is required, and puts no values in by itself. */
function codex(options: EntryOptions): HostEntry {
  const at = folders(options.platform);
  const { command, args, env } = entry(options, (variable) => `\${${variable}}`);
  return {
    snippet: [
      `[mcp_servers.${NAME}]`,
      `command = ${tomlString(command)}`,
      `args = [${args.map(tomlString).join(', ')}]`,
      'required = true',
      '',
      `[mcp_servers.${NAME}.env]`,
      ...Object.entries(env).map(([variable, value]) => `${variable} = ${tomlString(value)}`),
    ].join('\n'),
    where:
      `For Codex: add this to ${at.join(options.codexHome ?? at.join(options.home, '.codex'), 'config.toml')} ` +
      'and put your values in place of ${…}; or take their lines out, set these variables where codex starts, and ' +
      `name them above the env table: env_vars = [${FILLED_IN.map(tomlString).join(', ')}].`,
  };
}

/** Gemini CLI puts the environment's values in place of `${NAME}`, and starts no server in a folder without trust. */
function geminiCli(options: EntryOptions): HostEntry {
  const file = folders(options.platform).join(options.home, '.gemini', 'settings.json');
  return {
    snippet: json({ mcpServers: { [NAME]: entry(options, (variable) => `\${${variable}}`) } }),
    where:
      `For Gemini CLI: merge this into ${file} (or .gemini/settings.json in a project); put your values in place of ` +
      '${…}, or set these variables where gemini starts. The folder must be trusted (/permissions): in another one ' +
      'Gemini CLI starts no server.',
  };
}

/** OpenCode puts the environment's values in place of `{env:NAME}`, nothing for those that are not set. */
function opencode(options: EntryOptions): HostEntry {
  const at = folders(options.platform);
  const { command, args, env } = entry(options, (variable) => `{env:${variable}}`);
  const file = at.join(options.configHome ?? at.join(options.home, '.config'), 'opencode', 'opencode.json');
  return {
    snippet: json({
      $schema: 'https://opencode.ai/config.json',
      mcp: { [NAME]: { type: 'local', command: [command, ...args], environment: env, enabled: true } },
    }),
    where:
      `For OpenCode: merge this into ${file} (or opencode.json in a project); put your values in place of {env:…}, ` +
      'or set these variables where opencode starts.',
  };
}

function entry({ nodePath, programPath }: EntryOptions, value: (variable: FilledIn) => string) {
  return {
    command: nodePath,
    args: [programPath, 'serve'],
    env: {
      ...Object.fromEntries(FILLED_IN.map((variable) => [variable, value(variable)])),
      AMIGO_REGION: 'us',
      AMIGO_ACCESS: 'author',
    },
  };
}

function folders(platform: NodeJS.Platform): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** A basic string of TOML: its escapes are JSON's, and it wants DEL escaped too. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}

/** One word for a POSIX shell, nothing in it expanded. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
