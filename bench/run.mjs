// Bundles a bench with the sources it measures and runs it: `npm run bench [-- NAME]`; without a name all but those that
// take minutes.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const folder = import.meta.dirname;
const all = (await readdir(folder)).filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
const LONG = new Set(['organization', 'soak', 'verdicts']);
const names = process.argv.length > 2 ? process.argv.slice(2) : all.filter((name) => !LONG.has(name));
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0)
  throw new Error(`There is no bench ${unknown.join(', ')}; there are ${all.join(', ')}.`);

const out = await mkdtemp(path.join(os.tmpdir(), 'bench-'));
try {
  for (const name of names) {
    const outfile = path.join(out, `${name}.mjs`);
    await build({
      entryPoints: [path.join(folder, `${name}.ts`)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.18',
      logLevel: 'error',
      banner: {
        js: "import { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
      },
    });
    process.stdout.write(`\n# ${name}\n`);
    const { status } = spawnSync(process.execPath, ['--expose-gc', outfile], {
      cwd: path.dirname(folder),
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  await rm(out, { recursive: true });
}
