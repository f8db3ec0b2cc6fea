// Bundles the program into ES modules: dist/main.js, and in dist/chunks what it loads when that is needed. Beside it its
// page, labels of the sandbox, and the licences of what went in.
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { plugins } from './bundle-plugins.mjs';
import { buildPage } from './build-page.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, 'dist');
const chunks = path.join(out, 'chunks');
/** A bundled CommonJS dependency calls require(); an ES module has none of its own. */
const REQUIRE =
  "import { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);\n";
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

await mkdir(chunks, { recursive: true });
const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: out,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  plugins,
  define: {
    'process.env.PACKAGE_VERSION': JSON.stringify(version),
    'process.env.PAGE_FILE': JSON.stringify('../page.html'),
    'process.env.LABELS_FILE': JSON.stringify('../sandbox-labels.json'),
  },
});
const page = await buildPage(version);
// The entry comes first, and is placed last: what it loads is there by then.
for (const { path: file, text } of outputFiles.toReversed())
  await place(path.relative(out, file), `${text.includes('typeof require') ? REQUIRE : ''}${text}`, 0o755);
const present = new Set(outputFiles.map(({ path: file }) => path.basename(file)));
for (const file of await readdir(chunks))
  if (!present.has(file)) await rm(path.join(chunks, file), { force: true });
await place('page.html', page.text, 0o644);
await place('sandbox-labels.json', await readFile(path.join(root, 'src/sandbox/labels.json')), 0o644);
await place(
  'THIRD-PARTY-NOTICES.txt',
  await notices([...Object.keys(metafile.inputs), ...page.inputs]),
  0o644,
);

/** Written beside and renamed into place, so that a program that starts meanwhile finds a whole file. */
async function place(name, contents, mode) {
  const draft = path.join(out, `.${path.basename(name)}.${process.pid}`);
  await writeFile(draft, contents);
  await chmod(draft, mode);
  await rename(draft, path.join(out, name));
}

/** One entry a bundled package: name, version, licence text. */
async function notices(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = /^([^:]*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) folders.add(found[1]);
  }
  const entries = await Promise.all([...folders].sort((one, other) => (one < other ? -1 : 1)).map(notice));
  return entries.join(`\n${'-'.repeat(78)}\n\n`);
}

async function notice(folder) {
  const info = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'License.md']) {
    try {
      const text = await readFile(path.join(root, folder, name), 'utf8');
      return `${info.name} ${info.version} (${info.license})\n\n${text.trim()}\n`;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return `${info.name} ${info.version} (${info.license})\n`;
}
