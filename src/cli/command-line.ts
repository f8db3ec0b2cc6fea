import { parseArgs } from 'node:util';
import type { ConfigFlags } from '../config/index.ts';
import { nearest } from '../text/nearest.ts';

export const COMMANDS = ['serve', 'check', 'call', 'sandbox', 'config', 'demo', 'help'] as const;
export type Command = (typeof COMMANDS)[number];

export const HOSTS = ['claude-desktop', 'claude-code', 'cursor', 'vscode'] as const;
export type Host = (typeof HOSTS)[number];

/** What `sandbox` was asked for; what was not said is left to the sandbox. */
export interface SandboxFlags {
  /** 0 to 65535; 0 is a free one. */
  readonly port?: number;
  /** 0 to 4294967295. */
  readonly seed?: number;
  /** A date that exists, `YYYY-MM-DD`. */
  readonly today?: string;
  readonly limits?: boolean;
}

/** One command line, understood. */
export type Invocation =
  | { readonly command: 'serve'; readonly flags: ConfigFlags }
  | { readonly command: 'demo'; readonly flags: ConfigFlags }
  | { readonly command: 'check'; readonly flags: ConfigFlags; readonly json: boolean }
  | {
      readonly command: 'call';
      readonly flags: ConfigFlags;
      readonly json: boolean;
      /** As it was written: whether there is such a tool is for the command to say. */
      readonly tool: string;
      /** JSON text, `-` for standard input, undefined when nothing was given. */
      readonly input: string | undefined;
    }
  | { readonly command: 'sandbox'; readonly options: SandboxFlags }
  | { readonly command: 'config'; readonly host: Host }
  | { readonly command: 'help'; readonly topic: Command | undefined }
  | { readonly command: 'version' };

type Understood = { readonly ok: true; readonly invocation: Invocation };
type Misunderstood = { readonly ok: false; readonly message: string };

const OPTIONS = {
  sandbox: { type: 'boolean' },
  access: { type: 'string' },
  'log-level': { type: 'string' },
  json: { type: 'boolean' },
  port: { type: 'string' },
  seed: { type: 'string' },
  today: { type: 'string' },
  limits: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;
type Flag = keyof typeof OPTIONS;

const FLAGS_OF: Readonly<Record<Command, readonly Flag[]>> = {
  serve: ['sandbox', 'access', 'log-level'],
  check: ['sandbox', 'access', 'log-level', 'json'],
  call: ['sandbox', 'access', 'log-level', 'json'],
  sandbox: ['port', 'seed', 'today', 'limits'],
  config: [],
  demo: ['sandbox', 'access', 'log-level'],
  help: [],
};

/**
 * Reads the arguments after the program's name. No command means `serve`; flags may stand before or after it, as
 * `--flag value` or `--flag=value`, and the last of two wins. What cannot be understood comes back as one line that
 * names the nearest right word. `--access` and `--log-level` are checked together with their variables, not here.
 */
export function readArguments(argv: readonly string[]): Understood | Misunderstood {
  const { positionals, tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const flags = tokens.filter((token) => token.kind === 'option');
  const [word, ...rest] = positionals;
  const command = word === undefined ? 'serve' : COMMANDS.find((known) => known === word);

  const values: Partial<Record<Flag, string>> = {};
  for (const { name, rawName, value, inlineValue } of flags) {
    if (name === 'help' || name === 'version') continue;
    const known = isFlag(name) ? name : undefined;
    if (known === undefined || (command !== undefined && !FLAGS_OF[command].includes(known))) {
      return unknownFlag(rawName, command);
    }
    if (OPTIONS[known].type === 'boolean') {
      if (value !== undefined) return misunderstood(`${rawName} takes no value.`);
      values[known] = '';
    } else {
      // What looks like the next flag is not the value of this one, unless an equals sign says so.
      if (value === undefined || value === '' || (!inlineValue && value.startsWith('-'))) {
        return misunderstood(`${rawName} needs a value, as in ${rawName}=VALUE.`);
      }
      values[known] = value;
    }
  }
  if (command === undefined) return unknownCommand(word ?? '');
  if (flags.some(({ name }) => name === 'help'))
    return understood({ command: 'help', topic: word === undefined ? undefined : command });
  if (flags.some(({ name }) => name === 'version')) return understood({ command: 'version' });
  return readCommand(command, rest, values);
}

function readCommand(
  command: Command,
  rest: readonly string[],
  values: Partial<Record<Flag, string>>,
): Understood | Misunderstood {
  const most = command === 'call' ? 2 : command === 'config' || command === 'help' ? 1 : 0;
  if (rest.length > most) {
    return misunderstood(
      `${command} takes ${most === 0 ? 'no argument' : `at most ${most} arguments`}, but ${rest.length} came; see ${command} --help.`,
    );
  }
  const flags: ConfigFlags = {
    sandbox: values.sandbox === undefined ? undefined : true,
    access: values.access,
    logLevel: values['log-level'],
  };
  const json = values.json !== undefined;
  const [first, second] = rest;

  const read: Readonly<Record<Command, () => Understood | Misunderstood>> = {
    serve: () => understood({ command: 'serve', flags }),
    demo: () => understood({ command: 'demo', flags }),
    check: () => understood({ command: 'check', flags, json }),
    call: () =>
      first === undefined
        ? misunderstood('call needs the name of a tool, as in: call get_metrics')
        : understood({ command: 'call', flags, json, tool: first, input: second }),
    sandbox: () => readSandbox(values),
    config: () => readHost(first),
    help: () => readTopic(first),
  };
  return read[command]();
}

function readSandbox(values: Partial<Record<Flag, string>>): Understood | Misunderstood {
  const { port, seed, today, limits } = values;
  if (port !== undefined && !isWholeNumber(port, 65_535)) {
    return misunderstood('--port must be a whole number from 0 (a free one) to 65535.');
  }
  if (seed !== undefined && !isWholeNumber(seed, 4_294_967_295)) {
    return misunderstood('--seed must be a whole number from 0 to 4294967295.');
  }
  if (today !== undefined && !isDate(today)) {
    return misunderstood('--today must be a date that exists, as in --today 2026-11-25.');
  }
  if (limits !== undefined && limits !== 'on' && limits !== 'off') {
    return misunderstood(`--limits must be on or off; the nearest is ${nearest(limits, ['on', 'off'])}.`);
  }
  const options: SandboxFlags = {
    ...(port !== undefined && { port: Number(port) }),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(today !== undefined && { today }),
    ...(limits !== undefined && { limits: limits === 'on' }),
  };
  return understood({ command: 'sandbox', options });
}

function readHost(word: string | undefined): Understood | Misunderstood {
  if (word === undefined) return misunderstood(`config needs a host: ${HOSTS.join(', ')}.`);
  const host = HOSTS.find((known) => known === word);
  if (host !== undefined) return understood({ command: 'config', host });
  return misunderstood(`Unknown host ${shown(word)}; the nearest is ${nearest(word, HOSTS)}.`);
}

function readTopic(word: string | undefined): Understood | Misunderstood {
  const topic = COMMANDS.find((known) => known === word);
  if (word !== undefined && topic === undefined) return unknownCommand(word);
  return understood({ command: 'help', topic });
}

function unknownCommand(word: string): Misunderstood {
  const right = nearest(word, [...COMMANDS, '--version']);
  return misunderstood(`Unknown command ${shown(word)}; the nearest is ${right}.`);
}

function unknownFlag(rawName: string, command: Command | undefined): Misunderstood {
  const owners = COMMANDS.filter((known) => FLAGS_OF[known].some((flag) => `--${flag}` === rawName));
  if (command !== undefined && owners.length > 0) {
    return misunderstood(`${rawName} is a flag of ${owners.join(', ')}, not of ${command}.`);
  }
  const flags = command === undefined ? Object.keys(OPTIONS) : [...FLAGS_OF[command], 'help', 'version'];
  const right = nearest(
    rawName,
    flags.map((flag) => `--${flag}`),
  );
  return misunderstood(
    `Unknown flag ${shown(rawName)}${command ? ` of ${command}` : ''}; the nearest is ${right}.`,
  );
}

function isFlag(name: string): name is Flag {
  return Object.hasOwn(OPTIONS, name);
}

function isWholeNumber(text: string, highest: number): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= highest;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What was typed, on one line and not at any length. */
function shown(word: string): string {
  return JSON.stringify(word.length > 60 ? `${word.slice(0, 59)}…` : word);
}

function understood(invocation: Invocation): Understood {
  return { ok: true, invocation };
}

function misunderstood(message: string): Misunderstood {
  return { ok: false, message };
}
