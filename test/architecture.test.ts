import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROMPTS } from '../src/prompts/index.ts';
import { TOOLS } from '../src/tools/index.ts';
import { functionsOf, importsOf, reachesOutside, readSources } from './support/source-code.ts';

// The way of a call: imports point to the right only.
const LINE = [
  ['main'],
  ['cli'],
  ['mcp'],
  ['prompts'],
  ['resources'],
  ['app'],
  ['tools'],
  ['answers'],
  ['results'],
  ['amigo'],
  ['http'],
];
const LEAVES = new Set(['config', 'deadline', 'errors', 'json', 'log', 'secrets', 'slices', 'text']);
/** Runs in a browser: it knows the answers that it draws by their types, and the leaves. */
const PAGE = 'page';
const DRAWN = new Set(['answers', 'results']);
/** Puts the two ways to an Amigo together, and is used by the commands alone. */
const CONNECT = 'connect';
const VAGUE = /(?:^|[/_-])(?:utils?|helpers?|common|misc|shared)(?:$|[./_-])/i;
const LONGEST = 300;
const DATA = 'sandbox/seed-metrics.ts';

const sources = await readSources('src');
const files = [...sources.keys()];

/** The files that a file imports. */
function filesOf(file: string): string[] {
  return importsOf(sources.get(file) ?? '')
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from }) => path.join(path.dirname(file), from));
}

const roomOf = (file: string) => file.split(path.sep)[0]?.replace(/\.ts$/, '') ?? '';
const placeOf = (room: string) => LINE.findIndex((rooms) => rooms.includes(room));

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === 'sandbox') return false;
  if (LEAVES.has(to)) return true;
  if (from === PAGE) return DRAWN.has(to);
  if (to === PAGE) return from === 'cli';
  if (LEAVES.has(from)) return false;
  if (from === CONNECT) return ['amigo', 'http', 'sandbox'].includes(to);
  if (to === CONNECT) return ['main', 'cli'].includes(from);
  if (to === 'sandbox') return from === 'cli';
  return placeOf(from) >= 0 && placeOf(from) < placeOf(to);
}

describe('the sources', () => {
  it('import only to the right', () => {
    const wrong = files.flatMap((file) =>
      filesOf(file)
        .filter((to) => !mayImport(roomOf(file), roomOf(to)))
        .map((to) => `${file} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('import nothing that is not there', () => {
    expect(files.flatMap(filesOf).filter((to) => !sources.has(to))).toEqual([]);
  });

  it('import in no circle', () => {
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): string[] => {
      if (trail.includes(file)) return [[...trail.slice(trail.indexOf(file)), file].join(' → ')];
      if (done.has(file)) return [];
      const circles = filesOf(file).flatMap((to) => visit(to, [...trail, file]));
      done.add(file);
      return circles;
    };
    expect(files.flatMap((file) => visit(file, []))).toEqual([]);
  });

  it('are named for what they are about, and short', () => {
    expect(files.filter((file) => VAGUE.test(file))).toEqual([]);
    const long = files.filter(
      (file) => file !== DATA && (sources.get(file) ?? '').split('\n').length > LONGEST,
    );
    expect(long).toEqual([]);
  });

  it('have names of their own, lists aside', () => {
    const names = files.map((file) => path.basename(file)).filter((name) => name !== 'index.ts');
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('and tests are named in kebab-case, after the ids of tools and prompts where they are about one', async () => {
    const tests = [...(await readSources('test')).keys()];
    const ids = new Set([...TOOLS, ...PROMPTS].map(({ name }) => name));
    const odd = [...files, ...tests]
      .flatMap((file) => file.split(path.sep))
      .map((part) => part.replace(/(?:\.test)?\.ts$/, ''))
      .filter((part) => !ids.has(part) && !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(part));
    expect(odd).toEqual([]);
  });

  it('show the tools at a glance', () => {
    const parts = files
      .filter((file) => roomOf(file) === 'tools')
      .map((file) => file.split(path.sep)[1]?.replace(/\.ts$/, ''));
    const expected = [...TOOLS.map(({ name }) => name), 'index', 'params', 'runner'];
    expect(new Set(parts)).toEqual(new Set(expected));
  });
});

describe('functions', () => {
  it('are measured from their heads to their closing braces; objects and blocks are none', () => {
    const source = [
      'export async function outer(',
      '  given: string,',
      '): Promise<void> {',
      '  const tool = {',
      "    name: 'x',",
      '    async run({ id }) {',
      '      if (id) {',
      '        await id;',
      '      }',
      '    },',
      '  };',
      '  for (const each of given) {',
      '    work(() => {',
      '      tool.run(each);',
      '    });',
      '  }',
      '}',
    ].join('\n');
    expect(functionsOf(source)).toEqual([
      { head: 'export async function outer(', lines: 17 },
      { head: 'async run({ id }) {', lines: 5 },
      { head: 'work(() => {', lines: 3 },
    ]);
  });
});

describe('the server', () => {
  it('starts no process and writes no file', () => {
    const outside = files
      .filter((file) => roomOf(file) !== 'cli')
      .flatMap((file) => reachesOutside(sources.get(file) ?? '').map((what) => `${file}: ${what}`));
    expect(outside).toEqual([]);
  });

  it.each([
    "import { spawn } from 'node:child_process';",
    "const { fork } = await import('child_process');",
    "import { Worker } from 'node:worker_threads';",
    "import cluster from 'node:cluster';",
    "import fs from 'node:fs';",
    "import * as fs from 'node:fs/promises';",
    "import { readFile, writeFile } from 'node:fs/promises';",
    "import {\n  mkdirSync as readFileSync,\n} from 'fs';",
    "export { createWriteStream } from 'node:fs';",
    "require('fs').writeFileSync('x', '');",
    "process.getBuiltinModule('fs');",
  ])('would not pass with %j', (source) => {
    expect(reachesOutside(source)).not.toEqual([]);
  });

  it('may read', () => {
    expect(reachesOutside("import { readFile } from 'node:fs/promises';")).toEqual([]);
  });
});
