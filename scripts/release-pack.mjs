// Packs the npm release into release/, or into the folder that is given, and prints the path of the tarball.
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { layOut, root } from './release-files.mjs';

const out = path.resolve(process.argv[2] ?? path.join(root, 'release'));
const folder = await layOut();
try {
  await mkdir(out, { recursive: true });
  const pack = ['pack', folder, '--pack-destination', out, '--ignore-scripts', '--json'];
  // On Windows npm is a script, which only a shell can start.
  const { stdout } = await promisify(execFile)('npm', pack, { shell: process.platform === 'win32' });
  const [{ filename }] = JSON.parse(stdout);
  process.stdout.write(`${path.join(out, filename)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
