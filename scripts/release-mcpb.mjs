// Packs the desktop bundle into release/, or into the folder that is given, and prints the path of the bundle.
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packExtension } from '@anthropic-ai/mcpb';
import { readJson, root, withReleaseFiles } from './release-files.mjs';

const out = path.resolve(process.argv[2] ?? path.join(root, 'release'));
await withReleaseFiles(async (folder) => {
  const { name, version } = await readJson('package.json');
  const manifest = { ...(await readJson('packaging/mcpb/manifest.json')), version };
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await copyFile(path.join(root, 'packaging', 'mcpb', 'icon.png'), path.join(folder, 'icon.png'));
  const bundle = path.join(out, `${name}-${version}.mcpb`);
  if (!(await packExtension({ extensionPath: folder, outputPath: bundle, silent: true }))) {
    throw new Error('The bundle could not be packed; `npx mcpb validate` on its manifest says more.');
  }
  process.stdout.write(`${bundle}\n`);
});
