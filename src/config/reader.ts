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
  /** What is read when nothing was given. */
  readonly otherwise?: string;
  readonly secret?: boolean;
}

interface Read {
  <T>(variable: string, parse: Parse<T>, source: Source & { readonly otherwise: string }): T;
  <T>(variable: string, parse: Parse<T>, source?: Source): T | undefined;
}

export interface Reader {
  /** The value of one variable. A malformed one is noted, and counts as not given. */
  readonly read: Read;
  /** The same for a variable with two spellings; the first wins, and a warning says so when they differ. */
  readonly readEither: <T>(first: string, second: string, parse: Parse<T>) => T | undefined;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
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

  function read<T>(variable: string, parse: Parse<T>, source: Source & { readonly otherwise: string }): T;
  function read<T>(variable: string, parse: Parse<T>, source?: Source): T | undefined;
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
    return fromFlag ?? fromVariable ?? checked(variable, otherwise, parse);
  }

  function readEither<T>(first: string, second: string, parse: Parse<T>): T | undefined {
    if (filledIn(env[second]) === undefined) return read(first, parse);
    const secondValue = read(second, parse);
    if (filledIn(env[first]) === undefined) return secondValue;
    const firstValue = read(first, parse);
    if (firstValue !== secondValue) warnings.push(`${first} and ${second} differ: ${first} is used.`);
    return firstValue;
  }

  return { read, readEither, problems, warnings, origins };
}
