import type { ConfigFlags } from '../config/index.ts';
import { nearest } from '../text/nearest.ts';
import { HOSTS, type Host } from './config.ts';

export const COMMANDS = ['serve', 'check', 'call', 'report', 'sandbox', 'config', 'demo', 'help'] as const;
export type Command = (typeof COMMANDS)[number];

/** What `sandbox` was asked for; what was not said is left to the sandbox. */
export interface SandboxFlags {
  /** 0 to 65535; 0 is a free one. */
  readonly port?: number;
  /** 0 to 4294967295. */
  readonly seed?: number;
  /** A date that exists, `YYYY-MM-DD`. */
  readonly today?: string;
  readonly limits?: boolean;
  /** 0 to 600. */
  readonly judgeSeconds?: number;
}

/** What a command line asks for. */
export type Invocation =
  | { readonly command: 'serve'; readonly flags: ConfigFlags }
  | { readonly command: 'demo'; readonly flags: ConfigFlags }
  | { readonly command: 'check'; readonly flags: ConfigFlags; readonly json: boolean }
  | {
      readonly command: 'call';
      readonly flags: ConfigFlags;
      /** How the answer is printed. */
      readonly as: 'text' | 'json' | 'csv';
      /** As it was written: whether there is such a tool is for the command to say. */
      readonly tool: string;
      /** JSON text, `-` for standard input, undefined when nothing was given. */
      readonly input: string | undefined;
    }
  | {
      readonly command: 'report';
      readonly flags: ConfigFlags;
      /** JSON text, `-` for standard input, undefined when nothing was given. */
      readonly input: string | undefined;
      /** Path of the file; undefined for one of a name of its own in the current folder. */
      readonly out: string | undefined;
    }
  | { readonly command: 'sandbox'; readonly options: SandboxFlags }
  | { readonly command: 'config'; readonly host: Host }
  | { readonly command: 'help'; readonly topic: Command | undefined }
  | { readonly command: 'version' };

/** A command line that cannot be understood; the message is one line that says what is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The flags of the program, in the form of `node:util`'s `parseArgs`. */
export const FLAGS = {
  sandbox: { type: 'boolean' },
  access: { type: 'string' },
  'log-level': { type: 'string' },
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  out: { type: 'string' },
  port: { type: 'string' },
  seed: { type: 'string' },
  today: { type: 'string' },
  limits: { type: 'string' },
  'judge-seconds': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;
export type Flag = keyof typeof FLAGS;
/** The flags that were given, with their values; a boolean one with an empty text. */
export type Values = Partial<Record<Flag, string>>;

interface CommandRow {
  readonly flags: readonly Flag[];
  /** Most words after the command. */
  readonly words: number;
  /** @throws {UsageError} when the values make no sense. */
  readonly read: (values: Values, words: readonly string[]) => Invocation;
}

const CONFIG_FLAGS = ['sandbox', 'access', 'log-level'] as const;

/** What each command takes, and what it makes of that. */
export const TAKES: Readonly<Record<Command, CommandRow>> = {
  serve: {
    flags: CONFIG_FLAGS,
    words: 0,
    read: (values) => ({ command: 'serve', flags: configFlags(values) }),
  },
  check: {
    flags: [...CONFIG_FLAGS, 'json'],
    words: 0,
    read: (values) => ({ command: 'check', flags: configFlags(values), json: 'json' in values }),
  },
  call: {
    flags: [...CONFIG_FLAGS, 'json', 'csv'],
    words: 2,
    read(values, [tool, input]) {
      if (tool === undefined) throw new UsageError('call needs the name of a tool, as in: call get_metrics');
      if ('json' in values && 'csv' in values)
        throw new UsageError('call takes one of --json and --csv, not both.');
      const as = 'json' in values ? 'json' : 'csv' in values ? 'csv' : 'text';
      return { command: 'call', flags: configFlags(values), as, tool, input };
    },
  },
  report: {
    flags: [...CONFIG_FLAGS, 'out'],
    words: 1,
    read: (values, [input]) => ({ command: 'report', flags: configFlags(values), input, out: values.out }),
  },
  sandbox: {
    flags: ['port', 'seed', 'today', 'limits', 'judge-seconds'],
    words: 0,
    read: (values) => ({ command: 'sandbox', options: sandboxFlags(values) }),
  },
  config: {
    flags: [],
    words: 1,
    read(_, [name]) {
      if (name === undefined) throw new UsageError(`config needs a host: ${HOSTS.join(', ')}.`);
      return { command: 'config', host: oneOf(HOSTS, name, 'host') };
    },
  },
  demo: {
    flags: CONFIG_FLAGS,
    words: 0,
    read: (values) => ({ command: 'demo', flags: configFlags(values) }),
  },
  help: {
    flags: [],
    words: 1,
    read: (_, [name]) => ({ command: 'help', topic: name === undefined ? undefined : commandOf(name) }),
  },
};

/** @throws {UsageError} which names the nearest command. */
export function commandOf(name: string): Command {
  return oneOf(COMMANDS, name, 'command', ['--version']);
}

/** What was typed, on one line and not at any length. */
export function shortened(word: string): string {
  return JSON.stringify(word.length > 60 ? `${word.slice(0, 59)}…` : word);
}

/** @param near further words that may have been meant */
function oneOf<T extends string>(
  known: readonly T[],
  name: string,
  kind: string,
  near: readonly string[] = [],
): T {
  const found = known.find((word) => word === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `Unknown ${kind} ${shortened(name)}; the nearest is ${nearest(name, [...known, ...near])}.`,
  );
}

function configFlags(values: Values): ConfigFlags {
  return {
    sandbox: 'sandbox' in values ? true : undefined,
    access: values.access,
    logLevel: values['log-level'],
  };
}

function sandboxFlags(values: Values): SandboxFlags {
  const { port, seed, today, limits, 'judge-seconds': judgeSeconds } = values;
  if (port !== undefined && !isWholeNumber(port, 65_535)) {
    throw new UsageError('--port must be a whole number from 0 (a free one) to 65535.');
  }
  if (seed !== undefined && !isWholeNumber(seed, 4_294_967_295)) {
    throw new UsageError('--seed must be a whole number from 0 to 4294967295.');
  }
  if (today !== undefined && !isDate(today)) {
    throw new UsageError('--today must be a date that exists, as in --today 2026-11-25.');
  }
  if (limits !== undefined && limits !== 'on' && limits !== 'off') {
    throw new UsageError(`--limits must be on or off; the nearest is ${nearest(limits, ['on', 'off'])}.`);
  }
  if (judgeSeconds !== undefined && !isWholeNumber(judgeSeconds, 600)) {
    throw new UsageError('--judge-seconds must be a whole number from 0 to 600.');
  }
  return {
    ...(port !== undefined && { port: Number(port) }),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(today !== undefined && { today }),
    ...(limits !== undefined && { limits: limits === 'on' }),
    ...(judgeSeconds !== undefined && { judgeSeconds: Number(judgeSeconds) }),
  };
}

function isWholeNumber(text: string, highest: number): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= highest;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
