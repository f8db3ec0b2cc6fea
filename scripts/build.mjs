// Bundles the program into one ES module, dist/main.js, with the licences of what went in beside it.
import { mkdir, readFile, rm, writeFile, chmod } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outfile: path.join(out, 'main.js'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  legalComments: 'none',
  metafile: true,
  define: { 'process.env.PACKAGE_VERSION': JSON.stringify(version) },
  // A bundled CommonJS dependency calls require(); an ES module has none of its own.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
  },
});
await chmod(path.join(out, 'main.js'), 0o755);
await writeFile(path.join(out, 'THIRD-PARTY-NOTICES.txt'), await notices(Object.keys(metafile.inputs)));

/** One entry a bundled package: name, version, licence text. */
async function notices(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) folders.add(found[1]);
  }
  const entries = await Promise.all([...folders].sort().map(notice));
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
