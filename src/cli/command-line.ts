import { parseArgs } from 'node:util';
import { nearest } from '../text/nearest.ts';
import {
  commandOf,
  COMMANDS,
  FLAGS,
  shortened,
  TAKES,
  UsageError,
  type Command,
  type Flag,
  type Invocation,
  type Values,
} from './invocation.ts';

const EVERYWHERE = ['help', 'version'] as const;

/**
 * Reads the arguments after the program's name. No command means `serve`; flags may stand before or after it, as
 * `--flag value` or `--flag=value`, and the last of two wins. `--access` and `--log-level` are checked together with
 * their variables, not here.
 * @throws {UsageError} for what cannot be understood, naming the nearest right word
 */
export function readArguments(argv: readonly string[]): Invocation {
  const { positionals, tokens } = parseArgs({
    args: [...argv],
    options: FLAGS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const [name, ...words] = positionals;
  const named = name === undefined ? 'serve' : COMMANDS.find((known) => known === name);
  const values: Values = {};
  for (const token of tokens) if (token.kind === 'option') Object.assign(values, flagOf(token, named));
  const command = named ?? commandOf(name ?? '');
  if ('help' in values) return { command: 'help', topic: name === undefined ? undefined : command };
  if ('version' in values) return { command: 'version' };

  const { words: most, read } = TAKES[command];
  if (words.length <= most) return read(values, words);
  const takes = most === 0 ? 'no argument' : `at most ${most} arguments`;
  throw new UsageError(`${command} takes ${takes}, but ${words.length} came; see ${command} --help.`);
}

interface FlagToken {
  readonly name: string;
  /** As it was typed. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether the value stands behind an equals sign. */
  readonly inlineValue?: boolean | undefined;
}

function flagOf({ name, rawName, value, inlineValue }: FlagToken, command: Command | undefined): Values {
  const flag = flagsOf(command).find((known) => known === name);
  if (flag === undefined) throw unknownFlag(rawName, command);
  if (FLAGS[flag].type === 'boolean') {
    if (value === undefined) return { [flag]: '' };
    throw new UsageError(`${rawName} takes no value.`);
  }
  // What looks like the next flag is not the value of this one, unless an equals sign says so.
  if (value === undefined || value === '' || (!inlineValue && value.startsWith('-'))) {
    throw new UsageError(`${rawName} needs a value, as in ${rawName}=VALUE.`);
  }
  return { [flag]: value };
}

/** The flags that a command takes; of all commands, when it is not known which one is meant. */
function flagsOf(command: Command | undefined): readonly Flag[] {
  const commands = command === undefined ? COMMANDS : [command];
  return [...commands.flatMap((known) => TAKES[known].flags), ...EVERYWHERE];
}

function unknownFlag(rawName: string, command: Command | undefined): UsageError {
  const owners = COMMANDS.filter((known) => TAKES[known].flags.some((flag) => `--${flag}` === rawName));
  if (command !== undefined && owners.length > 0) {
    return new UsageError(`${rawName} is a flag of ${owners.join(', ')}, not of ${command}.`);
  }
  const flags = flagsOf(command).map((flag) => `--${flag}`);
  const of = command === undefined ? '' : ` of ${command}`;
  return new UsageError(
    `Unknown flag ${shortened(rawName)}${of}; the nearest is ${nearest(rawName, flags)}.`,
  );
}
