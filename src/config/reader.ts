import { filledIn, type Parse } from './values.ts';

/** What a setting is and where it came from, for the doctor; a secret's value is never in it. */
export interface Origin {
  readonly from: 'environment' | 'flag' | 'default' | 'none';
  /** As it was written; empty when there is none. */
  readonly value: string;
}

interface Source {
  /** The flag of the same meaning, and its text when it was given; it wins over the variable. */
  readonly flag?: { readonly name: string; readonly text: string | undefined };
  /** Said in the origin when nothing was given; the caller applies it. */
  readonly otherwise?: string;
  readonly secret?: boolean;
}

export interface Reader {
  /** The value of one variable, undefined when there is none or it is malformed, which is noted. */
  readonly read: <T>(variable: string, parse: Parse<T>, source?: Source) => T | undefined;
  /** The same for a variable with two spellings; the first wins, and a warning says so when they differ. */
  readonly readEither: <T>(first: string, second: string, parse: Parse<T>, source?: Source) => T | undefined;
  readonly problems: readonly string[];
  readonly warnings: string[];
  readonly origins: Readonly<Record<string, Origin>>;
}

/** Reads variables one at a time and keeps account of every mistake, so that all can be told at once. */
export function createReader(env: NodeJS.ProcessEnv): Reader {
  const problems: string[] = [];
  const warnings: string[] = [];
  const origins: Record<string, Origin> = {};

  function checked<T>(name: string, text: string | undefined, parse: Parse<T>): T | undefined {
    if (text === undefined) return undefined;
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    problems.push(`${name} ${parsed.problem}`);
    return undefined;
  }

  function read<T>(variable: string, parse: Parse<T>, source: Source = {}): T | undefined {
    const { flag, otherwise, secret = false } = source;
    const text = filledIn(env[variable]);
    const fromVariable = checked(variable, text, parse);
    const fromFlag = flag && checked(flag.name, flag.text, parse);
    const shown = (value: string) => (secret ? '(set, not shown)' : value);
    if (flag?.text !== undefined) origins[variable] = { from: 'flag', value: shown(flag.text) };
    else if (text !== undefined) origins[variable] = { from: 'environment', value: shown(text) };
    else if (otherwise !== undefined) origins[variable] = { from: 'default', value: otherwise };
    else origins[variable] = { from: 'none', value: '' };
    return flag?.text === undefined ? fromVariable : fromFlag;
  }

  return {
    problems,
    warnings,
    origins,
    read,
    readEither(first, second, parse, source) {
      if (filledIn(env[second]) === undefined) return read(first, parse, source);
      const other = read(second, parse, source);
      if (filledIn(env[first]) === undefined) return other;
      const value = read(first, parse, source);
      if (value !== other) warnings.push(`${first} and ${second} differ: ${first} is used.`);
      return value;
    },
  };
}
