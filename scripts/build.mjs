// Bundles the program into one ES module, dist/main.js, and beside it its page, labels of the sandbox, and the licences of
// what went in.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from './build-page.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/** Of undici the dispatchers alone: its fetch, caches, mocks and sockets would be half the bundle, and load with it. */
const dispatchers = {
  name: 'dispatchers',
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'dispatchers' }));
    build.onLoad({ filter: /^undici$/, namespace: 'dispatchers' }, () => ({
      resolveDir: root,
      contents: `
        import { connect } from 'undici/lib/api/index.js';
        import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
        export { default as Agent } from 'undici/lib/dispatcher/agent.js';
        export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';
        // As undici's own front door does: a proxy is asked for a tunnel through it.
        Dispatcher.prototype.connect = connect;`,
    }));
  },
};

await mkdir(out, { recursive: true });
const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outfile: path.join(out, 'main.js'),
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  minifySyntax: true,
  minifyWhitespace: true,
  minifyIdentifiers: true,
  legalComments: 'none',
  metafile: true,
  plugins: [dispatchers],
  define: {
    'process.env.PACKAGE_VERSION': JSON.stringify(version),
    'process.env.PAGE_FILE': JSON.stringify('page.html'),
    'process.env.LABELS_FILE': JSON.stringify('sandbox-labels.json'),
  },
  // A bundled CommonJS dependency calls require(); an ES module has none of its own.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
  },
});
const page = await buildPage(version);
await place('main.js', outputFiles[0].contents, 0o755);
await place('page.html', page.text, 0o644);
await place('sandbox-labels.json', await readFile(path.join(root, 'src/sandbox/labels.json')), 0o644);
await place(
  'THIRD-PARTY-NOTICES.txt',
  await notices([...Object.keys(metafile.inputs), ...page.inputs]),
  0o644,
);

/** Written beside and renamed into place, so that a program that starts meanwhile finds a whole file. */
async function place(name, contents, mode) {
  const draft = path.join(out, `.${name}.${process.pid}`);
  await writeFile(draft, contents);
  await chmod(draft, mode);
  await rename(draft, path.join(out, name));
}

/** One entry a bundled package: name, version, licence text. */
async function notices(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
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
