import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

// What can be told of sources from their text alone, formatted as they are by Prettier.

/** Text of every TypeScript file below this folder of the project, by its path in it. */
export async function readSources(folder: string): Promise<ReadonlyMap<string, string>> {
  const root = path.join(import.meta.dirname, '..', '..', folder);
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const read = async (file: string) => [file, await readFile(path.join(root, file), 'utf8')] as const;
  return new Map(await Promise.all(files.toSorted().map(read)));
}

interface Import {
  /** A package, a module of Node's or a relative path. */
  readonly from: string;
  /** What is taken out of it; a name alone (`fs`, `* as fs`) stands for all of it. Empty for a dynamic import. */
  readonly names: string;
}

/** Imports of a source: statements, re-exports and dynamic ones. */
export function importsOf(source: string): Import[] {
  const found = source.matchAll(
    /(?:^(?:import|export)\s+(?:type\s+)?([^'";]*?)\s*from\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"]+)\2/gm,
  );
  return [...found].map(([, names = '', , from = '']) => ({ from, names }));
}

const NO_PROCESS = /^(?:node:)?(?:child_process|worker_threads|cluster)$/;
const FILES = /^(?:node:)?fs(?:\/promises)?$/;
const READERS = new Set(['readFile', 'readFileSync', 'existsSync', 'stat', 'statSync']);
/** Ways to a module that no import names. */
const DETOURS = /\b(?:createRequire|getBuiltinModule|process\.binding)\b/;

/** How a source could start a process or write a file: what it would have to import for that. */
export function reachesOutside(source: string): string[] {
  const imports = importsOf(source).flatMap(({ from, names }) => {
    if (NO_PROCESS.test(from)) return [from];
    if (!FILES.test(from)) return [];
    const taken = /^\{([^}]*)\}$/s
      .exec(names)?.[1]
      ?.split(',')
      .map((name) => name.trim().split(' ')[0] ?? '');
    const writers = taken ? taken.filter((name) => name !== '' && !READERS.has(name)) : ['everything'];
    return writers.map((name) => `${name} of ${from}`);
  });
  return [...imports, ...(DETOURS.exec(source) ?? [])];
}

interface Measured {
  /** The first line, which names it. */
  readonly head: string;
  /** From the first line to the closing one, both counted. */
  readonly lines: number;
}

const BLOCK = /^\s*(?:\} )?(?:if|else|for|while|switch|do|try|catch|finally)\b/;

/** Functions of a source, methods and functions within functions included, each from its head to its closing brace. */
export function functionsOf(source: string): Measured[] {
  const lines = source.split('\n');
  const indentOf = (line: string) => line.length - line.trimStart().length;
  return lines.flatMap((line, at) => {
    if (!/(?:=> |\)(?:: .*)? )\{$/.test(line) || BLOCK.test(line)) return [];
    const indent = indentOf(line);
    // A head of several lines ends in one that begins with what closes its parameters.
    const continues = /^\s*[)}\]]/.test(line);
    const first = continues
      ? lines.findLastIndex((each, place) => place < at && each !== '' && indentOf(each) === indent)
      : at;
    const last = lines.findIndex(
      (each, place) => place > at && indentOf(each) === indent && /^\s*\}/.test(each),
    );
    const head = lines[first] ?? '';
    return last < 0 || BLOCK.test(head) ? [] : [{ head: head.trim(), lines: last - first + 1 }];
  });
}
