// What both packages hold: the program of a fresh build with a package.json of its own, which names no dependency,
// since the build has taken them in.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const KEPT = [
  'name',
  'version',
  'description',
  'license',
  'type',
  'engines',
  'keywords',
  'repository',
  'homepage',
  'bugs',
];

/** What the build leaves. */
const BUILT = ['main.js', 'chunks', 'page.html', 'sandbox-labels.json', 'THIRD-PARTY-NOTICES.txt'];

/** Builds, lays the files of a release into a temporary folder, and removes it once `use` has packed them. */
export async function withReleaseFiles(use) {
  await promisify(execFile)(process.execPath, [path.join(root, 'scripts', 'build.mjs')]);
  const folder = await mkdtemp(path.join(tmpdir(), 'amigo-metrics-mcp-'));
  try {
    await layOut(folder);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function layOut(folder) {
  for (const file of [...BUILT.map((name) => `dist/${name}`), 'README.md', 'LICENSE']) {
    await cp(path.join(root, file), path.join(folder, path.basename(file)), { recursive: true });
  }
  const source = await readJson('package.json');
  const kept = Object.fromEntries(KEPT.filter((key) => key in source).map((key) => [key, source[key]]));
  // The MCP registry takes a package for the server's only when both name it alike.
  const { name: mcpName } = await readJson('server.json');
  const own = {
    ...kept,
    mcpName,
    bin: { [source.name]: 'main.js' },
    files: BUILT,
  };
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(own, null, 2)}\n`);
}

/** A JSON file of the project, by its path from the root. */
export async function readJson(file) {
  return JSON.parse(await readFile(path.join(root, file), 'utf8'));
}
