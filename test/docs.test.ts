import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config/index.ts';
import { TOOLS } from '../src/tools/index.ts';
import { readSources } from './support/source-code.ts';

// What pages say of files, commands, variables and codes is held against them.

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const PAGES = [
  'README.md',
  'BENCHMARKS.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];
/** It is a host's, not the project's. */
const HOSTS_FILE = 'claude_desktop_config.json';
const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts;

/** What stands between backticks, code blocks aside. */
function quotedIn(page: string): string[] {
  return [...page.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
}

/** Rows of the tables of a page, each a list of cells; heads and rules aside. */
function rowsOf(page: string): string[][] {
  return [...page.matchAll(/^\|(.*)\|\n/gm)]
    .map(([, row = '']) => row.split(' | ').map((cell) => cell.trim()))
    .filter(([first = '']) => first.startsWith('`'));
}

describe.each(PAGES.map((name) => [name, read(name)] as const))('%s', (_, page) => {
  it('names only files and folders that there are', () => {
    const named = quotedIn(page).filter(
      (text) =>
        /^(?:src|test|docs|bench|scripts|packaging|\.ci)\/[\w./-]+$/.test(text) ||
        /^[\w.-]+\.(?:md|json)$/.test(text),
    );
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)) && file !== HOSTS_FILE)).toEqual([]);
  });

  it('links only to what there is', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to = '']) => to);
    expect(links.filter((to) => !existsSync(path.join(ROOT, to)))).toEqual([]);
  });

  it('names only commands that there are', () => {
    const named = [...page.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    const parts = [...page.matchAll(/npx vitest run ([\w./-]+)/g)].map(([, part = '']) => part);
    expect(parts.filter((part) => !existsSync(path.join(ROOT, part)))).toEqual([]);
  });

  it('names only variables that are read', async () => {
    const config = readConfig({});
    const known = new Set(config.ok ? Object.keys(config.config.origins) : []);
    const others = [...(await readSources('test')), ...(await readSources('bench'))]
      .map(([, text]) => text)
      .join();
    const named = [...page.matchAll(/\b(?:AMIGO|UPDATE|PROPERTY|SOAK)_[A-Z_]+\b/g)].map(([name]) => name);
    expect(named.filter((name) => !known.has(name) && !others.includes(`'${name}'`))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  const page = read('docs/errors.md');

  it('has every code once, thrown where it says', async () => {
    const types = /export type HttpErrorCode =([^;]*);.*export type ErrorCode =([^;]*);/s.exec(
      read('src/errors.ts'),
    );
    const codes = [...`${types?.[1]}${types?.[2]}`.matchAll(/'(\w+)'/g)].map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(10);
    const rows = rowsOf(page).filter(([first = '']) => codes.includes(first.slice(1, -1)));
    expect(rows.map(([first = '']) => first.slice(1, -1)).sort()).toEqual(codes.sort());
    const sources = await readSources('src');
    const silent = rows.flatMap(([code = '', , places = '']) =>
      quotedIn(places)
        .filter((place) => {
          const room = place.replace(/^src\//, '');
          return ![...sources].some(
            ([file, text]) =>
              (file === room || file.startsWith(`${room}/`)) && text.includes(`'${code.slice(1, -1)}'`),
          );
        })
        .map((place) => `${code} in ${place}`),
    );
    expect(silent).toEqual([]);
  });

  it('has the classes that are thrown, and the codes of the protocol', async () => {
    const sources = [...(await readSources('src')).values()].join('\n');
    const classes = [...sources.matchAll(/class (\w+) extends Error\b/g)].map(([, name = '']) => name);
    const named = new Set(rowsOf(page).map(([first = '']) => first.slice(1, -1)));
    expect(classes.filter((name) => !named.has(name))).toEqual([]);
    const kinds = /const CODES = \{(.*?)\}/s.exec(read('src/mcp/protocol-error.ts'))?.[1] ?? '';
    const codes = [...kinds.matchAll(/(\w+): (-\d+)/g)].map(([, kind = '', code = '']) => [
      `\`${kind}\``,
      code,
    ]);
    expect(codes.length).toBeGreaterThan(3);
    expect(rowsOf(page).map((cells) => cells.slice(0, 2))).toEqual(expect.arrayContaining(codes));
  });
});

it('docs/tests.md names every harness', async () => {
  const page = read('docs/tests.md');
  const helpers = [...(await readSources('test')).keys()].filter((file) => !file.endsWith('.test.ts'));
  expect(helpers.filter((file) => !page.includes(`test/${file}`))).toEqual([]);
});

it('docs/decisions.md gives each decision with its reason and what was tried', () => {
  const [, ...decisions] = read('docs/decisions.md').split(/^## /m);
  expect(decisions.length).toBeGreaterThan(6);
  const bare = decisions.filter(
    (text) => !text.includes('**Why.**') || !/\*\*Tried(?: and planned)?\.\*\*/.test(text),
  );
  expect(bare).toEqual([]);
});

it('docs/adding-a-tool.md is followed on a tool that there is, and names what names every tool', async () => {
  const page = read('docs/adding-a-tool.md');
  const [, tool = ''] = /^Followed on `(\w+)`/m.exec(page) ?? [];
  expect(TOOLS.map(({ name }) => name)).toContain(tool);
  // Wherever all nine stand one by one, a tenth has to be added.
  const lists = [
    'README.md',
    'packaging/mcpb/manifest.json',
    ...[...(await readSources('test')).keys()].map((file) => `test/${file}`),
  ].filter((file) => {
    const text = read(file);
    return TOOLS.every(({ name }) => new RegExp(`\\b${name}\\b`).test(text));
  });
  expect(lists.length).toBeGreaterThan(2);
  expect(lists.filter((file) => !page.includes(file))).toEqual([]);
});
