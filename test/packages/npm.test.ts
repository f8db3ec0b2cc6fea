import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TOOLS } from '../../src/tools/index.ts';
import { emptyFolder, pack, run, served } from './pack.ts';

const OF_AN_OLDER_BUILD = 'dist/chunks/chunk-OLDER.js';
let folder = '';
let tarball = '';

beforeAll(async () => {
  folder = await emptyFolder();
  await writeFile(OF_AN_OLDER_BUILD, '');
  tarball = await pack('release-pack.mjs', folder);
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

it('holds the program, what it loads, its page, labels of its sandbox, its notices, and a package.json without dependencies', async () => {
  const { stdout: listing } = await run('tar', ['-tzf', tarball]);
  const chunks = (await readdir('dist/chunks')).map((chunk) => `chunks/${chunk}`);
  expect(chunks.length).toBeGreaterThan(3);
  const others = [
    'LICENSE',
    'README.md',
    'THIRD-PARTY-NOTICES.txt',
    'main.js',
    'package.json',
    'page.html',
    'sandbox-labels.json',
  ];
  expect(new Set(listing.trim().split('\n'))).toEqual(
    new Set([...chunks, ...others].map((file) => `package/${file}`)),
  );
  const { stdout: manifest } = await run('tar', ['-xzOf', tarball, 'package/package.json']);
  const source = JSON.parse(await readFile('package.json', 'utf8'));
  const own = JSON.parse(manifest);
  expect(own).toMatchObject({
    name: source.name,
    version: source.version,
    license: source.license,
    engines: source.engines,
    type: 'module',
    bin: { 'amigo-metrics-mcp': 'main.js' },
  });
  for (const field of ['dependencies', 'devDependencies', 'scripts']) expect(own).not.toHaveProperty(field);
});

it('holds nothing of an older build', async () => {
  await expect(stat(OF_AN_OLDER_BUILD)).rejects.toThrow('ENOENT');
});

it('takes at most 480 kB, and 1.2 MB unpacked', async () => {
  expect((await stat(tarball)).size).toBeLessThanOrEqual(480_000);
  const { stdout: listing } = await run('tar', ['-tvzf', tarball]);
  const sizes = listing
    .trim()
    .split('\n')
    .map((line) => Number(line.trim().split(/\s+/)[2]));
  expect(sizes.length).toBeGreaterThan(3);
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(1_200_000);
});

it('has nothing that publint finds fault with', async () => {
  const { buffer } = await readFile(tarball).then((bytes) => new Uint8Array(bytes));
  const { messages } = await publint({ pack: { tarball: buffer } });
  expect(messages).toEqual([]);
});

it('installs alone, without network or cache, and serves', async () => {
  const home = path.join(folder, 'install');
  await mkdir(home);
  const quiet = ['--offline', '--no-audit', '--no-fund', '--cache', path.join(folder, 'cache')];
  await run('npm', ['install', tarball, ...quiet], { cwd: home });
  const { stdout: installed } = await run('npm', ['ls', '--all', '--parseable'], { cwd: home });
  expect(installed.trim().split('\n')).toHaveLength(2);

  const command = path.join(home, 'node_modules', '.bin', 'amigo-metrics-mcp');
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  expect((await run(command, ['--version'], { cwd: home })).stdout).toBe(`${version}\n`);
  const found = await served({ command, args: ['--sandbox'] }, home);
  expect(found.version).toMatchObject({ name: 'amigo-metrics', version });
  expect(found.tools).toEqual(TOOLS.map(({ name }) => name));
  expect(found.sandbox).toBe(true);
  expect(found.page).toBe(await readFile('dist/page.html', 'utf8'));
  expect(found.labels).toEqual(JSON.parse(await readFile('src/sandbox/labels.json', 'utf8')));
}, 120_000);
