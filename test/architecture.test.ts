import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

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
const LEAVES = new Set(['config', 'errors', 'json', 'log', 'secrets', 'text']);
/** Runs in a browser: it knows the answers that it draws by their types, and the leaves. */
const PAGE = 'page';
const DRAWN = new Set(['answers', 'results']);
/** Puts the two ways to an Amigo together, and is used by the commands alone. */
const CONNECT = 'connect';
const VAGUE = /(?:^|[/_-])(?:utils?|helpers?|common|misc|shared)(?:$|[./_-])/i;
const LONGEST = 300;
const DATA = 'sandbox/seed-metrics.ts';

const ROOT = path.join(import.meta.dirname, '..', 'src');
const files = (await readdir(ROOT, { recursive: true })).filter((file) => file.endsWith('.ts'));
const sources = new Map(
  await Promise.all(
    files.map(async (file) => [file, await readFile(path.join(ROOT, file), 'utf8')] as const),
  ),
);

function importsOf(file: string): string[] {
  const found = (sources.get(file) ?? '').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...found].map(([, to = '']) => path.join(path.dirname(file), to));
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
      importsOf(file)
        .filter((to) => !mayImport(roomOf(file), roomOf(to)))
        .map((to) => `${file} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('import nothing that is not there', () => {
    expect(files.flatMap(importsOf).filter((to) => !sources.has(to))).toEqual([]);
  });

  it('import in no circle', () => {
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): string[] => {
      if (trail.includes(file)) return [[...trail.slice(trail.indexOf(file)), file].join(' → ')];
      if (done.has(file)) return [];
      const circles = importsOf(file).flatMap((to) => visit(to, [...trail, file]));
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
});
