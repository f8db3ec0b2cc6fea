// Packs the npm release into release/, or into the folder that is given, and prints the path of the tarball.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root, withReleaseFiles } from './release-files.mjs';

const out = path.resolve(process.argv[2] ?? path.join(root, 'release'));
await mkdir(out, { recursive: true });
await withReleaseFiles(async (folder) => {
  const pack = ['pack', folder, '--pack-destination', out, '--ignore-scripts', '--json'];
  const { stdout } = await promisify(execFile)('npm', pack);
  const [{ filename }] = JSON.parse(stdout);
  process.stdout.write(`${path.join(out, filename)}\n`);
});
