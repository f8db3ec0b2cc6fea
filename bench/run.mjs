// Bundles a bench with the sources it measures and runs it: `npm run bench [-- NAME]`; without a name all but those that
// take minutes. With `--check` a bench that misses a goal of its own fails.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const folder = import.meta.dirname;
const all = (await readdir(folder)).filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
const LONG = new Set(['organization', 'soak', 'verdicts']);
/** Servers that a start is measured beside. */
const PEERS = ['nothing', 'plain'];
const asked = process.argv.slice(2).filter((word) => word !== '--check');
const check = process.argv.includes('--check');
const names = asked.length > 0 ? asked : all.filter((name) => !LONG.has(name));
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0)
  throw new Error(`There is no bench ${unknown.join(', ')}; there are ${all.join(', ')}.`);

const BUNDLE = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  logLevel: 'error',
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
  },
};

/** A plain server registers the tools as they are written. */
const asWritten = {
  name: 'as-written',
  setup({ onResolve }) {
    onResolve({ filter: /\/define-tool\.ts$/ }, () => ({ path: path.join(folder, 'peers', 'identity.ts') }));
  },
};

const out = await mkdtemp(path.join(os.tmpdir(), 'bench-'));
try {
  if (names.includes('start'))
    await build({
      ...BUNDLE,
      entryPoints: PEERS.map((name) => path.join(folder, 'peers', `${name}.ts`)),
      outdir: out,
      outExtension: { '.js': '.mjs' },
      minify: true,
      plugins: [asWritten],
    });
  for (const name of names) {
    const outfile = path.join(out, `${name}.mjs`);
    await build({ ...BUNDLE, entryPoints: [path.join(folder, `${name}.ts`)], outfile });
    process.stdout.write(`\n# ${name}\n`);
    const { status } = spawnSync(process.execPath, ['--expose-gc', outfile], {
      cwd: path.dirname(folder),
      stdio: 'inherit',
      env: { ...process.env, ...(check && { BENCH_CHECK: '1' }) },
    });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  await rm(out, { recursive: true });
}
